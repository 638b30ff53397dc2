/// A dictionary of structured fields, as far as caches read one (RFC 9651 §4.2.2).
///
/// Strict: anything malformed makes the whole field none. Parameters are read over. Of a key that comes twice the last counts.
struct StructuredDictionary {
    enum Value: Equatable {
        case integer(Int64)
        case string(String)
        case boolean(Bool)
        /// Well-formed, of a type that no directive has.
        case other
    }

    private(set) var members: [(key: String, value: Value)] = []

    /// More members than this make it malformed: they are somebody else's to choose.
    static let memberLimit = 128

    /// - Parameter lines: All lines of the field.
    init?(_ lines: [String]) {
        var parser = StructuredParser(lines.joined(separator: ","))
        parser.skipSpaces()
        while !parser.isAtEnd {
            guard self.members.count < Self.memberLimit, let key = parser.key(), let value = parser.memberValue() else {
                return nil
            }
            self.members.removeAll { $0.key == key }
            self.members.append((key, value))
            parser.skipWhitespace()
            if parser.isAtEnd { break }
            guard parser.take(UInt8(ascii: ",")) else { return nil }
            parser.skipWhitespace()
            guard !parser.isAtEnd else { return nil }
        }
    }
}

private struct StructuredParser {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { self.index == self.bytes.count }
    private var next: UInt8? { self.isAtEnd ? nil : self.bytes[self.index] }

    mutating func take(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.index += 1
        return true
    }

    mutating func skipSpaces() {
        while self.take(UInt8(ascii: " ")) {}
    }

    mutating func skipWhitespace() {
        while self.take(UInt8(ascii: " ")) || self.take(UInt8(ascii: "\t")) {}
    }

    private mutating func run(while isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let run = self.bytes[self.index...].prefix(while: isPart)
        self.index = run.endIndex
        return run
    }

    /// §4.2.3.3.
    mutating func key() -> String? {
        guard let first = self.next, Self.isLowercase(first) || first == UInt8(ascii: "*") else { return nil }
        let key = self.run { byte in
            Self.isLowercase(byte) || DeltaSeconds.digit(byte) != nil || "_-.*".utf8.contains(byte)
        }
        return String(decoding: key, as: UTF8.self)
    }

    mutating func memberValue() -> StructuredDictionary.Value? {
        guard self.take(UInt8(ascii: "=")) else { return self.parameters() ? .boolean(true) : nil }
        guard let value = self.next == UInt8(ascii: "(") ? self.innerList() : self.bareItem(), self.parameters() else {
            return nil
        }
        return value
    }

    /// §4.2.1.2.
    private mutating func innerList() -> StructuredDictionary.Value? {
        guard self.take(UInt8(ascii: "(")) else { return nil }
        while true {
            self.skipSpaces()
            if self.take(UInt8(ascii: ")")) { return .other }
            guard self.bareItem() != nil, self.parameters(), self.next == UInt8(ascii: " ") || self.next == UInt8(ascii: ")")
            else { return nil }
        }
    }

    /// §4.2.3.2. False where they are malformed.
    private mutating func parameters() -> Bool {
        while self.take(UInt8(ascii: ";")) {
            self.skipSpaces()
            guard self.key() != nil else { return false }
            if self.take(UInt8(ascii: "=")), self.bareItem() == nil { return false }
        }
        return true
    }

    private mutating func bareItem() -> StructuredDictionary.Value? {
        switch self.next {
        case .some(let byte) where byte == UInt8(ascii: "-") || DeltaSeconds.digit(byte) != nil:
            return self.number()
        case UInt8(ascii: "\""):
            return self.string().map { .string($0) }
        case UInt8(ascii: ":"):
            return self.byteSequence()
        case UInt8(ascii: "?"):
            self.index += 1
            if self.take(UInt8(ascii: "1")) { return .boolean(true) }
            return self.take(UInt8(ascii: "0")) ? .boolean(false) : nil
        case UInt8(ascii: "@"):
            self.index += 1
            guard case .integer = self.number() else { return nil }
            return .other
        case UInt8(ascii: "%"):
            return self.displayString()
        case .some(let byte) where byte == UInt8(ascii: "*") || Self.isLowercase(byte | 0x20):
            _ = self.run { FieldScanner.isToken($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
            return .other
        default:
            return nil
        }
    }

    /// §4.2.4: up to 15 digits, or up to 12 with one to three after the point.
    private mutating func number() -> StructuredDictionary.Value? {
        let isNegative = self.take(UInt8(ascii: "-"))
        let whole = self.run { DeltaSeconds.digit($0) != nil }
        guard !whole.isEmpty else { return nil }
        if self.take(UInt8(ascii: ".")) {
            let fraction = self.run { DeltaSeconds.digit($0) != nil }
            return whole.count <= 12 && (1...3).contains(fraction.count) ? .other : nil
        }
        guard whole.count <= 15 else { return nil }
        let magnitude = whole.reduce(into: Int64(0)) { $0 = $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return .integer(isNegative ? -magnitude : magnitude)
    }

    /// §4.2.5.
    private mutating func string() -> String? {
        guard self.take(UInt8(ascii: "\"")) else { return nil }
        var text: [UInt8] = []
        while let byte = self.next {
            self.index += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = self.next, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else { return nil }
                self.index += 1
                text.append(escaped)
            case 0x20...0x7E:
                text.append(byte)
            default:
                return nil
            }
        }
        return nil
    }

    /// §4.2.7.
    private mutating func byteSequence() -> StructuredDictionary.Value? {
        self.index += 1
        _ = self.run { Self.isLowercase($0 | 0x20) || DeltaSeconds.digit($0) != nil || "+/=".utf8.contains($0) }
        return self.take(UInt8(ascii: ":")) ? .other : nil
    }

    /// §4.2.10.
    private mutating func displayString() -> StructuredDictionary.Value? {
        self.index += 1
        guard self.take(UInt8(ascii: "\"")) else { return nil }
        while let byte = self.next, (0x20...0x7E).contains(byte) {
            self.index += 1
            if byte == UInt8(ascii: "\"") { return .other }
            guard byte == UInt8(ascii: "%") else { continue }
            let digits = self.bytes[self.index...].prefix(2)
            guard digits.count == 2, digits.allSatisfy({ DeltaSeconds.digit($0) != nil || (0x61...0x66).contains($0) })
            else { return nil }
            self.index += 2
        }
        return nil
    }

    private static func isLowercase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
