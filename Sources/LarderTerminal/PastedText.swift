/// Text between the marks of a bracketed paste, made harmless as it comes.
///
/// Line breaks of every kind become `\n` and tabs stay; other control characters and bidirectional overrides are left out, so
/// that nothing of it can be taken for a key or turn the text around it.
struct PastedText: Sendable, Equatable {
    /// Scalars; the rest of a longer paste is dropped.
    static let limit = 4096

    private(set) var text = ""
    private var count = 0
    private var last: Unicode.Scalar = " "

    mutating func append(_ scalar: Unicode.Scalar) {
        let isSecondHalf = scalar == "\n" && self.last == "\r"
        self.last = scalar
        guard self.count < Self.limit, !isSecondHalf else { return }
        switch scalar.value {
        case 0x0D: self.add("\n")
        case 0x09, 0x0A: self.add(scalar)
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x061C, 0x2028...0x202E, 0x2066...0x2069: break
        default: self.add(scalar)
        }
    }

    private mutating func add(_ scalar: Unicode.Scalar) {
        self.text.unicodeScalars.append(scalar)
        self.count += 1
    }
}
