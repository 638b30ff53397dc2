/// The hashes of what left lately, without keys or values.
///
/// A set-associative table: a hash belongs to one set and is written over the oldest there, so no order is kept beside it. Age
/// is what came later, by weight (Yang et al., FIFO queues are all you need for cache eviction, SOSP 2023, §4.2). A full set
/// loses its oldest before its time, and a stranger is taken for a ghost where all bits of the hash agree or after the clock
/// went round: either costs a miss, nothing else.
///
/// When the table grows or shrinks, each ghost that comes moves a few sets; until all have moved there are two tables.
struct Ghosts: Sendable {

    private static let setLength = 16
    /// The age of what is forgotten; the clock goes round at twice that.
    private static let forgotten: UInt32 = 1 << 31
    /// Bits of the heaviest limit.
    private static let limitBits = 30
    /// Sets that move when a ghost comes.
    private static let pace = 2

    private var table = Table(sets: 0, clock: 0)
    /// What is moved from.
    private var former: Table?
    /// Sets of it that have moved.
    private var moved = 0
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

    var overheadBytes: Int { self.table.memory.length + (self.former?.memory.length ?? 0) }

    /// Remembers an entry that leaves.
    ///
    /// - Parameters:
    ///   - entries: Room is kept for as many.
    ///   - limit: What they may weigh together.
    /// - Complexity: O(1).
    mutating func insert(_ links: PolicyLinks, entries: Int, limit: Int) {
        self.limit = UInt32(min(UInt64(limit) >> self.coarseness, UInt64(Self.forgotten - 1)))
        if self.former != nil {
            self.moveSome()
        } else {
            self.fitTable(to: entries)
        }
        let came = self.clock
        self.arrived &+= UInt64(links.weight)
        self.table.write(links.hash, came: came, clock: self.clock)
    }

    /// Forgets `hash`; true where it was remembered.
    mutating func remove(_ hash: UInt32) -> Bool {
        self.table.remove(hash, clock: self.clock, limit: self.limit)
            || self.former?.remove(hash, clock: self.clock, limit: self.limit) ?? false
    }

    private var clock: UInt32 { UInt32(truncatingIfNeeded: self.arrived >> self.coarseness) }

    /// A fifth of the table stays free, so that few sets overflow; it grows by an eighth at a time.
    private mutating func fitTable(to entries: Int) {
        let needed = entries + entries / 4
        let room = self.table.sets * Self.setLength
        guard needed >= room || (needed + Self.setLength) * 2 < room else { return }
        self.former = self.table
        self.moved = 0
        self.table = Table(sets: (needed + needed / 8) / Self.setLength + 1, clock: self.clock)
        self.moveSome()
    }

    private mutating func moveSome() {
        guard let former = self.former else { return }
        let end = min(self.moved + Self.pace, former.sets)
        for place in self.moved * Self.setLength..<end * Self.setLength {
            let (hash, came) = former.take(at: place)
            if self.clock &- came <= self.limit {
                self.table.write(hash, came: came, clock: self.clock)
            }
        }
        self.moved = end
        former.discard(sets: end)
        if end == former.sets {
            self.former = nil
        }
    }

    /// Plain memory, so that to make a large one takes no time.
    private final class Table: @unchecked Sendable {
        // Sendable because only its owner reaches it, and only one thread at a time has that: the owner is part of a shard.

        private struct Ghost {
            var hash: UInt32
            /// When, on the clock that shows zero where the table's own zeroes are forgotten ones.
            var came: UInt32
        }

        let sets: Int
        let memory: ZeroedMemory
        private let ghosts: UnsafeMutablePointer<Ghost>
        private let origin: UInt32
        private var discarded = 0

        init(sets: Int, clock: UInt32) {
            self.sets = sets
            self.memory = ZeroedMemory(length: sets * Ghosts.setLength * MemoryLayout<Ghost>.stride)
            self.ghosts = self.memory.start.bindMemory(to: Ghost.self, capacity: sets * Ghosts.setLength)
            self.origin = clock &- Ghosts.forgotten
        }

        deinit {
            self.memory.deallocate()
        }

        /// Writes over the oldest of its set, unless that is it. A second ghost of one hash does no harm: it is forgotten in its
        /// time.
        func write(_ hash: UInt32, came: UInt32, clock: UInt32) {
            let set = self.set(of: hash)
            var (oldest, age) = (set.lowerBound, clock &- came)
            for place in set where self.age(at: place, clock) >= age {
                (oldest, age) = (place, self.age(at: place, clock))
            }
            guard self.age(at: oldest, clock) == age else { return }
            self.ghosts[oldest] = Ghost(hash: hash, came: came &- self.origin)
        }

        func remove(_ hash: UInt32, clock: UInt32, limit: UInt32) -> Bool {
            for place in self.set(of: hash) where self.ghosts[place].hash == hash && self.age(at: place, clock) <= limit {
                self.ghosts[place].came = clock &- Ghosts.forgotten &- self.origin
                return true
            }
            return false
        }

        func take(at place: Int) -> (hash: UInt32, came: UInt32) {
            defer { self.ghosts[place] = Ghost(hash: 0, came: 0) }
            return (self.ghosts[place].hash, self.ghosts[place].came &+ self.origin)
        }

        /// Gives back the memory of the first sets, which have been taken.
        func discard(sets: Int) {
            self.discarded = self.memory.discardBlocks(
                in: self.discarded..<sets * Ghosts.setLength * MemoryLayout<Ghost>.stride)
        }

        private func age(at place: Int, _ clock: UInt32) -> UInt32 {
            clock &- self.ghosts[place].came &- self.origin
        }

        private func set(of hash: UInt32) -> Range<Int> {
            // Other bits of the same hash choose shards and slots; multiplied, they say nothing about the set.
            let first = Int((UInt64(hash &* 0x9E37_79B1) &* UInt64(self.sets)) >> 32) * Ghosts.setLength
            return first..<min(first + Ghosts.setLength, self.sets * Ghosts.setLength)
        }
    }
}
