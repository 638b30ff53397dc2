/// One part of a request as a key writes it.
///
/// A key writes what a part *says*: percent sequences are decoded, then everything outside RFC 3986's unreserved set is encoded
/// again. Most spellings of one text mean the same to every reader. Those that do not are remembered in ``spelling``, for a key
/// that dropped the difference would let one request be answered with another's response: `+` is a space to a form decoder and a
/// plus to others, few decode the names of query parameters or path segments, and `%zz` says what each reader makes of it.
struct KeyComponent {
    /// As keys write it.
    let text: Substring
    let decoded: Substring
    let spelling: Spelling

    /// What says itself in every spelling there is, as most do.
    private init?(unreserved raw: Substring) {
        guard PercentEncoding.isUnreserved(raw) else { return nil }
        self.text = raw
        self.decoded = raw
        self.spelling = []
    }

    private init(_ bytes: [UInt8], _ spelling: Spelling) {
        self.text = PercentEncoding.encode(bytes)[...]
        self.decoded = Substring(decoding: bytes, as: UTF8.self)
        self.spelling = spelling
    }

    /// A segment of the path, as the router hands it to handlers: undecoded.
    init(segment raw: Substring) {
        self.init(raw, plainIf: PercentEncoding.isSegmentByte)
    }

    /// The name of a query parameter.
    init(name raw: Substring) {
        self.init(raw, plainIf: PercentEncoding.isParameterNameByte)
    }

    /// The value of a query parameter, which every reader decodes.
    init(value raw: Substring) {
        if let plain = KeyComponent(unreserved: raw) {
            self = plain
            return
        }
        let spaced = raw.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        let written = Substring(decoding: spaced, as: UTF8.self)
        switch PercentEncoding.decode(written.utf8) {
        case .text(let bytes):
            let plusses = raw.utf8.count { $0 == UInt8(ascii: "+") }
            let spaces = bytes.count { $0 == UInt8(ascii: " ") }
            var spelling: Spelling = []
            if plusses > 0 { spelling.insert(.plusForSpace) }
            if spaces > plusses { spelling.insert(.encodedSpace) }
            self.init(bytes, spelling)
        case .doubtful(let bytes):
            self.init(bytes, .unusual)
        }
    }

    private init(_ raw: Substring, plainIf allowed: (UInt8) -> Bool) {
        if let plain = KeyComponent(unreserved: raw) {
            self = plain
            return
        }
        switch PercentEncoding.decode(raw.utf8) {
        case .text(let bytes):
            self.init(bytes, raw == PercentEncoding.encode(bytes, allowed: allowed) ? [] : .unusual)
        case .doubtful(let bytes):
            self.init(bytes, .unusual)
        }
    }
}

/// How the keyed parts of a request were spelt, where that may matter to a reader.
struct Spelling: OptionSet {
    let rawValue: UInt8

    /// A `+` in a value, as forms write spaces.
    static let plusForSpace = Spelling(rawValue: 1)
    /// A space in a value that was no `+`.
    static let encodedSpace = Spelling(rawValue: 2)
    /// A spelling that readers take differently.
    static let unusual = Spelling(rawValue: 4)

    /// Whether the text alone tells the spelling, given that it is that of a form: every space was a `+`.
    var isForm: Bool { self == .plusForSpace }
    var isPlain: Bool { self.isSubset(of: .encodedSpace) }
}
