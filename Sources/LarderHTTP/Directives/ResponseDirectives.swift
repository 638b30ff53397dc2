import HTTPTypes

/// What a response allows caches (RFC 9111 §5.2.2).
///
/// `private` and `no-cache` that name fields count as the whole directive, as RFC 9111 §5.2.2.4 and §5.2.2.7 allow.
struct ResponseDirectives {
    let isPublic: Bool
    let isPrivate: Bool
    let noStore: Bool
    let noCache: Bool
    /// `must-revalidate`, which also lets caches keep answers to requests with `Authorization`.
    let mustRevalidate: Bool
    let proxyRevalidate: Bool
    let sharedMaximumAge: CacheDirectives.Seconds
    let maximumAge: CacheDirectives.Seconds

    init(_ fields: HTTPFields) {
        let directives = CacheDirectives(fields[values: .cacheControl])
        self.isPublic = directives.contains("public")
        self.isPrivate = directives.contains("private")
        self.noStore = directives.contains("no-store")
        self.noCache = directives.contains("no-cache")
        self.mustRevalidate = directives.contains("must-revalidate")
        self.proxyRevalidate = directives.contains("proxy-revalidate")
        self.sharedMaximumAge = directives.seconds("s-maxage")
        self.maximumAge = directives.seconds("max-age")
    }

    /// `s-maxage` has the meaning of `proxy-revalidate` too (RFC 9111 §5.2.2.10).
    var forbidsStaleServing: Bool {
        self.mustRevalidate || self.proxyRevalidate || self.noCache || self.sharedMaximumAge != .absent
    }

    /// RFC 9111 §3.5. A malformed `s-maxage` allows nothing.
    var allowsAuthorized: Bool {
        if case .seconds = self.sharedMaximumAge { return true }
        return self.isPublic || self.mustRevalidate
    }
}
