/// Knows which entry's time is over, at a constant cost per entry.
///
/// What it promises:
/// - No entry is handed out before its deadline; at most a tick (67 ms) and the time between two calls after it.
/// - Scheduling and cancelling are O(1). An entry is touched once when it is due and at most once for each two levels
///   before; a jump of the clock costs work for the entries it passes, not for the ticks.
/// - A clock that goes back delays, and does no other harm.
///
/// Structure: levels of 64 buckets, each level's buckets eight times as long as those of the level below. An entry sits on the
/// lowest level that reaches its deadline, so its bucket is at most about an eighth as long as the time it had left when it was
/// scheduled. When time comes to a bucket, its entries move down (or are due, on the lowest level). Deadlines beyond the
/// highest level, 18 years, wait in its last bucket. Chains run through the entries' own `WheelLinks`.
///
/// Sources: Varghese and Lauck, "Hashed and hierarchical timing wheels" (1987); levels that overlap as in Linux's timer wheel.
struct TimerWheel {
    private static let tickBits: Int64 = 26
    private static let levels = 10
    private static let levelBits: Int64 = 3
    private static let bucketsPerLevel = 64

    /// The tick that entries are due in next; all before are done with.
    private var current: Int64
    private var latest = CacheInstant(nanoseconds: .min)
    /// Per level, a bit for each bucket that holds entries.
    private var occupied = [UInt64](repeating: 0, count: levels)
    private var heads = [Slot](repeating: .none, count: levels * bucketsPerLevel)
    private var counts = [Int32](repeating: 0, count: levels * bucketsPerLevel)
    /// Entries that are scheduled.
    private(set) var count = 0

    init(now: CacheInstant) {
        self.current = Self.tick(of: now)
    }

    /// Bytes beside the entries' links.
    var overheadBytes: Int {
        self.heads.count * (MemoryLayout<Slot>.stride + MemoryLayout<Int32>.stride)
            + Self.levels * MemoryLayout<UInt64>.stride
    }

    /// Schedules an entry, or moves one that is scheduled.
    ///
    /// A deadline that is over is due with the next tick.
    ///
    /// - Complexity: O(1).
    mutating func schedule(_ slot: Slot, at deadline: CacheInstant, _ entries: Linked<WheelLinks>) {
        self.latest = max(self.latest, deadline)
        precondition(slot < WheelLinks.maximumSlots, "the timer wheel cannot name slot \(slot)")
        let bucket = self.bucket(for: deadline)
        let former = entries[slot].bucket
        guard former != bucket else { return }
        if let former {
            self.unlink(slot, from: former, entries)
        }
        self.link(slot, into: bucket, entries)
    }

    /// Forgets an entry; nothing happens where it is not scheduled.
    ///
    /// - Complexity: O(1).
    mutating func cancel(_ slot: Slot, _ entries: Linked<WheelLinks>) {
        guard let bucket = entries[slot].bucket else { return }
        self.unlink(slot, from: bucket, entries)
        entries[slot] = WheelLinks()
    }

    /// Takes out an entry whose deadline is over; nil where there is none or the budget is used up.
    ///
    /// Called until it answers nil. Where `budget` is then zero, there may be more.
    ///
    /// - Parameters:
    ///   - budget: How many entries may be touched, whether they are due or only move down; counted down.
    ///   - deadline: Of a scheduled entry, as it was scheduled.
    /// - Complexity: O(levels) for each entry that is touched, and once for the answer.
    mutating func nextDue(
        at now: CacheInstant, budget: inout Int, _ entries: Linked<WheelLinks>, deadline: (Slot) -> CacheInstant
    ) -> Slot? {
        // Only ticks that are wholly over: no deadline in them is still to come.
        let end = Self.tick(of: now)
        while let (start, bucket) = self.earliest(before: end) {
            guard budget > 0 else { return nil }
            budget -= 1
            self.current = max(self.current, start)
            let slot = self.heads[bucket]
            self.unlink(slot, from: bucket, entries)
            guard bucket >= Self.bucketsPerLevel else {
                entries[slot] = WheelLinks()
                return slot
            }
            self.link(slot, into: self.bucket(for: deadline(slot)), entries)
        }
        self.current = max(self.current, end)
        return nil
    }

    /// How many entries have at most so long until their deadline, each counted under the first bound that holds it, with
    /// those beyond all bounds last.
    ///
    /// Entries of one bucket are taken to lie evenly over its length, none after the latest deadline that was ever scheduled.
    ///
    /// - Parameter bounds: Ascending.
    /// - Complexity: O(buckets × bounds), whatever the number of entries.
    func histogram(_ bounds: [Duration], at now: CacheInstant) -> [Int] {
        let ends = bounds.map { now.advanced(by: $0).nanoseconds }
        var histogram = [Int](repeating: 0, count: bounds.count + 1)
        for level in 0..<Self.levels {
            let length = Double(Int64(1) << (Self.tickBits + Self.shift(level)))
            var remaining = self.occupied[level]
            while remaining != 0 {
                let index = remaining.trailingZeroBitCount
                remaining &= remaining - 1
                let start = Double(self.start(of: index, level)) * Double(1 << Self.tickBits)
                let end = min(start + length, max(Double(self.latest.nanoseconds), start + 1))
                let count = Int(self.counts[level * Self.bucketsPerLevel + index])
                let first = ends.firstIndex { start < Double($0) } ?? ends.count
                guard first < ends.count, Double(ends[first]) < end else {
                    // Most lie whole under one bound.
                    histogram[first] += count
                    continue
                }
                var counted = 0
                for (place, bound) in ends.enumerated() {
                    let share = min(max((Double(bound) - start) / (end - start), 0), 1)
                    let within = Int((Double(count) * share).rounded())
                    histogram[place] += within - counted
                    counted = within
                }
                histogram[bounds.count] += count - counted
            }
        }
        return histogram
    }

