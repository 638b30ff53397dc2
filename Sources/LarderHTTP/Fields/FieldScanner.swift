/// Reads a field value from left to right (RFC 9110 §5.6).
struct FieldScanner {
    private(set) var rest: Substring.UTF8View

    init(_ value: String) {
        self.rest = Substring(value).utf8
    }

    init(_ value: Substring) {
        self.rest = value.utf8
    }

    var isAtEnd: Bool { self.rest.isEmpty }
    var next: UInt8? { self.rest.first }

    /// Takes `byte` where it is the next one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard self.rest.first == byte else { return false }
        self.rest.removeFirst()
        return true
    }

    /// Optional white space (RFC 9110 §5.6.3).
    mutating func skipSpace() {
        while let byte = self.rest.first, Self.isSpace(byte) { self.rest.removeFirst() }
    }

    /// Empty members of a list mean nothing (RFC 9110 §5.6.1.2).
    mutating func skipSeparators() {
        while let byte = self.rest.first, Self.isSpace(byte) || byte == UInt8(ascii: ",") { self.rest.removeFirst() }
    }

    /// A token (RFC 9110 §5.6.2). Nil where there is none.
    mutating func token() -> Substring? {
        let token = self.rest.prefix(while: Self.isToken)
        guard !token.isEmpty else { return nil }
        self.rest = self.rest[token.endIndex...]
        return Substring(token)
    }

    enum QuotedString: Equatable {
        case text(String)
        /// The closing quote never comes. Nothing was taken.
        case unterminated
    }

    /// A quoted string without its quotes and escapes (RFC 9110 §5.6.4). Nil where no quote is next.
    mutating func quotedString() -> QuotedString? {
        var scan = self.rest
        guard scan.popFirst() == UInt8(ascii: "\"") else { return nil }
        var text: [UInt8] = []
        while let byte = scan.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                self.rest = scan
                return .text(String(decoding: text, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escaped = scan.popFirst() else { return .unterminated }
                text.append(escaped)
            default:
                text.append(byte)
            }
        }
        return .unterminated
    }

    /// Everything up to the next comma, or to the end.
    mutating func skipMember() {
        self.rest = self.rest.drop { $0 != UInt8(ascii: ",") }
    }

    /// Whether nothing but white space stands before the next comma.
    mutating func isAtMemberEnd() -> Bool {
        self.skipSpace()
        return self.isAtEnd || self.next == UInt8(ascii: ",")
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}

extension Substring.UTF8View {
    fileprivate mutating func popFirst() -> UInt8? {
        guard let byte = self.first else { return nil }
        self.removeFirst()
        return byte
    }
}
