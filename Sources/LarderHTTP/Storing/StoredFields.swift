public import HTTPTypes

/// The header fields of a stored response, made once when it is stored.
public enum StoredFields {
    /// - Parameters:
    ///   - contentLength: Of the whole body, in bytes.
    ///   - user: Whether the key names the user; such a response tells caches after this one that it is private.
    public static func make(
        from fields: HTTPFields,
        contentLength: Int,
        entityTag: @autoclosure () -> EntityTag,
        freshness: Duration,
        user: UserIdentity?,
        policy: CachePolicy
    ) -> HTTPFields {
        var stored = fields
        stored.removeAll { self.ofConnection.contains($0.name) || self.namedByConnection(fields).contains($0.name.canonicalName) }
        stored[.contentLength] = String(contentLength)
        if !stored.contains(.eTag) {
            stored[.eTag] = entityTag().text
        }
        if !stored.contains(.cacheControl) && !stored.contains(.expires) {
            let audience = user == nil ? "" : "private, "
            stored[.cacheControl] = "\(audience)max-age=\(freshness.components.seconds)"
        }
        Vary.add(policy.varyOn.headers, to: &stored)
        return stored
    }

    /// RFC 9111 §3.1. `Age` is this cache's to say from now on.
    private static let ofConnection: Set<HTTPField.Name> = Set(
        ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade", "Trailer", "Age"]
            .compactMap { HTTPField.Name($0) })

    private static func namedByConnection(_ fields: HTTPFields) -> Set<String> {
        Set(fields[values: .connection].flatMap { $0.split(separator: ",") }.map { $0.filter { $0 != " " }.lowercased() })
    }
}
