import HTTPTypes

/// What a response allows shared caches (RFC 9111 §5.2.2).
struct ResponseDirectives {
    /// The field that they come from.
    enum Source: Equatable {
        case cacheControl
        /// One that is addressed to this cache: `Cache-Control` and `Expires` are then for others (RFC 9213 §2.2).
        case targeted
    }

    let source: Source
    let isPublic: Bool
    let isPrivate: FieldScope
    let noStore: Bool
    let noCache: FieldScope
    /// `must-revalidate`, which also lets caches keep answers to requests with `Authorization`.
    let mustRevalidate: Bool
    let proxyRevalidate: Bool
    /// RFC 9111 §5.2.2.3: `no-store` is for caches that do not understand the status.
    let mustUnderstand: Bool
    /// RFC 8246.
    let immutable: Bool
    let sharedMaximumAge: CacheDirectives.Seconds
    let maximumAge: CacheDirectives.Seconds
    /// RFC 5861.
    let staleWhileRevalidate: CacheDirectives.Seconds
    let staleIfError: CacheDirectives.Seconds

    /// - Parameter targets: The targeted fields that are addressed to this cache. The first that is there, well-formed and not
    ///   empty decides alone.
    init(_ fields: HTTPFields, targets: [HTTPField.Name] = []) {
        for name in targets where fields.contains(name) {
            guard let dictionary = StructuredDictionary(fields[values: name]), !dictionary.members.isEmpty else { continue }
            self.init(CacheDirectives(dictionary), source: .targeted)
            return
        }
        self.init(CacheDirectives(fields[values: .cacheControl]), source: .cacheControl)
    }

    private init(_ directives: CacheDirectives, source: Source) {
        self.source = source
        self.isPublic = directives.allows("public")
        self.isPrivate = FieldScope("private", in: directives)
        self.noStore = directives.contains("no-store") || !directives.isComplete
        self.noCache = FieldScope("no-cache", in: directives)
        self.mustRevalidate = directives.contains("must-revalidate")
        self.proxyRevalidate = directives.contains("proxy-revalidate")
        self.mustUnderstand = directives.isComplete && directives.contains("must-understand")
        self.immutable = directives.allows("immutable")
        self.sharedMaximumAge = directives.seconds("s-maxage")
        self.maximumAge = directives.seconds("max-age")
        self.staleWhileRevalidate = directives.seconds("stale-while-revalidate")
        self.staleIfError = directives.seconds("stale-if-error")
    }

    /// `s-maxage` has the meaning of `proxy-revalidate` too (RFC 9111 §5.2.2.10).
    var forbidsStaleServing: Bool {
        self.mustRevalidate || self.proxyRevalidate || self.noCache == .response || self.sharedMaximumAge != .absent
    }

    /// RFC 9111 §3.5. A malformed `s-maxage` allows nothing.
    var allowsAuthorized: Bool {
        if case .seconds = self.sharedMaximumAge { return true }
        return self.isPublic || self.mustRevalidate
    }

    /// Fields that a shared copy goes without.
    var withheldFields: Set<String> {
        self.isPrivate.fieldNames.union(self.noCache.fieldNames)
    }
}
