internal import Histogram

/// Adds up what the clients see.
struct TrafficTally: Sendable {
    private var hits = 0
    private var staleHits = 0
    private var misses = 0
    private var bypassed = 0
    private var serverErrors = 0
    private var failures = 0
    private var writes = 0
    private var uncached = 0
    private var hitLatency = LatencyRecord()
    private var missLatency = LatencyRecord()
    private var searchHitLatency = LatencyRecord()
    private var uncachedSearchLatency = LatencyRecord()

    mutating func record(_ action: TrafficRequest.Action, status: Int, outcome: CacheOutcome, latency: Duration) {
        if status >= 500 { serverErrors += 1 }
        switch action {
        case .patchCourse, .patchSubject, .addCourse, .removeAdded:
            writes += 1
        case .searchUncached:
            uncached += 1
            uncachedSearchLatency.record(latency)
        case .list, .search, .single:
            record(outcome, latency)
            if case .search = action, outcome == .hit || outcome == .staleHit { searchHitLatency.record(latency) }
        case .deploy:
            break
        }
    }

    mutating func recordFailure() { failures += 1 }

    private mutating func record(_ outcome: CacheOutcome, _ latency: Duration) {
        switch outcome {
        case .hit:
            hits += 1
            hitLatency.record(latency)
        case .staleHit:
            staleHits += 1
            hitLatency.record(latency)
        case .miss:
            misses += 1
            missLatency.record(latency)
        case .bypassed:
            bypassed += 1
        }
    }

    var report: TrafficReport {
        TrafficReport(
            hits: hits, staleHits: staleHits, misses: misses, bypassed: bypassed, serverErrors: serverErrors,
            failures: failures, writes: writes, uncached: uncached, hitLatency: hitLatency.summary,
            missLatency: missLatency.summary, searchHitLatency: searchHitLatency.summary,
            uncachedSearchLatency: uncachedSearchLatency.summary)
    }
}

/// Latencies to two significant digits, in bounded memory.
private struct LatencyRecord: Sendable {
    private static let longest: UInt64 = 60_000_000

    private var microseconds = Histogram<UInt32>(highestTrackableValue: longest, numberOfSignificantValueDigits: .two)
    private var total: Duration = .zero
    private var count = 0

    mutating func record(_ latency: Duration) {
        count += 1
        total += latency
        microseconds.record(min(UInt64(max(latency / .microseconds(1), 0)), Self.longest))
    }

    var summary: TrafficReport.Latency {
        func percentile(_ percentile: Double) -> Duration? {
            count > 0 ? .microseconds(microseconds.valueAtPercentile(percentile)) : nil
        }
        return TrafficReport.Latency(
            count: count, mean: count > 0 ? total / count : nil, p50: percentile(50), p99: percentile(99))
    }
}
