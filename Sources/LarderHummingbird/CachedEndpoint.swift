import LarderEngine
import LarderHTTP

/// A cached route in service: its policy, and what was found out about its responses.
final class CachedEndpoint: Sendable {
    let policy: CachePolicy
    let rules: CachingRules
    let keys: RequestKeyBuilder
    let tags: [TagTemplate]
    let recorder: RouteRecorder
    let findings: RouteFindings
    let refreshes = RefreshSlots(limit: 64)

    init(_ policy: CachePolicy, in cache: ResponseCache) {
        self.policy = policy
        self.rules = policy.rules
        self.keys = RequestKeyBuilder(policy: policy, secret: cache.secret)
        self.tags = policy.tags.map { TagTemplate($0) }
        self.recorder = cache.engine.recorder(forRoute: policy.route)
        self.findings = cache.findings(ofRoute: policy.route)
    }
}

/// What was declared of a route before its whole path is known.
enum RoutePolicy: Sendable {
    case stated(CachePolicy)
    /// Its name and path parameters follow from its path.
    case named(afterPath: CachePolicy)

    var declared: CachePolicy {
        switch self {
        case .stated(let policy), .named(let policy): policy
        }
    }

    func policy(at path: PathTemplate) -> CachePolicy {
        switch self {
        case .stated(let policy): return policy
        case .named(var policy):
            policy.route = path.routeName
            policy.pathParameters = path.names
            return policy
        }
    }
}
