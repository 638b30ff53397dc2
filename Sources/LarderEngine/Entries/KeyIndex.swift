/// Leads from a resource's hash to the slot of its first variant: open addressing with linear probing.
///
/// A cell holds 32 bits of the hash beside the slot, so that most strangers are told apart without a look at their key. The
/// place is the hash scaled to the capacity, which need not be a power of two: growing by half keeps the load between six and
/// nine tenths, and the order of the cells, so that the move is one pass. Removing shifts back; there are no tombstones.
struct KeyIndex {
    private static let empty = UInt64.max
    private static let least = 16

    private var cells: UnsafeMutablePointer<UInt64>
    private(set) var capacity: Int
    private(set) var count = 0

    init() {
        self.capacity = Self.least
        self.cells = .allocate(capacity: Self.least)
        self.cells.initialize(repeating: Self.empty, count: Self.least)
    }

    func destroy() {
        self.cells.deallocate()
    }

    /// The place of the first slot with this tag for which `matches` holds.
    ///
    /// - Complexity: O(1) expected; the hash is seeded, so that nobody outside can make keys that collide.
    @inline(__always)
    func place(of tag: UInt32, where matches: (Slot) -> Bool) -> Int? {
        var place = self.home(of: tag)
        while true {
            let cell = self.cells[place]
            guard cell != Self.empty else { return nil }
            if UInt32(truncatingIfNeeded: cell >> 32) == tag, matches(UInt32(truncatingIfNeeded: cell)) {
                return place
            }
            place += 1
            if place == self.capacity { place = 0 }
        }
    }

    @inline(__always)
    subscript(place: Int) -> Slot {
        get { UInt32(truncatingIfNeeded: self.cells[place]) }
        nonmutating set { self.cells[place] = self.cells[place] & 0xFFFF_FFFF_0000_0000 | UInt64(newValue) }
    }

    mutating func insert(_ slot: Slot, tag: UInt32) {
        if (self.count + 1) * 8 > self.capacity * 7 {
            self.move(to: self.capacity + self.capacity / 2)
        }
        self.put(UInt64(tag) << 32 | UInt64(slot))
        self.count += 1
    }

    mutating func remove(at place: Int) {
        var hole = place
        var next = self.following(hole)
        while self.cells[next] != Self.empty {
            let home = self.home(of: UInt32(truncatingIfNeeded: self.cells[next] >> 32))
            // It may fill the hole only if its home is not after the hole, going round.
            let distance = next >= home ? next - home : next + self.capacity - home
            let reach = next >= hole ? next - hole : next + self.capacity - hole
            if distance >= reach {
                self.cells[hole] = self.cells[next]
                hole = next
            }
            next = self.following(next)
        }
        self.cells[hole] = Self.empty
        self.count -= 1
        if self.capacity > Self.least, self.count * 4 < self.capacity {
            self.move(to: max(Self.least, self.capacity / 2))
        }
    }

    /// All slots, in no order.
    var slots: [Slot] {
        (0..<self.capacity).filter { self.cells[$0] != Self.empty }.map { self[$0] }
    }

    @inline(__always)
    private func home(of tag: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(tag) &* UInt64(self.capacity)) >> 32)
    }

    private func following(_ place: Int) -> Int {
        place + 1 == self.capacity ? 0 : place + 1
    }

    private func put(_ cell: UInt64) {
        var place = self.home(of: UInt32(truncatingIfNeeded: cell >> 32))
        while self.cells[place] != Self.empty {
            place = self.following(place)
        }
        self.cells[place] = cell
    }

    private mutating func move(to capacity: Int) {
        let old = self.cells
        let oldCapacity = self.capacity
        self.capacity = capacity
        self.cells = .allocate(capacity: capacity)
        self.cells.initialize(repeating: Self.empty, count: capacity)
        for place in 0..<oldCapacity where old[place] != Self.empty {
            self.put(old[place])
        }
        old.deallocate()
    }
}
