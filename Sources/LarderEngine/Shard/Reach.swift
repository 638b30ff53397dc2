/// What an invalidation hits, or would hit.
struct Reach {
    static let sampleSize = 10
    /// Up to so many entries in all shards are counted one by one: then figures are exact to the nanosecond, not to the
    /// wheels' turn.
    private static let lookLimit = 64
    /// Entries of a shard that are looked at where more match.
    private static let sampled = 1

    /// Live ones.
    var entries = 0
    var bytes = 0
    /// Each entry's hits over its life; of many entries, those of a sample stand for all.
    var hitsPerSecond = 0.0
    var sample: [String] = []
    /// False where the figures are upper bounds.
    var isExact = true
    /// Entries that were looked at one by one.
    private(set) var looked = 0

    static func += (lhs: inout Reach, rhs: Reach) {
        lhs.entries += rhs.entries
        lhs.bytes += rhs.bytes
        lhs.hitsPerSecond += rhs.hitsPerSecond
        lhs.sample += rhs.sample.prefix(max(0, Self.sampleSize - lhs.sample.count))
        lhs.isExact = lhs.isExact && rhs.isExact
        lhs.looked += rhs.looked
    }

    /// How many of so many further entries to look at.
    func looks(at matched: Int) -> Int {
        matched <= Self.lookLimit - self.looked ? matched : Self.sampled
    }

    /// Counts an entry if it is live.
    mutating func count(_ slot: Slot, in shard: borrowing Shard, at now: CacheInstant) {
        self.looked += 1
        let record = shard.slab[slot]
        guard record.state(at: now).isLive else { return }
        self.entries += 1
        self.bytes += Int(record.policy.weight)
        self.hitsPerSecond += shard.hitsPerSecond(of: slot, at: now)
        if self.sample.count < Self.sampleSize {
            self.sample.append(Shard.text(of: record.key))
        }
    }
}

extension Shard {
    /// Over its life.
    func hitsPerSecond(of slot: Slot, at now: CacheInstant) -> Double {
        Double(self.slab[slot].hits) / max(self.slab.cold[slot].createdAt.duration(to: now).seconds, 1)
    }
}
