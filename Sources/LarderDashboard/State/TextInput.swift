import LarderTerminal

/// A line that the user types.
struct TextInput: Sendable, Equatable {
    private(set) var text: String

    static let limit = 512

    init(_ text: String = "") {
        self.text = text
    }

    /// Takes the keys of editing; false where the key means something else.
    mutating func take(_ key: Key) -> Bool {
        switch key {
        case .character(let scalar):
            if self.text.unicodeScalars.count < Self.limit {
                self.text.unicodeScalars.append(scalar)
            }
        case .backspace:
            if !self.text.isEmpty {
                self.text.removeLast()
            }
        case .control("u"):
            self.text = ""
        case .control("w"):
            while self.text.last == " " { self.text.removeLast() }
            while let last = self.text.last, last != " " { self.text.removeLast() }
        default:
            return false
        }
        return true
    }

    /// One line of it: the rest of a paste is not meant.
    mutating func paste(_ pasted: String) {
        let line = pasted.unicodeScalars.prefix { $0.value >= 0x20 && $0.value != 0x7F }
        self.text.unicodeScalars.append(contentsOf: line.prefix(max(0, Self.limit - self.text.unicodeScalars.count)))
    }
}
