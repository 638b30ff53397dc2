import Histogram

/// Latencies of the last one to two minutes: percentiles over a whole life would hide what is wrong now.
struct LatencyWindow {
    private static let length: Duration = .seconds(60)
    /// Longer ones count as this long: a minute in nanoseconds.
    private static let highest: UInt64 = 60_000_000_000

    private var current = Self.empty
    private var previous = Self.empty
    private var startedAt: CacheInstant

    static var empty: Histogram<UInt32> {
        Histogram(highestTrackableValue: highest, numberOfSignificantValueDigits: .two)
    }

    init(now: CacheInstant) {
        self.startedAt = now
    }

    mutating func record(_ latency: Duration, at now: CacheInstant) {
        self.turn(at: now)
        // The histogram's least value is 1.
        _ = self.current.record(min(max(UInt64(clamping: latency.nanoseconds), 1), Self.highest))
    }

    mutating func merged(at now: CacheInstant) -> Histogram<UInt32> {
        self.turn(at: now)
        var merged = self.previous
        merged.add(self.current)
        return merged
    }

    private mutating func turn(at now: CacheInstant) {
        let age = self.startedAt.duration(to: now)
        guard age >= Self.length else { return }
        self.previous = age < Self.length * 2 ? self.current : Self.empty
        self.current = Self.empty
        self.startedAt = now
    }
}

extension LatencySummary {
    init(_ histogram: Histogram<UInt32>) {
        self.init()
        self.count = Int(histogram.totalCount)
        guard self.count > 0 else { return }
        self.p50 = .nanoseconds(Int64(histogram.valueAtPercentile(50)))
        self.p90 = .nanoseconds(Int64(histogram.valueAtPercentile(90)))
        self.p99 = .nanoseconds(Int64(histogram.valueAtPercentile(99)))
        self.max = .nanoseconds(Int64(histogram.max))
    }
}
