/// What a route declares about the caching of its responses.
///
/// Plain data: a configuration file can say the same as code. ``problems`` names what cannot work; whoever takes a policy from
/// people checks it and reports them.
public struct CachePolicy: Sendable, Hashable {
    /// The first part of every key of this route and its name in the figures. Letters, digits, `-`, `.`, `_` and `~`.
    public var route: String
    /// How long a response is fresh unless it says less itself. Nil: as it says itself, or as its `Last-Modified` suggests
    /// (RFC 9111 §4.2.2); what says neither is stored only to be validated.
    public var timeout: Duration?
    /// How long past its freshness a response may be served while it is refreshed, unless it says so itself. Zero: never.
    public var staleWhileRevalidate: Duration
    /// How long past its freshness a response may answer in place of an error, unless it says so itself. Zero: never.
    public var staleIfError: Duration
    /// How long responses with these statuses are fresh that do not say so themselves: `[404: .seconds(10)]`. Other errors are
    /// kept only where they say for how long.
    public var errorTimeouts: [Int: Duration]
    public var setCookie: SetCookieStance
    /// How long a client waits for the handler where a stale response may answer in its place. What takes longer goes on for those
    /// after it.
    public var patience: Duration
    /// Shortens each lifetime by a random part of itself, up to this one, so that responses that came together are not made anew
    /// together. 0 to 1.
    public var jitter: Double
    /// The last part of a lifetime in which one request sets off a refresh, before it ends. 0 to 1.
    public var refreshAhead: Double
    /// The parameters of the route's path that become segments of the key, in this order: `["id"]` gives `single_course:42`.
    public var pathParameters: [String]
    public var varyOn: VaryOn
    /// Tags of every response of this route. `{name}` stands for a path parameter: `course:{id}`.
    public var tags: [String]
    public var authorization: AuthorizationStance
    /// The largest body that is kept, in bytes. A larger one is passed on and not stored.
    public var maximumEntrySize: Int
    /// Query parameters whose values are secret: they appear in keys as keyed hashes only.
    public var redactedQuery: Set<String>
    public var keyDisclosure: KeyDisclosure

    public init(
        route: String,
        timeout: Duration?,
        staleWhileRevalidate: Duration = .zero,
        pathParameters: [String] = [],
        varyOn: VaryOn = VaryOn(),
        tags: [String] = [],
        authorization: AuthorizationStance = .respectResponse,
        maximumEntrySize: Int = 1 << 20,
        redactedQuery: Set<String> = [],
        keyDisclosure: KeyDisclosure = .withheld,
        staleIfError: Duration = .zero,
        errorTimeouts: [Int: Duration] = [:],
        setCookie: SetCookieStance = .refuse,
        patience: Duration = .seconds(5),
        jitter: Double = 0,
        refreshAhead: Double = 0
    ) {
        self.route = route
        self.timeout = timeout
        self.staleWhileRevalidate = staleWhileRevalidate
        self.pathParameters = pathParameters
        self.varyOn = varyOn
        self.tags = tags
        self.authorization = authorization
        self.maximumEntrySize = maximumEntrySize
        self.redactedQuery = redactedQuery
        self.keyDisclosure = keyDisclosure
        self.staleIfError = staleIfError
        self.errorTimeouts = errorTimeouts
        self.setCookie = setCookie
        self.patience = patience
        self.jitter = jitter
        self.refreshAhead = refreshAhead
    }
}

/// What a request's `Authorization` means to a route that is not cached per user (RFC 9111 §3.5).
public enum AuthorizationStance: Sendable, Hashable {
    /// Such a request is neither answered from the cache nor stored, unless the response is `public`, `s-maxage` or
    /// `must-revalidate`.
    case respectResponse
    /// The responses of this route are the same for everybody, whatever the credentials.
    case independent
}

/// Whether `Cache-Status` tells clients the key.
public enum KeyDisclosure: Sendable, Hashable {
    case withheld
    case shown
}