    /// Recounts everything from scratch; empty where all agrees.
    func invariantViolations(_ entries: Linked<WheelLinks>, deadline: (Slot) -> CacheInstant) -> [String] {
        var violations: [String] = []
        var total = 0
        for bucket in self.heads.indices {
            let level = bucket / Self.bucketsPerLevel
            let index = bucket % Self.bucketsPerLevel
            let start = self.start(of: index, level)
            let last = start + (1 << Self.shift(level)) - 1
            var length = 0
            var previous = Slot.none
            var next = self.heads[bucket]
            while next != .none, length <= self.count {
                let links = entries[next]
                if links.bucket != bucket { violations.append("slot \(next) is not marked as in bucket \(bucket)") }
                if links.previous != previous { violations.append("slot \(next) does not lead back to \(previous)") }
                let tick = Self.tick(of: deadline(next))
                let isOver = level == 0 && start == self.current && tick < start
                let isBeyond = level == Self.levels - 1 && tick > last
                if !(start...last).contains(tick), !isOver, !isBeyond {
                    violations.append("slot \(next), due in tick \(tick), is in the bucket of \(start)...\(last)")
                }
                length += 1
                previous = next
                next = links.next
            }
            if length != Int(self.counts[bucket]) {
                violations.append("bucket \(bucket) counts \(self.counts[bucket]) entries and chains \(length)")
            }
            if (length > 0) != (self.occupied[level] & 1 << index != 0) {
                violations.append("bucket \(bucket) holds \(length) entries and its bit disagrees")
            }
            total += length
        }
        if total != self.count { violations.append("\(self.count) entries are counted and \(total) are chained") }
        return violations
    }

    // MARK: Buckets

    /// On the lowest level that reaches the deadline.
    private func bucket(for deadline: CacheInstant) -> Int {
        let tick = max(Self.tick(of: deadline), self.current)
        for level in 0..<Self.levels {
            let shift = Self.shift(level)
            let cell = tick &>> shift
            if cell - (self.current &>> shift) < Self.bucketsPerLevel {
                return level * Self.bucketsPerLevel + Int(cell & 63)
            }
        }
        let top = Self.levels - 1
        let last = (self.current &>> Self.shift(top)) + Int64(Self.bucketsPerLevel - 1)
        return top * Self.bucketsPerLevel + Int(last & 63)
    }

    /// The bucket that time comes to first, and its first tick.
    private func earliest(before end: Int64) -> (start: Int64, bucket: Int)? {
        var earliest: (start: Int64, bucket: Int)?
        var limit = end
        for level in 0..<Self.levels where self.occupied[level] != 0 {
            let shift = Self.shift(level)
            let cell = self.current &>> shift
            let place = cell & 63
            let bits = self.occupied[level]
            let rotated = bits &>> UInt64(place) | bits &<< UInt64(64 - place)
            let found = cell + Int64(rotated.trailingZeroBitCount)
            let start = found &<< shift
            if start < limit {
                limit = start
                earliest = (start, level * Self.bucketsPerLevel + Int(found & 63))
            }
        }
        return earliest
    }

    /// The first tick of a bucket, which holds only ticks from the current one on.
    private func start(of index: Int, _ level: Int) -> Int64 {
        let shift = Self.shift(level)
        let cell = self.current &>> shift
        return (cell + (Int64(index) - cell) & 63) &<< shift
    }

    private static func shift(_ level: Int) -> Int64 {
        Int64(level) * self.levelBits
    }

    private static func tick(of instant: CacheInstant) -> Int64 {
        instant.nanoseconds >> self.tickBits
    }

    // MARK: Chains

    private mutating func link(_ slot: Slot, into bucket: Int, _ entries: Linked<WheelLinks>) {
        let next = self.heads[bucket]
        entries[slot] = WheelLinks(bucket: bucket, previous: .none, next: next)
        if next != .none {
            entries[next].previous = slot
        }
        self.heads[bucket] = slot
        self.counts[bucket] += 1
        self.count += 1
        self.occupied[bucket / Self.bucketsPerLevel] |= 1 << (bucket % Self.bucketsPerLevel)
    }

    private mutating func unlink(_ slot: Slot, from bucket: Int, _ entries: Linked<WheelLinks>) {
        let links = entries[slot]
        if links.next != .none {
            entries[links.next].previous = links.previous
        }
        if links.previous != .none {
            entries[links.previous].next = links.next
        } else {
            self.heads[bucket] = links.next
        }
        self.counts[bucket] -= 1
        self.count -= 1
        if self.heads[bucket] == .none {
            self.occupied[bucket / Self.bucketsPerLevel] &= ~(1 << (bucket % Self.bucketsPerLevel))
        }
    }
}
