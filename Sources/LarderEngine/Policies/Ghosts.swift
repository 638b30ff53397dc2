/// The hashes of what left lately, without keys or values.
///
/// A table of cache lines: a hash belongs to one line and is written over the oldest there, so no order is kept beside it. Age is
/// counted in insertions (Yang et al., FIFO queues are all you need for cache eviction, SOSP 2023, §4.2). A full line loses its
/// oldest before its time, and one of some 10⁵ strangers is taken for a ghost: either costs a miss, nothing else.
struct Ghosts: Sendable {
    private struct Ghost {
        var hash: UInt32 = 0
        /// The insertion that brought it; 0 where there is none.
        var number: UInt32 = 0
    }

    private static let lineLength = 8

    /// Of whole lines.
    private var table: ContiguousArray<Ghost> = []
    private var inserted: UInt32 = 0
    /// The insertions after which one is forgotten.
    private(set) var limit = 0

    var overheadBytes: Int { self.table.count * MemoryLayout<Ghost>.stride }

    /// How many are remembered.
    ///
    /// - Complexity: O(n).
    var count: Int { self.table.count { self.isRemembered($0) } }

    /// Remembers `hash`, and from now on the latest `limit`.
    ///
    /// - Complexity: O(1) amortised while `limit` changes by steps of one.
    mutating func insert(_ hash: UInt32, limit: Int) {
        self.limit = limit
        self.fitTable()
        guard limit > 0 else { return }
        self.inserted &+= 1
        if self.inserted == 0 { self.inserted = 1 }
        self.write(Ghost(hash: hash, number: self.inserted))
    }

    /// Forgets `hash`; true where it was remembered.
    mutating func remove(_ hash: UInt32) -> Bool {
        for place in self.line(of: hash) where self.table[place].hash == hash && self.isRemembered(self.table[place]) {
            self.table[place].number = 0
            return true
        }
        return false
    }

    /// A second ghost of the same hash does no harm: it is forgotten in its time.
    private mutating func write(_ ghost: Ghost) {
        let line = self.line(of: ghost.hash)
        var oldest = line.lowerBound
        for place in line where self.age(of: self.table[place]) > self.age(of: self.table[oldest]) {
            oldest = place
        }
        self.table[oldest] = ghost
    }

    private func isRemembered(_ ghost: Ghost) -> Bool {
        self.age(of: ghost) < self.limit
    }

    private func age(of ghost: Ghost) -> Int {
        ghost.number == 0 ? .max : Int(self.inserted &- ghost.number)
    }

    private func line(of hash: UInt32) -> Range<Int> {
        let lines = self.table.count / Self.lineLength
        // The places of the hash's bits are also used to choose shards and slots; multiplied, they are independent of that.
        let mixed = UInt64(hash &* 0x9E37_79B1)
        let first = Int((mixed &* UInt64(lines)) >> 32) * Self.lineLength
        return first..<min(first + Self.lineLength, self.table.count)
    }

    /// A third of the table stays free, so that few lines overflow; a quarter more is taken at a time.
    private mutating func fitTable() {
        let needed = self.limit + self.limit / 2
        guard needed > self.table.count || (needed + Self.lineLength) * 4 < self.table.count else { return }
        let lines = (needed + needed / 4) / Self.lineLength + 1
        let remembered = self.table.filter { self.isRemembered($0) }.sorted { self.age(of: $0) > self.age(of: $1) }
        self.table = ContiguousArray(repeating: Ghost(), count: self.limit == 0 ? 0 : lines * Self.lineLength)
        guard self.limit > 0 else { return }
        for ghost in remembered {
            self.write(ghost)
        }
    }
}
