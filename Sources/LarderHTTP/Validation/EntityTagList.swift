/// The value of `If-Match` or `If-None-Match`: any, or some tags (RFC 9110 §13.1.1, §13.1.2).
enum EntityTagList: Equatable {
    case any
    case tags([EntityTag])

    /// More tags than these are not looked at: a client that lists them all gets the whole response.
    static let limit = 256

    /// A malformed member ends its line: what precedes it counts. `*` counts alone only.
    init(_ lines: [String]) {
        var tags: [EntityTag] = []
        for line in lines {
            var scanner = FieldScanner(line)
            scanner.skipSeparators()
            if scanner.take(UInt8(ascii: "*")) {
                guard lines.count == 1, tags.isEmpty, scanner.isAtMemberEnd(), scanner.isAtEnd else { continue }
                self = .any
                return
            }
            while tags.count < Self.limit, let tag = scanner.entityTag(), scanner.isAtMemberEnd() {
                tags.append(tag)
                scanner.skipSeparators()
            }
        }
        self = .tags(tags)
    }

    /// - Parameter tag: Of the representation; nil where it has none.
    func matchesWeakly(_ tag: EntityTag?) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tag.map { tag in tags.contains { $0.matchesWeakly(tag) } } ?? false
        }
    }

    func matchesStrongly(_ tag: EntityTag?) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tag.map { tag in tags.contains { $0.matchesStrongly(tag) } } ?? false
        }
    }
}

extension FieldScanner {
    /// Nil where no tag is next.
    mutating func entityTag() -> EntityTag? {
        var rest = self.rest
        guard let tag = EntityTag.read(&rest) else { return nil }
        self = FieldScanner(Substring(rest))
        return tag
    }
}
