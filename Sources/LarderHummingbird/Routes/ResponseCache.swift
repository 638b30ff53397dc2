public import LarderEngine
public import LarderHTTP
import NIOConcurrencyHelpers

/// A cache of responses, as the routes of an application share it.
///
/// ```swift
/// let cache = ResponseCache(CacheEngine(.init(memoryLimit: 256 << 20)))
/// router.cachePage(CachePolicy(route: "course_list", timeout: .seconds(900)), in: cache).get("/courses/") { … }
/// ```
public final class ResponseCache: Sendable {
    public let engine: CacheEngine
    /// The addresses under which the application is reached; any other host has entries of its own.
    public let listener: ListenerAuthorities
    let secret: KeySecret
    private let known = NIOLockedValueBox<[CachedRoute]>([])
    private let found = NIOLockedValueBox<[String: RouteFindings]>([:])

    /// - Parameters:
    ///   - listener: Empty: every host has entries of its own.
    ///   - secret: Hashes credentials in keys. Processes that share a back end share it.
    public init(
        _ engine: CacheEngine, listener: ListenerAuthorities = ListenerAuthorities(), secret: KeySecret = .ofProcess
    ) {
        self.engine = engine
        self.listener = listener
        self.secret = secret
    }

    /// The routes that are cached, as far as their paths are known: a route in a group is known from its first request on, because
    /// only then is the whole of its path.
    public var routes: [CachedRoute] { self.known.withLockedValue { $0 } }

    /// The policy of the route at a path, from now on known under its name. Nil where another path has the name that was stated.
    func claim(_ path: PathTemplate, _ declared: RoutePolicy, _ resources: CachedRoute.ResourcesOfURL) -> CachePolicy? {
        var policy = declared.policy(at: path)
        return self.known.withLockedValue { routes in
            var number = 1
            while let namesake = routes.first(where: { $0.policy.route == policy.route }) {
                if namesake.path == path { return policy }
                guard case .named = declared else { return nil }
                number += 1
                policy.route = "\(path.routeName)~\(number)"
            }
            routes.append(
                CachedRoute(
                    path: path, policy: policy, keys: RequestKeyBuilder(policy: policy, secret: self.secret),
                    resourcesOfURL: resources))
            return policy
        }
    }

    /// What was found out about a route; the same for the same name.
    func findings(ofRoute name: String) -> RouteFindings {
        self.found.withLockedValue { found in
            if let findings = found[name] { return findings }
            let findings = RouteFindings()
            found[name] = findings
            return findings
        }
    }

    /// The key under which lies what is to answer a request: where stored responses depend on different headers the most recent of
    /// those that the request selects (RFC 9111 §4.1).
    ///
    /// - Parameters:
    ///   - selections: What the responses of its route depend on, newest first.
    ///   - key: The request's, for one of these.
    func mostRecent(of selections: [Vary], key: (Vary) -> CacheKey) -> CacheKey {
        guard selections.count > 1 else { return key(selections[0]) }
        let keys = selections.map(key)
        let stored = keys.compactMap { key in
            (self.engine.peek(key)?.value.head as? StoredHead).map { (key: key, date: $0.cached.date) }
        }
        return stored.max { $0.date < $1.date }?.key ?? keys[0]
    }

    /// The route whose responses a path has; of several the most specific one.
    func route(at path: some StringProtocol) -> CachedRoute? {
        self.routes.filter { $0.path.match(path) != nil }.min { $0.path.captureCount < $1.path.captureCount }
    }

    /// Lets nobody have what is stored for a resource before its handler was asked: something changed it (RFC 9111 §4.4).
    func invalidate(_ resources: [ResourceURI]) {
        for resource in resources {
            guard let keys = self.route(at: resource.path)?.resources(at: resource.path) else { continue }
            let cause = InvalidationCause(source: .unsafeMethod)
            let selections: [Selection] =
                keys.prefix == keys.resource ? [.prefix(keys.prefix)] : [.key(keys.resource), .prefix(keys.prefix)]
            for selection in selections {
                // Nothing limits it, so it cannot be refused.
                _ = try? self.engine.invalidate(selection, mode: .revalidate, cause: cause)
            }
        }
    }
}
