public import Hummingbird
public import LarderEngine
public import LarderHTTP

extension RouterMethods {
    /// A group whose `GET` route is answered from the cache.
    ///
    /// ```swift
    /// router.cachePage(engine, CachePolicy(route: "single_course", timeout: .seconds(900), pathParameters: ["id"]))
    ///     .get("/courses/{id}") { request, context in … }
    /// ```
    ///
    /// `HEAD` is registered with it and answered from the same entry; a `HEAD` that finds none runs the handler as `GET` and
    /// keeps what it makes. Other methods of the group are passed through. One policy is for one path: a second path, or a
    /// parameter of the path that the policy does not name, would share keys and traps. Middleware added before stands before
    /// the cache (authentication), middleware added to the group runs only where the handler does.
    ///
    /// The handler runs in a task of its own with a copy of the request context, without the request's body: what it makes is for
    /// all who wait, and outlives whoever asked first. References in a context must bear that.
    ///
    /// - Parameters:
    ///   - listener: The addresses under which this listener is reached; any other host has entries of its own.
    ///   - secret: Hashes credentials in keys. Processes that share a back end share it.
    ///   - user: Who asks, where the policy is per user; nil for nobody. What it throws answers the request.
    public func cachePage(
        _ engine: CacheEngine,
        _ policy: CachePolicy,
        listener: ListenerAuthorities = ListenerAuthorities(),
        secret: KeySecret = .ofProcess,
        user: (@Sendable (Request, Context) async throws -> UserIdentity?)? = nil
    ) -> RouterGroup<Context> {
        let onlyPath = OnlyPath()
        return self.cachePages(engine, listener: listener, secret: secret, user: user) { path in
            onlyPath.admit(path, to: policy)
            return policy
        }
    }

    /// A group whose `GET` routes are answered from the cache, each by the policy of its own that `policy` gives for its path.
    /// The group of a whole application, where it is the first thing made of the router.
    ///
    /// - Parameter policy: Asked once for each route; nil leaves the route uncached. Two paths need two route names.
    public func cachePages(
        _ engine: CacheEngine,
        listener: ListenerAuthorities = ListenerAuthorities(),
        secret: KeySecret = .ofProcess,
        user: (@Sendable (Request, Context) async throws -> UserIdentity?)? = nil,
        policy: @escaping (RouterPath) -> CachePolicy?
    ) -> RouterGroup<Context> {
        CachedRoutes(
            parent: self, setting: CacheSetting(engine: engine, listener: listener, secret: secret, user: user), policy: policy
        ).group()
    }
}
