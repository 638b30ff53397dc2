/// Latencies of the last one to two minutes: percentiles over a whole life would hide what is wrong now.
struct LatencyWindow {
    private static let length: Duration = .seconds(60)

    private var current = LatencyHistogram()
    private var previous = LatencyHistogram()
    private var startedAt: CacheInstant

    init(now: CacheInstant) {
        self.startedAt = now
    }

    mutating func record(_ latency: Duration, at now: CacheInstant) {
        self.turn(at: now)
        self.current.record(latency)
    }

    mutating func merged(at now: CacheInstant) -> LatencyHistogram {
        self.turn(at: now)
        var merged = self.current
        merged.add(self.previous)
        return merged
    }

    private mutating func turn(at now: CacheInstant) {
        let age = self.startedAt.duration(to: now)
        guard age >= Self.length else { return }
        self.previous = age < Self.length * 2 ? self.current : LatencyHistogram()
        self.current = LatencyHistogram()
        self.startedAt = now
    }
}
