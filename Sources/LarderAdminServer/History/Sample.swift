import LarderEngine

/// The engine's running totals at one instant, as far as rates and history need them.
struct Sample: Equatable {
    var at: CacheInstant
    var hits = 0
    var staleHits = 0
    var misses = 0
    var bypassed = 0
    var evictions = 0
    var capacityEvictions = 0
    var usedBytes = 0
    var hitP99Us: Double?

    var requests: Int { self.hits + self.staleHits + self.misses + self.bypassed }
}

extension Sample {
    init(_ snapshot: EngineSnapshot) {
        self.init(
            at: snapshot.at, hits: snapshot.requests.hits, staleHits: snapshot.requests.staleHits,
            misses: snapshot.requests.misses,
            bypassed: snapshot.requests.bypassed, evictions: snapshot.evictions.total,
            capacityEvictions: snapshot.evictions[.capacity], usedBytes: snapshot.memory.usedBytes,
            hitP99Us: snapshot.hitLatency.p99?.microseconds)
    }
}
