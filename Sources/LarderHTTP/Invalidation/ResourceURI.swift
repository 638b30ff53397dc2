/// The URI of a resource, as far as caches tell resources apart (RFC 3986).
public struct ResourceURI: Sendable, Hashable {
    /// In lower case.
    public let scheme: String
    /// In lower case, without the port that its scheme implies.
    public let authority: String
    /// Without dot segments, encoded as it came; `/` where it was empty.
    public let path: String
    /// Undecoded; nil where there is none.
    public let query: String?

    public init(scheme: String, authority: String, path: String, query: String?) {
        self.scheme = scheme.lowercased()
        self.authority = Self.normalised(authority, scheme: self.scheme)
        self.path = path.isEmpty ? "/" : path
        self.query = query
    }

    /// Longer references are not followed.
    static let lengthLimit = 8192

    /// The resource that `reference` names from here (RFC 3986 §5.2). Nil where it is malformed, names a user, or is too long.
    public func resolving(_ reference: String) -> ResourceURI? {
        guard reference.utf8.count <= Self.lengthLimit,
            reference.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) })
        else { return nil }
        var rest = reference.prefix { $0 != "#" }
        var query: String?
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        var scheme = self.scheme
        var isAbsolute = false
        if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
            guard Self.isScheme(rest[..<colon]) else { return nil }
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
            isAbsolute = true
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let authority = rest.prefix { $0 != "/" }
            guard Self.isAuthority(authority) else { return nil }
            return ResourceURI(
                scheme: scheme, authority: String(authority), path: Self.withoutDotSegments(rest[authority.endIndex...]),
                query: query)
        }
        // `https:path` is no URI of a host.
        guard !isAbsolute else { return nil }
        if rest.isEmpty {
            return ResourceURI(scheme: scheme, authority: self.authority, path: self.path, query: query ?? self.query)
        }
        let merged = rest.hasPrefix("/") ? rest : self.path[...(self.path.lastIndex(of: "/") ?? self.path.startIndex)] + rest
        return ResourceURI(scheme: scheme, authority: self.authority, path: Self.withoutDotSegments(merged), query: query)
    }

    /// RFC 9110 §4.3.1: scheme, host and port.
    public func isSameOrigin(as other: ResourceURI) -> Bool {
        self.scheme == other.scheme && self.authority == other.authority
    }

    private static func normalised(_ authority: String, scheme: String) -> String {
        let authority = authority.lowercased()
        for port in [":", scheme == "https" ? ":443" : scheme == "http" ? ":80" : ":"] where authority.hasSuffix(port) {
            return String(authority.dropLast(port.count))
        }
        return authority
    }

    /// A host and perhaps a port; nobody's name or password.
    private static func isAuthority(_ text: Substring) -> Bool {
        if text.hasPrefix("["), !text.contains("]") { return false }
        let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":")
        let host = text[..<(end ?? text.endIndex)]
        let port = text[host.endIndex...]
        return !host.isEmpty && !host.contains("@") && (port.isEmpty || port.first == ":")
            && port.dropFirst().utf8.allSatisfy { DeltaSeconds.digit($0) != nil }
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first | 0x20) else { return false }
        return text.utf8.allSatisfy {
            (0x61...0x7A).contains($0 | 0x20) || DeltaSeconds.digit($0) != nil || "+-.".utf8.contains($0)
        }
    }

    /// RFC 3986 §5.2.4. `path` begins with a slash or is empty.
    private static func withoutDotSegments(_ path: Substring) -> String {
        var segments: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (offset, part) in parts.enumerated() {
            let isLast = offset == parts.count - 1
            switch part {
            case ".":
                if isLast { segments.append("") }
            case "..":
                _ = segments.popLast()
                if isLast { segments.append("") }
            default:
                segments.append(part)
            }
        }
        return "/" + segments.joined(separator: "/")
    }
}
