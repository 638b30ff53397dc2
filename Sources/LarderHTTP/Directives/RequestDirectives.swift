public import HTTPTypes

/// What a request asks of caches (RFC 9111 §5.2.1).
///
/// All of it is advice there, and honoured here: a client gets what it asks for, at its own cost, and what others are answered
/// with stays. What is malformed asks for less from the cache, never for more.
public struct RequestDirectives: Sendable, Hashable {
    /// No stored response without asking the origin first.
    public let noCache: Bool
    /// Nothing of this request or its response may be kept.
    public let noStore: Bool
    /// A stored response or a 504, but nothing from the origin.
    public let onlyIfCached: Bool
    /// The greatest age of a stored response that will do. Nil where none is asked.
    public let maximumAge: Duration?
    /// For how long a stored response must stay fresh. Nil where it does not matter.
    public let minimumFreshness: Duration?
    /// How stale a stored response may be, where it allows that. Nil where it may not.
    public let maximumStaleness: Staleness?
    /// How stale a response may be that answers in place of an error (RFC 5861 §4).
    public let staleIfError: Duration?

    public enum Staleness: Sendable, Hashable {
        case any
        case upTo(Duration)
    }

    /// Nothing special.
    public static let none = RequestDirectives(HTTPFields())

    public init(_ fields: HTTPFields) {
        guard fields.contains(.cacheControl) else {
            // Counts only without Cache-Control (RFC 9111 §5.4).
            let asksForNew = fields.contains(.pragma) && CacheDirectives(fields[values: .pragma]).contains("no-cache")
            self.init(noCache: asksForNew, CacheDirectives(EmptyCollection()))
            return
        }
        let directives = CacheDirectives(fields[values: .cacheControl])
        self.init(noCache: directives.contains("no-cache"), directives)
    }

    private init(noCache: Bool, _ directives: CacheDirectives) {
        self.noCache = noCache
        self.noStore = directives.contains("no-store")
        self.onlyIfCached = directives.contains("only-if-cached")
        self.maximumAge = directives.seconds("max-age").lifetime
        switch directives.seconds("min-fresh") {
        case .absent: self.minimumFreshness = nil
        case .unusable: self.minimumFreshness = .seconds(DeltaSeconds.greatest)
        case .seconds(let seconds): self.minimumFreshness = .seconds(seconds)
        }
        if directives.allows("max-stale") {
            self.maximumStaleness = .any
        } else if case .seconds(let seconds) = directives.seconds("max-stale") {
            self.maximumStaleness = .upTo(.seconds(seconds))
        } else {
            self.maximumStaleness = nil
        }
        if case .seconds(let seconds) = directives.seconds("stale-if-error") {
            self.staleIfError = .seconds(seconds)
        } else {
            self.staleIfError = nil
        }
    }

    /// Whether a fresh stored response will do. `max-age=0` is how browsers ask for a new one.
    ///
    /// - Parameters:
    ///   - remaining: How long it stays fresh.
    ///   - isImmutable: It says that it does not change while it is fresh; then only `no-cache` doubts it (RFC 8246 §2).
    func accepts(age: Duration, remaining: Duration, isImmutable: Bool) -> Bool {
        guard !self.noCache else { return false }
        if let minimumFreshness, remaining < minimumFreshness { return false }
        return isImmutable || self.accepts(age: age)
    }

    /// Whether a fresh stored response of this age will do.
    public func accepts(age: Duration) -> Bool {
        guard !self.noCache else { return false }
        guard let maximumAge = self.maximumAge else { return true }
        return maximumAge > .zero && age <= maximumAge
    }

    /// Whether a stale response will do that its origin allows to be served: one that bounds the age or asks for freshness has
    /// said no (RFC 9111 §5.2.1.1).
    public var acceptsStale: Bool { !self.noCache && self.maximumAge == nil && self.minimumFreshness == nil }

    /// Whether the request itself asks for stale responses (RFC 9111 §5.2.1.2).
    func accepts(staleness: Duration, age: Duration) -> Bool {
        guard let maximumStaleness, !self.noCache, self.minimumFreshness == nil else { return false }
        if let maximumAge, age > maximumAge { return false }
        switch maximumStaleness {
        case .any: return true
        case .upTo(let limit): return staleness <= limit
        }
    }
}
