import LarderEngine

/// Running totals at one instant, as far as rates and history need them. They are whole numbers up to 2^53, and may be broken
/// between two samples.
struct Sample: Equatable {
    var at: CacheInstant
    var hits = 0.0
    var staleHits = 0.0
    var misses = 0.0
    var bypassed = 0.0
    var evictions = 0.0
    var capacityEvictions = 0.0
    var usedBytes = 0
    /// Nil where nothing was measured.
    var hitLatency: Percentiles?
    var missLatency: Percentiles?

    /// Microseconds.
    struct Percentiles: Equatable {
        var p50: Double
        var p99: Double
    }

    var requests: Double { self.hits + self.staleHits + self.misses + self.bypassed }

    /// Between this sample and the next one; what stands rather than counts is as it was here.
    func interpolated(to next: Sample, at share: Double) -> Sample {
        func between(_ count: KeyPath<Sample, Double>) -> Double {
            self[keyPath: count] + share * (next[keyPath: count] - self[keyPath: count])
        }
        return Sample(
            at: self.at.advanced(by: .seconds(share * self.at.duration(to: next.at).seconds)), hits: between(\.hits),
            staleHits: between(\.staleHits), misses: between(\.misses), bypassed: between(\.bypassed),
            evictions: between(\.evictions), capacityEvictions: between(\.capacityEvictions), usedBytes: self.usedBytes,
            hitLatency: self.hitLatency, missLatency: self.missLatency)
    }
}

extension Sample {
    init(_ snapshot: EngineSnapshot) {
        self.init(
            at: snapshot.at, hits: Double(snapshot.requests.hits), staleHits: Double(snapshot.requests.staleHits),
            misses: Double(snapshot.requests.misses), bypassed: Double(snapshot.requests.bypassed),
            evictions: Double(snapshot.evictions.total), capacityEvictions: Double(snapshot.evictions[.capacity]),
            usedBytes: snapshot.memory.usedBytes, hitLatency: Percentiles(snapshot.hitLatency),
            missLatency: Percentiles(snapshot.missLatency))
    }
}

extension Sample.Percentiles {
    init?(_ summary: LatencySummary) {
        guard let p50 = summary.p50, let p99 = summary.p99 else { return nil }
        self.init(p50: p50.microseconds, p99: p99.microseconds)
    }
}
