/// Leads from a resource's hash to the first of its variants: open addressing with linear probing.
///
/// A cell holds half of the hash, which tells nearly all strangers apart without a look at their key, the slot of the entry's
/// record and the address of its bytes. So the bytes, where the key is compared, and the record come from memory at the same
/// time and not one after the other: on a hit in a large cache that wait is most of the cost.
///
/// The place is the hash scaled to the capacity, which need not be a power of two: growing by half keeps the load between six
/// and nine tenths, and the order of the cells, so that the move is one pass. Removing shifts back; there are no tombstones.
struct KeyIndex {
    private struct Cell {
        var bytes: Unmanaged<EntryBytes>?
        var slot: Slot
        var hash: UInt32

        static var empty: Cell { Cell(bytes: nil, slot: .none, hash: 0) }
    }

    private static let least = 16

    private var cells: UnsafeMutablePointer<Cell>
    private(set) var capacity: Int
    private(set) var count = 0

    init() {
        self.capacity = Self.least
        self.cells = Self.allocate(Self.least)
    }

    func destroy() {
        self.cells.deallocate()
    }

    /// Bytes of a cell, at a load of three quarters.
    static let overhead = MemoryLayout<Cell>.stride * 4 / 3

    /// The place of the first entry with this hash for whose bytes `matches` holds.
    ///
    /// - Parameter hash: The lower half of the key's.
    /// - Complexity: O(1) expected; the hash is seeded, so that nobody outside can make keys that collide.
    @inline(__always)
    func place(of hash: UInt32, where matches: (Unmanaged<EntryBytes>) -> Bool) -> Int? {
        var place = self.home(of: hash)
        while true {
            guard let bytes = self.cells[place].bytes else { return nil }
            if self.cells[place].hash == hash, matches(bytes) {
                return place
            }
            place = self.following(place)
        }
    }

    @inline(__always)
    subscript(place: Int) -> Slot {
        self.cells[place].slot
    }

    /// Puts another variant of the same resource first.
    func replace(at place: Int, with slot: Slot, _ bytes: Unmanaged<EntryBytes>) {
        self.cells[place].bytes = bytes
        self.cells[place].slot = slot
    }

    mutating func insert(_ slot: Slot, _ bytes: Unmanaged<EntryBytes>, hash: UInt32) {
        if (self.count + 1) * 8 > self.capacity * 7 {
            self.move(to: self.capacity + self.capacity / 2)
        }
        self.put(Cell(bytes: bytes, slot: slot, hash: hash))
        self.count += 1
    }

    mutating func remove(at place: Int) {
        var hole = place
        var next = self.following(hole)
        while self.cells[next].bytes != nil {
            let home = self.home(of: self.cells[next].hash)
            // It may fill the hole only if its home is not after the hole, going round.
            let distance = next >= home ? next - home : next + self.capacity - home
            let reach = next >= hole ? next - hole : next + self.capacity - hole
            if distance >= reach {
                self.cells[hole] = self.cells[next]
                hole = next
            }
            next = self.following(next)
        }
        self.cells[hole] = .empty
        self.count -= 1
        if self.capacity > Self.least, self.count * 4 < self.capacity {
            self.move(to: max(Self.least, self.capacity / 2))
        }
    }

    /// The first variants of all resources, in no order, with the addresses of their bytes as the cells have them.
    var entries: [(slot: Slot, bytes: Unmanaged<EntryBytes>)] {
        (0..<self.capacity).compactMap { place in self.cells[place].bytes.map { (self[place], $0) } }
    }

    @inline(__always)
    private func home(of hash: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(self.capacity)) >> 32)
    }

    @inline(__always)
    private func following(_ place: Int) -> Int {
        place + 1 == self.capacity ? 0 : place + 1
    }

    private func put(_ cell: Cell) {
        var place = self.home(of: cell.hash)
        while self.cells[place].bytes != nil {
            place = self.following(place)
        }
        self.cells[place] = cell
    }

    private mutating func move(to capacity: Int) {
        let old = self.cells
        let oldCapacity = self.capacity
        self.capacity = capacity
        self.cells = Self.allocate(capacity)
        for place in 0..<oldCapacity where old[place].bytes != nil {
            self.put(old[place])
        }
        old.deallocate()
    }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Cell> {
        let cells = UnsafeMutablePointer<Cell>.allocate(capacity: capacity)
        cells.initialize(repeating: .empty, count: capacity)
        return cells
    }
}
