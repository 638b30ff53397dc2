public import HTTPTypes

/// What the owner of a cache decides where the standards leave room, or decides for routes that state it.
///
/// ``init()`` is a shared cache before an origin it knows nothing about: everything is as the response says. A route's own come
/// from ``CachePolicy/rules``.
public struct CachingRules: Sendable, Hashable {
    /// The methods whose responses are stored. `POST` belongs here only where the key holds the request's body.
    public var methods: Set<HTTPRequest.Method> = [.get]
    public var statuses: StatusSelection = .standard
    /// For a response that gives itself no lifetime.
    public var unstatedLifetime: UnstatedLifetime = .estimated(HeuristicLifetime())
    /// For responses with these statuses that give themselves no lifetime: how errors are cached. Storable then, whatever
    /// ``statuses`` says.
    public var statusLifetimes: [Int: Duration] = [:]
    /// Bounds every lifetime. Nil: as long as the response says.
    public var longestLifetime: Duration?
    /// Where the response says none (RFC 5861 §3). Never where it forbids stale serving.
    public var staleWhileRevalidate: Duration = .zero
    /// Where the response says none (RFC 5861 §4). Never where it forbids stale serving.
    public var staleIfError: Duration = .zero
    public var revalidation: Revalidation = .available
    /// How long a response that can be validated is kept for that after it may no longer be served.
    public var validationWindow: Duration = .seconds(3600)
    public var setCookie: SetCookieStance = .refuse
    public var vary: VaryStance = .learned
    /// Fields that are addressed to this cache and go before `Cache-Control` (RFC 9213 §2.2), in this order.
    public var targets: [HTTPField.Name] = [.cdnCacheControl, .surrogateControl]
    /// A response whose names and values of fields take more bytes is not stored.
    public var longestHeader = 32 << 10

    public init() {}
}

public enum StatusSelection: Sendable, Hashable {
    /// Every final status (RFC 9111 §3): by what it says, unknown ones by explicit freshness only.
    case standard
    case only(Set<Int>)
}

public enum UnstatedLifetime: Sendable, Hashable {
    /// As long, where the status is no error and of those that may be given a lifetime.
    case fixed(Duration)
    /// By `Last-Modified`; a response without one is stored only to be validated.
    case estimated(HeuristicLifetime)
}

/// Whether the origin can be asked if a stored response is current.
public enum Revalidation: Sendable, Hashable {
    case available
    /// It makes whole responses only: what may not be reused unasked is not stored.
    case unavailable
}

/// What becomes of a response that sets cookies.
public enum SetCookieStance: Sendable, Hashable {
    /// Not stored: a cookie is for one client.
    case refuse
    /// Stored without its cookies; only the client that caused the load gets them.
    case storeWithoutCookies
    /// Stored with its cookies, which everybody then gets (RFC 9111 §7.3 leaves it to the origin to say `private`).
    case storeWithCookies
}

/// Which `Vary` a stored response may have.
public enum VaryStance: Sendable, Hashable {
    /// Whoever stores learns what to key on from the responses, with ``VarySelections``.
    case learned
    /// As ``learned``, but a response that depends on credentials, such as `Cookie`, is stored only where these name the header: a
    /// framework's session names it for every response, and a copy for each visitor is nothing that anybody meant.
    case learnedButCredentials([HTTPField.Name])
}

extension CachePolicy {
    /// The route's timeout is what a response gets that gives itself no lifetime, and the longest that any gets.
    public var rules: CachingRules {
        var rules = CachingRules()
        if let timeout {
            rules.unstatedLifetime = .fixed(timeout)
            rules.longestLifetime = timeout
        }
        rules.statusLifetimes = self.errorTimeouts
        rules.staleWhileRevalidate = self.staleWhileRevalidate
        rules.staleIfError = self.staleIfError
        rules.setCookie = self.setCookie
        rules.vary = .learnedButCredentials(self.varyOn.headers)
        return rules
    }
}
