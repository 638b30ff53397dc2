import LarderEngine
import LarderHTTP

/// Knows one route: `/a`, and `/a` for everybody.
struct FixedURLs: CachedURLs {
    static let policy = CachePolicy(
        route: "a", timeout: .seconds(60), staleWhileRevalidate: .seconds(30),
        varyOn: VaryOn(query: .only(["p", "token"]), user: .perUser), tags: ["red"], redactedQuery: ["token"])

    private static let route = CachedRoute(
        path: PathTemplate("/a/")!, policy: policy,
        keys: RequestKeyBuilder(policy: policy, secret: KeySecret(bytes: [UInt8](repeating: 1, count: 16))))

    func selection(of url: String) throws(URLProblem) -> LarderEngine.Selection {
        .family(ResourceFamily(resource: try self.key(of: url).resource))
    }

    func explanation(of url: String) throws(URLProblem) -> Explanation {
        let key = try self.key(of: url)
        return Explanation(
            route: Self.route.summary, key: key,
            verdict: Verdict(.miss, "Nothing is stored under this key.", section: "RFC 9111 §4"),
            variants: [
                StoredVariant(
                    key: "a:user=7#accept-language=de", state: .stale, status: 200, age: .seconds(61), freshFor: .zero,
                    staleFor: .milliseconds(29_500), size: 400, hits: 3)
            ],
            purge: Explanation.PurgeReach(entries: 1, isExact: true, bytes: 400, sample: ["a:user=7#accept-language=de"]),
            refused: Explanation.Refused(RecentRefusal(.noStore, status: 200, at: .seconds(5)), at: .seconds(7)))
    }

    private func key(of url: String) throws(URLProblem) -> RequestKey {
        let target = try RequestTarget(url)
        guard let key = Self.route.key(of: target, host: target.host(own: ["api.example"])) else {
            throw .unknown(path: target.path, nearest: [Self.route.path])
        }
        return key
    }
}
