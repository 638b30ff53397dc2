import Hummingbird
import LarderEngine
import LarderHTTP

/// A cached route in service: its policy made ready for use, and what was found out about its responses.
final class CachedEndpoint: Sendable {
    let cache: ResponseCache
    let policy: CachePolicy
    let rules: CachingRules
    let keys: RequestKeyBuilder
    let tags: [TagTemplate]
    let recorder: RouteRecorder
    let findings: RouteFindings
    let refreshes = RefreshSlots(limit: 64)

    init(_ policy: CachePolicy, in cache: ResponseCache) {
        self.cache = cache
        self.policy = policy
        self.rules = policy.rules
        self.keys = RequestKeyBuilder(policy: policy, secret: cache.secret)
        self.tags = policy.tags.map { TagTemplate($0) }
        self.recorder = cache.engine.recorder(forRoute: policy.route)
        self.findings = cache.findings(ofRoute: policy.route)
    }

    var clock: any CacheClock { self.cache.engine.clock }

    /// What is stored and fresh, for a request that asks for nothing else, already counted. Nil: see ``CacheFlow/answer(_:)``.
    func hit(_ request: Request, _ parameters: Parameters, since began: CacheInstant) -> Response? {
        CacheFlow(self).hit(Visit(request, parameters, at: self), since: began)
    }
}
