public import Hummingbird
public import LarderHTTP

extension RouterMethods {
    /// A group whose `GET` route is answered from the cache.
    ///
    /// ```swift
    /// router.cachePage(CachePolicy(route: "single_course", timeout: .seconds(900), pathParameters: ["id"]), in: cache)
    ///     .get("/courses/{id}") { request, context in … }
    /// ```
    ///
    /// `HEAD` is registered with it and answered from the same entry; a `HEAD` that finds none runs the handler as `GET` and
    /// keeps what it makes. Methods that change something are passed through, and what is stored of their target, and of what
    /// their `Location` and `Content-Location` name, is revalidated from then on (RFC 9111 §4.4). One policy is for one path: a second path, or a
    /// parameter of the path that the policy does not name, would share keys and traps. Middleware added before stands before
    /// the cache (authentication), middleware added to the group runs only where the handler does.
    ///
    /// The handler runs in a task of its own with a copy of the request context, without the request's body: what it makes is for
    /// all who wait, and outlives whoever asked first. References in a context must bear that.
    ///
    /// - Parameter user: Who asks, where the policy is per user; nil for nobody. What it throws answers the request.
    public func cachePage(
        _ policy: CachePolicy,
        in cache: ResponseCache,
        user: (@Sendable (Request, Context) async throws -> UserIdentity?)? = nil
    ) -> RouterGroup<Context> {
        let onlyPath = OnlyPath()
        return self.cachePages(in: cache, user: user) { path in
            onlyPath.admit(path, to: policy)
            return policy
        }
    }

    /// A group whose `GET` routes are answered from the cache, each by the policy of its own that `policy` gives for its path.
    /// The group of a whole application, where it is the first thing made of the router.
    ///
    /// - Parameter policy: Asked once for each route; nil leaves the route uncached. Two paths need two route names.
    public func cachePages(
        in cache: ResponseCache,
        user: (@Sendable (Request, Context) async throws -> UserIdentity?)? = nil,
        policy: @escaping (RouterPath) -> CachePolicy?
    ) -> RouterGroup<Context> {
        CachedRoutes(
            parent: self, setting: CacheSetting(cache: cache, user: user), policy: policy
        ).group()
    }
}
