/// The hashes of what left lately, without keys or values.
///
/// A set-associative table: a hash belongs to one set and is written over the oldest there, so no order is kept beside it. Age
/// is what came later, by weight (Yang et al., FIFO queues are all you need for cache eviction, SOSP 2023, §4.2). A full set
/// loses its oldest before its time, and a stranger is taken for a ghost where all bits of the hash agree or after the clock
/// went round: either costs a miss, nothing else.
struct Ghosts: Sendable {
    private struct Ghost {
        var hash: UInt32
        /// When, on `clock`.
        var came: UInt32
    }

    private static let setLength = 16
    /// The age of what is forgotten; the clock goes round at twice that.
    private static let forgotten: UInt32 = 1 << 31
    /// Bits of the heaviest limit.
    private static let limitBits = 30

    /// Of whole sets.
    private var table: ContiguousArray<Ghost> = []
    /// The weight of all that ever came.
    private var arrived: UInt64 = 0
    /// Bits of the weight that the clock leaves out.
    private let coarseness: UInt64
    /// The age after which one is forgotten.
    private var limit: UInt32 = 0

    /// - Parameter capacity: The heaviest that their limit is expected to become; somewhere above twice that it is cut off.
    init(capacity: Int) {
        self.coarseness = UInt64(max(0, Int.bitWidth - capacity.leadingZeroBitCount - Self.limitBits))
    }

    var overheadBytes: Int { self.table.count * MemoryLayout<Ghost>.stride }

    /// Remembers an entry that leaves.
    ///
    /// - Parameters:
    ///   - entries: Room is kept for as many.
    ///   - limit: What they may weigh together.
    /// - Complexity: O(1) amortised while `entries` changes by steps of one.
    mutating func insert(_ links: PolicyLinks, entries: Int, limit: Int) {
        self.limit = UInt32(min(UInt64(limit) >> self.coarseness, UInt64(Self.forgotten - 1)))
        self.fitTable(to: entries)
        let ghost = Ghost(hash: links.hash, came: self.clock)
        self.arrived &+= UInt64(links.weight)
        self.write(ghost)
    }

    /// Forgets `hash`; true where it was remembered.
    mutating func remove(_ hash: UInt32) -> Bool {
        let clock = self.clock
        for place in self.set(of: hash) where self.table[place].hash == hash && clock &- self.table[place].came <= self.limit {
            self.table[place].came = clock &- Self.forgotten
            return true
        }
        return false
    }

    private var clock: UInt32 { UInt32(truncatingIfNeeded: self.arrived >> self.coarseness) }

    /// Writes over the oldest of its set, unless that is it. A second ghost of one hash does no harm: it is forgotten in its time.
    private mutating func write(_ ghost: Ghost) {
        let set = self.set(of: ghost.hash)
        let clock = self.clock
        var (oldest, age) = (set.lowerBound, clock &- ghost.came)
        for place in set where clock &- self.table[place].came >= age {
            (oldest, age) = (place, clock &- self.table[place].came)
        }
        guard clock &- self.table[oldest].came == age else { return }
        self.table[oldest] = ghost
    }

    private func set(of hash: UInt32) -> Range<Int> {
        let sets = self.table.count / Self.setLength
        // Other bits of the same hash choose shards and slots; multiplied, they say nothing about the set.
        let first = Int((UInt64(hash &* 0x9E37_79B1) &* UInt64(sets)) >> 32) * Self.setLength
        return first..<min(first + Self.setLength, self.table.count)
    }

    /// A fifth of the table stays free, so that few sets overflow; it grows by an eighth at a time.
    private mutating func fitTable(to entries: Int) {
        let needed = entries + entries / 4
        guard needed >= self.table.count || (needed + Self.setLength) * 2 < self.table.count else { return }
        let sets = (needed + needed / 8) / Self.setLength + 1
        let former = self.table
        let none = Ghost(hash: 0, came: self.clock &- Self.forgotten)
        self.table = ContiguousArray(repeating: none, count: sets * Self.setLength)
        for ghost in former where self.clock &- ghost.came <= self.limit {
            self.write(ghost)
        }
    }
}
