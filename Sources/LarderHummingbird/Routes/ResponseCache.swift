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
    private struct Known {
        var route: CachedRoute
        /// Of each of its methods.
        var standings: [RouteStanding]
    }

    private struct Routes {
        var known: [Known] = []
        /// Policies that replaced those that routes were declared with, by name: for routes that are not known yet, too.
        var replaced: [String: CachePolicy] = [:]

        func policy(_ declared: CachePolicy) -> CachePolicy {
            guard let policy = self.replaced[declared.route], policy.canReplace(declared) else { return declared }
            return policy
        }
    }

    public let engine: CacheEngine
    /// The addresses under which the application is reached; any other host has entries of its own.
    public let listener: ListenerAuthorities
    let secret: KeySecret
    private let declared = NIOLockedValueBox(Routes())
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

    /// The routes that are cached, as far as their paths are known: those of a group are from the first request to any of them on,
    /// because only then are the whole of their paths.
    public var routes: [CachedRoute] { self.declared.withLockedValue { $0.known.map(\.route) } }

    /// The policy of the route at a path, from now on known under its name. Nil where another path has the name that was stated.
    func claim(
        _ path: PathTemplate, _ declared: RoutePolicy, _ resources: CachedRoute.ResourcesOfURL, _ standing: RouteStanding
    ) -> CachePolicy? {
        var policy = declared.policy(at: path)
        return self.declared.withLockedValue { routes in
            var number = 1
            while let namesake = routes.known.firstIndex(where: { $0.route.policy.route == policy.route }) {
                guard routes.known[namesake].route.path != path else {
                    routes.known[namesake].standings.append(standing)
                    return routes.policy(policy)
                }
                guard case .named = declared else { return nil }
                number += 1
                policy.route = "\(path.routeName)~\(number)"
            }
            policy = routes.policy(policy)
            let route = CachedRoute(
                path: path, policy: policy, keys: RequestKeyBuilder(policy: policy, secret: self.secret),
                resourcesOfURL: resources)
            routes.known.append(Known(route: route, standings: [standing]))
            return policy
        }
    }

    /// Caches the routes of these names by these policies from now on. What is stored stays, and is as fresh as it was made.
    ///
    /// - Parameter policies: Each with the name, the path parameters, the users and the methods of the one that it replaces;
    ///   others change nothing.
    public func update(_ policies: [CachePolicy]) {
        self.declared.withLockedValue { routes in
            for policy in policies where policy.problems.isEmpty {
                routes.replaced[policy.route] = policy
            }
            for index in routes.known.indices {
                let old = routes.known[index].route
                let policy = routes.policy(old.policy)
                guard policy != old.policy else { continue }
                routes.known[index].route = CachedRoute(
                    path: old.path, policy: policy, keys: RequestKeyBuilder(policy: policy, secret: self.secret),
                    resourcesOfURL: old.resourcesOfURL)
                let endpoint = CachedEndpoint(policy, in: self)
                routes.known[index].standings.forEach { $0.replace(endpoint) }
            }
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

extension CachePolicy {
    /// Whether the keys of one are made of the same parts of a path, and of the same users.
    fileprivate func canReplace(_ other: CachePolicy) -> Bool {
        self.pathParameters == other.pathParameters && self.varyOn.user == other.varyOn.user && self.methods == other.methods
    }
}
