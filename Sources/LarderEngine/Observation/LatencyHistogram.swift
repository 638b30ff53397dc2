/// How often each latency was seen, with an error of at most 1.6 %.
///
/// Log-linear, after HdrHistogram: 64 buckets of one width for each doubling, so that a sum and its percentiles are one pass
/// over eight kibibytes. Takes no memory before the first record.
struct LatencyHistogram {
    private static let precision = 6
    /// Longer ones count as this long: a minute.
    private static let longest: UInt64 = 60_000_000_000
    private static let places = place(of: longest) + 1

    private var counts: ContiguousArray<UInt32> = []
    private(set) var count = 0
    private var longest: UInt64 = 0

    mutating func record(_ latency: Duration) {
        if self.counts.isEmpty {
            self.counts = ContiguousArray(repeating: 0, count: Self.places)
        }
        let nanoseconds = min(UInt64(clamping: latency.nanoseconds), Self.longest)
        self.counts[Self.place(of: nanoseconds)] &+= 1
        self.count += 1
        self.longest = max(self.longest, nanoseconds)
    }

    mutating func add(_ other: LatencyHistogram) {
        guard other.count > 0 else { return }
        guard self.count > 0 else {
            self = other
            return
        }
        self.counts.withUnsafeMutableBufferPointer { counts in
            other.counts.withUnsafeBufferPointer { others in
                for place in 0..<Self.places {
                    counts[place] &+= others[place]
                }
            }
        }
        self.count += other.count
        self.longest = max(self.longest, other.longest)
    }

    var summary: LatencySummary {
        var summary = LatencySummary()
        summary.count = self.count
        guard self.count > 0 else { return summary }
        let ranks = [0.5, 0.9, 0.99].map { Int((Double(self.count) * $0).rounded(.up)) }
        var latencies: [Duration] = []
        var seen = 0
        for (place, count) in self.counts.enumerated() where count > 0 {
            seen += Int(count)
            while latencies.count < ranks.count, seen >= ranks[latencies.count] {
                latencies.append(.nanoseconds(Int64(min(Self.highest(at: place), self.longest))))
            }
        }
        summary.p50 = latencies[0]
        summary.p90 = latencies[1]
        summary.p99 = latencies[2]
        summary.max = .nanoseconds(Int64(self.longest))
        return summary
    }

    private static func place(of nanoseconds: UInt64) -> Int {
        let shift = max(0, 63 - self.precision - (nanoseconds | 1).leadingZeroBitCount)
        return shift << self.precision + Int(nanoseconds >> UInt64(shift))
    }

    /// The longest latency that counts at this place.
    private static func highest(at place: Int) -> UInt64 {
        let shift = max(0, place >> self.precision - 1)
        return UInt64(place - shift << self.precision + 1) << UInt64(shift) - 1
    }
}
