public import HTTPTypes

/// The header fields of a stored response, made once when it is stored.
public enum StoredFields {
    /// A response that says nothing about caching gets its freshness as `max-age`, and `private` on a route that is cached per
    /// user: caches after this one cannot tell users apart.
    ///
    /// - Parameter contentLength: Of the whole body, in bytes.
    public static func make(
        from fields: HTTPFields,
        contentLength: Int,
        entityTag: @autoclosure () -> EntityTag,
        freshness: Duration,
        policy: CachePolicy
    ) -> HTTPFields {
        var stored = fields
        let dropped = self.ofConnection.union(self.namedByConnection(fields))
        stored.removeAll { dropped.contains($0.name.canonicalName) }
        stored[.contentLength] = String(contentLength)
        if !stored.contains(.eTag) {
            stored[.eTag] = entityTag().text
        }
        if !stored.contains(.cacheControl) && !stored.contains(.expires) {
            let audience = policy.varyOn.user == .shared ? "" : "private, "
            stored[.cacheControl] = "\(audience)max-age=\(freshness.components.seconds)"
        }
        Vary.add(policy.varyOn.headers, to: &stored)
        return stored
    }

    /// RFC 9111 §3.1. `Age` is this cache's to say from now on.
    private static let ofConnection: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade", "trailer", "age",
    ]

    private static func namedByConnection(_ fields: HTTPFields) -> Set<String> {
        Set(fields[values: .connection].flatMap { $0.split(separator: ",") }.map { $0.filter { $0 != " " }.lowercased() })
    }
}
