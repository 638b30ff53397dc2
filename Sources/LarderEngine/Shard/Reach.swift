/// What an invalidation hits, or would hit.
struct Reach {
    static let sampleSize = 10

    /// Live ones.
    var entries = 0
    var bytes = 0
    /// Each entry's hits over its life; of many entries, those of a sample stand for all.
    var hitsPerSecond = 0.0
    var sample: [String] = []
    /// False where the figures are upper bounds.
    var isExact = true

    static func += (lhs: inout Reach, rhs: Reach) {
        lhs.entries += rhs.entries
        lhs.bytes += rhs.bytes
        lhs.hitsPerSecond += rhs.hitsPerSecond
        lhs.sample += rhs.sample.prefix(max(0, Self.sampleSize - lhs.sample.count))
        lhs.isExact = lhs.isExact && rhs.isExact
    }

    /// Counts an entry if it is live.
    mutating func count(_ slot: Slot, in shard: borrowing Shard, at now: CacheInstant) {
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

/// What a call may still do at once, in all shards together, so that it takes microseconds however much matches.
struct Effort {
    /// Entries that are looked at one by one: then figures are exact to the nanosecond, not to the wheels' turn.
    var looks = 24
    /// Entries that an invalidation is brought to before the call returns. Others are left to those who read and to `run`.
    var strikes = 16
    /// Entries whose time is over that are brought to their new state.
    var turns = 16
}

extension Shard {
    /// Over its life.
    func hitsPerSecond(of slot: Slot, at now: CacheInstant) -> Double {
        Double(self.slab[slot].hits) / max(self.slab.cold[slot].createdAt.duration(to: now).seconds, 1)
    }
}
