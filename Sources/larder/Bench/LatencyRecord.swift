import Histogram

/// Latencies to three digits, up to an hour.
struct LatencyRecord: Sendable {
    private static let longest: UInt64 = 3_600_000_000_000

    private var nanoseconds = Histogram<UInt64>(highestTrackableValue: longest, numberOfSignificantValueDigits: .three)

    var count: Int { Int(self.nanoseconds.totalCount) }

    mutating func record(nanoseconds: Int) {
        self.nanoseconds.record(min(UInt64(max(nanoseconds, 0)), Self.longest))
    }

    mutating func add(_ other: LatencyRecord) {
        self.nanoseconds.add(other.nanoseconds)
    }

    /// The least value that so many of the recorded ones do not exceed, in nanoseconds; nil where none is recorded.
    func percentile(_ percent: Double) -> Int? {
        self.count == 0 ? nil : Int(self.nanoseconds.valueAtPercentile(percent))
    }
}
