public import Hummingbird
public import LarderHTTP

/// Who asks: a public identifier or a credential; nil for nobody.
public typealias UserOfRequest<Context> = @Sendable (Request, Context) async throws -> UserIdentity?

// Each of these makes a group whose `GET` routes are answered from the cache.
//
// `HEAD` is registered with them and answered from the same entry; a `HEAD` that finds none runs the handler as `GET` and keeps
// what it makes. Methods that change something are passed through, and what is stored of their target, and of what their `Location`
// and `Content-Location` name, is revalidated from then on (RFC 9111 §4.4).
//
// Middleware added before stands before the cache (authentication), middleware added to the group runs only where the handler does.
//
// The handler runs in a task of its own with a copy of the request context: what it makes is for all who wait, and outlives whoever
// asked first. References in a context must bear that. Of the request it sees what the key holds: no cookies and no forwarding
// fields such as `X-Forwarded-Host` unless the policy's headers name them, no query parameters that are left out of the key. What
// an identity in the context makes of a response on a route that is not cached per user, everybody gets.
extension RouterMethods {
    /// Answers the routes of the group from the cache: one, several, or a whole application where this is the first thing made of
    /// the router. Each is named after its path: `/courses/{id}` is `courses.id`.
    ///
    /// ```swift
    /// router.cachePage(for: .minutes(15), in: cache) { $0.tags = ["course"] }
    ///     .get("/courses/") { request, context in … }
    ///     .get("/courses/{id}") { request, context in … }
    /// ```
    ///
    /// - Parameters:
    ///   - timeout: How long a response is fresh unless it says less itself. Nil: as it says itself.
    ///   - adjust: Changes the rest of the policy: tags, headers, stale windows, lifetimes of errors.
    ///   - perUser: Keeps a copy for each user: who asks.
    ///   - unless: Which requests go past the cache, such as those of editors.
    public func cachePage(
        for timeout: Duration?,
        in cache: ResponseCache,
        adjust: (inout CachePolicy) -> Void = { _ in },
        perUser: UserOfRequest<Context>? = nil,
        unless: (@Sendable (Request, Context) async throws -> Bool)? = nil
    ) -> RouterGroup<Context> {
        var policy = CachePolicy(route: "", timeout: timeout)
        policy.varyOn.user = perUser == nil ? .shared : .perUser
        adjust(&policy)
        let declared: RoutePolicy = policy.route.isEmpty ? .named(afterPath: policy) : .stated(policy)
        let setting = CacheSetting(cache: cache, user: perUser, bypasses: unless)
        return CachedRoutes(parent: self, setting: setting) { _ in declared }.group()
    }

    /// Answers the routes of the group from the cache under keys of chosen parts, beside their path.
    ///
    /// ```swift
    /// router.cacheResponse(for: .minutes(5), key: [.query("q"), .pagination, .language], in: cache).get("/search") { … }
    /// router.cacheResponse(for: .minutes(5), key: [.body], in: cache).post("/search") { … }
    /// ```
    ///
    /// - Parameters:
    ///   - key: What responses depend on; a query parameter that no part names does not reach the handler.
    ///   - adjust: Changes the rest of the policy.
    ///   - unless: Which requests go past the cache.
    public func cacheResponse(
        for timeout: Duration?,
        key: [KeyPart<Context>],
        in cache: ResponseCache,
        adjust: (inout CachePolicy) -> Void = { _ in },
        unless: (@Sendable (Request, Context) async throws -> Bool)? = nil
    ) -> RouterGroup<Context> {
        let recipe = KeyRecipe(key)
        let reserved = recipe.custom.map(\.name).filter { KeyPartValue.reservedNames.contains($0) }
        precondition(reserved.isEmpty, "Keys use the part names \(reserved) themselves; choose others.")
        var policy = CachePolicy(
            route: "", timeout: timeout,
            varyOn: VaryOn(query: recipe.query, user: recipe.user == nil ? .shared : .perUser, headers: recipe.headers))
        if recipe.body == .keyed { policy.methods = [.get, .post] }
        adjust(&policy)
        let declared: RoutePolicy = policy.route.isEmpty ? .named(afterPath: policy) : .stated(policy)
        let setting = CacheSetting(cache: cache, user: recipe.user, bypasses: unless, recipe: recipe)
        return CachedRoutes(parent: self, setting: setting) { _ in declared }.group()
    }

    /// Answers one path from the cache by a policy that is stated whole, as a configuration file does.
    ///
    /// ```swift
    /// router.cachePage(CachePolicy(route: "single_course", timeout: .seconds(900), pathParameters: ["id"]), in: cache)
    ///     .get("/courses/{id}") { request, context in … }
    /// ```
    ///
    /// A second path, or a parameter of the path that the policy does not name, would share keys and traps.
    ///
    /// - Parameter user: Who asks, where the policy is per user. What it throws answers the request.
    public func cachePage(
        _ policy: CachePolicy, in cache: ResponseCache, user: UserOfRequest<Context>? = nil
    ) -> RouterGroup<Context> {
        let onlyPath = OnlyPath()
        return self.cachePages(in: cache, user: user) { path in
            onlyPath.admit(path, to: policy)
            return policy
        }
    }

    /// Answers several paths from the cache, each by the policy of its own that `policy` gives.
    ///
    /// - Parameter policy: Asked once for each route; nil leaves the route uncached. Two paths need two route names.
    public func cachePages(
        in cache: ResponseCache, user: UserOfRequest<Context>? = nil, policy: @escaping (RouterPath) -> CachePolicy?
    ) -> RouterGroup<Context> {
        CachedRoutes(parent: self, setting: CacheSetting(cache: cache, user: user)) { policy($0).map { .stated($0) } }.group()
    }
}

/// A context that knows who asks.
public protocol UserRequestContext: RequestContext {
    /// Nil for nobody.
    var user: UserIdentity? { get }
}

extension RouterMethods where Context: UserRequestContext {
    /// As ``cachePage(for:in:adjust:perUser:unless:)``, with a copy for each user that the context knows.
    ///
    /// ```swift
    /// router.cachePage(for: .minutes(5), in: cache, .perUser).get("/my/courses/") { … }
    /// ```
    public func cachePage(
        for timeout: Duration?, in cache: ResponseCache, _ keying: UserKeying, adjust: (inout CachePolicy) -> Void = { _ in }
    ) -> RouterGroup<Context> {
        switch keying {
        case .shared: self.cachePage(for: timeout, in: cache, adjust: adjust)
        case .perUser: self.cachePage(for: timeout, in: cache, adjust: adjust, perUser: { _, context in context.user })
        }
    }
}

extension Duration {
    public static func minutes(_ minutes: Int) -> Duration { .seconds(minutes * 60) }
    public static func hours(_ hours: Int) -> Duration { .seconds(hours * 3600) }
    public static func days(_ days: Int) -> Duration { .seconds(days * 86400) }
}
