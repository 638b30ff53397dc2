public import HTTPTypes

/// The header fields of a stored response, made once when it is stored.
public enum StoredFields {
    /// A response that says nothing about caching gets its freshness as `max-age`, and `private` on a route that is cached per
    /// user: caches after this one cannot tell users apart.
    ///
    /// - Parameters:
    ///   - contentLength: Of the whole body, in bytes.
    ///   - entityTag: For a response that has none.
    public static func make(
        from fields: HTTPFields,
        contentLength: Int,
        entityTag: @autoclosure () -> EntityTag,
        terms: StorageTerms,
        policy: CachePolicy
    ) -> HTTPFields {
        var stored = self.kept(of: fields, withheld: terms.withheldFields, setCookie: policy.setCookie)
        stored[.contentLength] = String(contentLength)
        if !stored.contains(.eTag) {
            stored[.eTag] = entityTag().text
        }
        if !stored.contains(.cacheControl) && !stored.contains(.expires) {
            let audience = policy.varyOn.user == .shared ? "" : "private, "
            stored[.cacheControl] = "\(audience)max-age=\(terms.lifetime.components.seconds)"
        }
        Vary.add(policy.varyOn.headers, to: &stored)
        return stored
    }

    /// What of a response outlives its connection and the client that caused it (RFC 9111 §3.1). Nothing is added, except a `Date`
    /// to a response that has none (RFC 9110 §6.6.1), where `date` is given.
    public static func kept(
        of fields: HTTPFields, withheld: Set<String> = [], setCookie: SetCookieStance = .refuse, date: HTTPDate? = nil
    ) -> HTTPFields {
        var dropped = self.ofConnection.union(withheld)
        if fields.contains(.connection) { dropped.formUnion(self.namedByConnection(fields)) }
        if setCookie != .storeWithCookies { dropped.insert("set-cookie") }
        var kept = fields
        kept.removeAll { dropped.contains($0.name.canonicalName) }
        if let date, !kept.contains(.date) { kept[.date] = date.text }
        return kept
    }

    /// The stored fields after a response that says they are current still, a 304 or an answer to `HEAD` (RFC 9111 §3.2): each of
    /// its fields in place of all of that name.
    ///
    /// What the stored bytes depend on stays: their length, their coding, their range. So do cookies that may not be stored. Where
    /// the update has no `Date` the old one goes, which would make the response older than it is.
    ///
    /// - Parameter receivedAt: When the update came.
    public static func updated(
        _ stored: HTTPFields, by update: HTTPFields, withheld: Set<String> = [], setCookie: SetCookieStance = .refuse,
        receivedAt: HTTPDate
    ) -> HTTPFields {
        var news = self.kept(of: update, withheld: withheld, setCookie: setCookie)
        news.removeAll { self.ofBytes.contains($0.name.canonicalName) }
        if stored.contains(.date), !news.contains(.date) { news[.date] = receivedAt.text }
        let replaced = Set(news.map(\.name))
        var updated = stored
        updated.removeAll { replaced.contains($0.name) }
        updated.append(contentsOf: news)
        return updated
    }

    /// Those of the connection, of proxies, and `Age`, which is this cache's to say from now on.
    private static let ofConnection: Set<String> = [
        "age", "connection", "keep-alive", "proxy-authenticate", "proxy-authentication-info", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    private static let ofBytes: Set<String> = ["content-encoding", "content-length", "content-range"]

    private static func namedByConnection(_ fields: HTTPFields) -> Set<String> {
        var names: Set<String> = []
        for line in fields[values: .connection] {
            var scanner = FieldScanner(line)
            scanner.skipSeparators()
            while !scanner.isAtEnd {
                if let name = scanner.token() { names.insert(name.lowercased()) }
                scanner.skipMember()
                scanner.skipSeparators()
            }
        }
        return names
    }
}
