import LarderEngine

/// How long an address waits for its next refusal: twice as long each time, until it has been quiet for a while.
///
/// Holds a bounded number of addresses; the one that has been quiet for longest makes room.
struct FailureBackoff {
    static let capacity = 1024
    /// Mistakes of people cost nothing.
    static let free = 3
    static let first: Duration = .milliseconds(100)
    static let longest: Duration = .seconds(5)
    static let quiet: Duration = .seconds(60)

    private struct Record {
        var failures: Int
        var last: CacheInstant
    }

    private var records: [String: Record] = [:]

    /// A wrong token came from `address`.
    ///
    /// - Returns: How long to keep the answer back.
    mutating func failed(_ address: String, at now: CacheInstant) -> Duration {
        var record = self.records[address] ?? Record(failures: 0, last: now)
        if record.last.duration(to: now) > Self.quiet {
            record.failures = 0
        }
        record.failures += 1
        record.last = now
        if self.records[address] == nil, self.records.count >= Self.capacity,
            let quietest = self.records.min(by: { $0.value.last < $1.value.last })
        {
            self.records[quietest.key] = nil
        }
        self.records[address] = record
        let beyond = record.failures - Self.free
        guard beyond > 0 else { return .zero }
        // Shifted no further than the longest needs.
        return min(Self.longest, Self.first * (1 << min(beyond - 1, 16)))
    }

    var count: Int { self.records.count }
}
