/// What the simulated clients measured.
public struct TrafficReport: Sendable {
    /// Latencies as the clients saw them, from sending the request to the last byte of the answer.
    public struct Latency: Sendable, Equatable {
        public var count: Int
        /// Nil where nothing was measured.
        public var mean: Duration?
        public var p50: Duration?
        public var p99: Duration?
    }

    /// GET and HEAD requests to cacheable routes that were answered; the four counts below add up to it.
    public var requests: Int { hits + staleHits + misses + bypassed }
    public var hits = 0
    public var staleHits = 0
    public var misses = 0
    public var bypassed = 0
    /// Answers with a 5xx status, among the requests above or not.
    public var serverErrors = 0
    /// Requests that got no answer.
    public var failures = 0
    public var writes = 0
    /// Requests to the uncached twin.
    public var uncached = 0
    /// Of hits, stale ones included.
    public var hitLatency: Latency
    public var missLatency: Latency
    /// Of the search route alone: fresh and stale hits, and its uncached twin.
    public var searchHitLatency: Latency
    public var uncachedSearchLatency: Latency

    /// The share of hits among what the cache was asked for, nil where it was asked for nothing.
    public var hitRatio: Double? {
        let asked = hits + staleHits + misses
        return asked > 0 ? Double(hits + staleHits) / Double(asked) : nil
    }

    /// How many times quicker a hit of the search route is than its uncached twin, by their means.
    public var speedup: Double? {
        guard let uncached = uncachedSearchLatency.mean, let hit = searchHitLatency.mean, hit > .zero else { return nil }
        return uncached / hit
    }
}
