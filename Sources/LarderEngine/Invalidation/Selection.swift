/// What an invalidation is to hit.
public enum Selection: Sendable, Hashable {
    /// Without a `#variant`: the resource and all its variants.
    case key(String)
    case keys([String])
    case prefix(String)
    case pattern(Glob)
    /// What one URL has, for everybody.
    case family(ResourceFamily)
    /// Entries with at least one of these.
    case tags([String])
    case route(String)
    case all

    func matches(_ key: CacheKey, tags: some Sequence<String>) -> Bool {
        switch self {
        case .key(let text): Self.names(text, key)
        case .keys(let texts): texts.contains { Self.names($0, key) }
        case .prefix(let prefix): key.text.utf8.starts(with: prefix.utf8)
        case .pattern(let glob): glob.matches(key.text)
        case .family(let family): key.text.withBytes { family.matches($0) }
        case .tags(let selected): tags.contains { selected.contains($0) }
        case .route(let route): key.route.map { $0 == route } ?? false
        case .all: true
        }
    }

    private static func names(_ text: String, _ key: CacheKey) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "#")) else { return key.resource.utf8.elementsEqual(text.utf8) }
        return key.text.utf8.elementsEqual(text.utf8)
    }
}

/// How a selection is carried out.
enum Aim {
    /// These keys; one without a variant means all variants of the resource.
    case keys([CacheKey])
    /// All keys that begin so.
    case prefix(String)
    case tags([String])
    /// Every key that begins as the pattern does has to be looked at.
    case pattern(KeyPattern)

    var needsSweep: Bool {
        if case .pattern = self { true } else { false }
    }
}

extension Selection {
    var aim: Aim {
        switch self {
        case .key(let text): .keys([CacheKey(text: text)])
        case .keys(let texts): .keys(Set(texts).map(CacheKey.init(text:)))
        case .prefix(let prefix): .prefix(prefix)
        case .pattern(let glob) where glob.isLiteralPrefix: .prefix(glob.literalPrefix)
        case .pattern(let glob): .pattern(.glob(glob))
        case .family(let family): .pattern(.family(family))
        case .tags(let tags): .tags(Array(Set(tags)))
        case .route(let route): .prefix("\(route):")
        case .all: .prefix("")
        }
    }
}

extension Selection: CustomStringConvertible {
    /// As people write it: the key, the pattern, the tag.
    public var description: String {
        switch self {
        case .key(let text): text
        case .keys(let texts): texts.count == 1 ? texts[0] : "\(texts.count) keys"
        case .prefix(let prefix): "\(prefix)*"
        case .pattern(let glob): glob.text
        case .family(let family): "\(family.resource) of everybody"
        case .tags(let tags): tags.count == 1 ? "tag \(tags[0])" : "tags \(tags.joined(separator: ", "))"
        case .route(let route): "route \(route)"
        case .all: "everything"
        }
    }
}
