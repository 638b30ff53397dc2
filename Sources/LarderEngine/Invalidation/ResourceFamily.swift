/// The resources of one URL where keys name more of a request than its URL, such as its user: `my_courses:?page=2` for nobody in
/// particular and `my_courses:user=7:?page=2` for one.
///
/// What is added stands between the path and the query, as segments.
public struct ResourceFamily: Sendable, Hashable {
    /// Of nobody in particular.
    public let resource: String
    /// Up to where segments are added: `my_courses:`, `single_course:42:`.
    private let head: [UInt8]
    /// What stands after them: `:?page=2`; empty where there is no query.
    private let tail: [UInt8]
    /// How much of the tail can be read, where it ends in a hash.
    private let cutTail: Int?

    /// - Parameter resource: Of nobody in particular, without a `#variant`.
    public init(resource: String) {
        self.resource = resource
        let bytes = Array(resource.utf8)
        let query = bytes.firstIndex(of: Self.question) ?? bytes.count
        var head = bytes[..<query]
        if head.last != Self.colon { head.append(Self.colon) }
        self.head = Array(head)
        let tail = query < bytes.count ? [Self.colon] + bytes[query...] : []
        self.tail = tail
        self.cutTail = Self.cut(tail)
    }

    /// Without the colon, which the resource need not have.
    var literalPrefix: String { String(decoding: self.head.dropLast(), as: UTF8.self) }

    var minimumLength: Int { min(self.head.count - 1, self.resource.utf8.count) }

    /// Of keys that are too long to be written out, all match whose readable part does: their rest is a hash.
    ///
    /// - Parameter key: With its `#variant`.
    func matches(_ key: UnsafeRawBufferPointer) -> Bool {
        let own = key.prefix { $0 != Self.hash }
        if own.elementsEqual(self.resource.utf8) { return true }
        guard own.starts(with: self.head) else { return false }
        let rest = own.dropFirst(self.head.count)
        guard let cut = Self.cut(rest) else {
            guard self.cutTail == nil, rest.count > self.tail.count, rest.suffix(self.tail.count).elementsEqual(self.tail)
            else { return false }
            let added = rest.dropLast(self.tail.count)
            return added.contains(Self.equals) && !added.contains(Self.question)
        }
        let readable = rest[..<cut]
        guard let question = readable.firstIndex(of: Self.question) else { return readable.contains(Self.equals) }
        // After the `:?` of the tail.
        let query = self.tail[..<(self.cutTail ?? self.tail.count)].dropFirst(2)
        return readable[..<question].contains(Self.equals) && query.starts(with: readable[readable.index(after: question)...])
    }

    /// Where a key that is too long ends in a hash; `&&` never stands elsewhere.
    private static func cut<Bytes: BidirectionalCollection<UInt8>>(_ bytes: Bytes) -> Bytes.Index? {
        var last: UInt8?
        for index in bytes.indices {
            if bytes[index] == self.ampersand, last == self.ampersand { return bytes.index(before: index) }
            last = bytes[index]
        }
        return nil
    }

    private static let colon = UInt8(ascii: ":")
    private static let question = UInt8(ascii: "?")
    private static let hash = UInt8(ascii: "#")
    private static let equals = UInt8(ascii: "=")
    private static let ampersand = UInt8(ascii: "&")
}

/// What keys have to be compared with.
enum KeyPattern: Sendable, Hashable {
    case glob(Glob)
    case family(ResourceFamily)

    /// What every match begins with; the less there is of it, the more keys have to be looked at.
    var literalPrefix: String {
        switch self {
        case .glob(let glob): glob.literalPrefix
        case .family(let family): family.literalPrefix
        }
    }

    /// No shorter key, in bytes, can match.
    var minimumLength: Int {
        switch self {
        case .glob(let glob): glob.minimumLength
        case .family(let family): family.minimumLength
        }
    }

    func matches(_ key: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .glob(let glob): glob.matches(key)
        case .family(let family): family.matches(key)
        }
    }
}
