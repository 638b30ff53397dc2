/// Leads from a resource's hash to the first of its variants: open addressing with linear probing.
///
/// A cell holds 20 bits of the hash, so that most strangers are told apart without a look at their key, and the address of the
/// entry's bytes; the slot stands beside it. So the bytes, where the key is compared, and the record come from memory at the
/// same time and not one after the other: on a hit in a large cache that wait is most of the cost.
///
/// The place is the hash scaled to the capacity, which need not be a power of two: growing by half keeps the load between six
/// and nine tenths, and the order of the cells, so that the move is one pass. Removing shifts back; there are no tombstones.
struct KeyIndex {
    private static let empty: UInt64 = 0
    private static let least = 16
    private static let tagBits: UInt64 = 20

    private var cells: UnsafeMutablePointer<UInt64>
    private var slots: UnsafeMutablePointer<Slot>
    private(set) var capacity: Int
    private(set) var count = 0

    init() {
        self.capacity = Self.least
        (self.cells, self.slots) = Self.allocate(Self.least)
    }

    func destroy() {
        self.cells.deallocate()
        self.slots.deallocate()
    }

    /// Bytes of a cell and its slot, at a load of three quarters.
    static let overhead = (MemoryLayout<UInt64>.stride + MemoryLayout<Slot>.stride) * 4 / 3

    /// The place of the first entry with this hash for whose bytes `matches` holds.
    ///
    /// - Parameter hash: The lower half of the key's.
    /// - Complexity: O(1) expected; the hash is seeded, so that nobody outside can make keys that collide.
    @inline(__always)
    func place(of hash: UInt32, where matches: (Unmanaged<EntryBytes>) -> Bool) -> Int? {
        let tag = Self.tag(of: hash)
        var place = self.home(of: tag)
        while true {
            let cell = self.cells[place]
            guard cell != Self.empty else { return nil }
            if cell & (1 << Self.tagBits - 1) == tag, matches(Self.bytes(in: cell)) {
                return place
            }
            place += 1
            if place == self.capacity { place = 0 }
        }
    }

    @inline(__always)
    subscript(place: Int) -> Slot {
        self.slots[place]
    }

    /// Puts another variant of the same resource first.
    func replace(at place: Int, with slot: Slot, _ bytes: Unmanaged<EntryBytes>) {
        self.cells[place] = Self.cell(self.cells[place] & (1 << Self.tagBits - 1), bytes)
        self.slots[place] = slot
    }

    mutating func insert(_ slot: Slot, _ bytes: Unmanaged<EntryBytes>, hash: UInt32) {
        if (self.count + 1) * 8 > self.capacity * 7 {
            self.move(to: self.capacity + self.capacity / 2)
        }
        self.put(Self.cell(Self.tag(of: hash), bytes), slot)
        self.count += 1
    }

    mutating func remove(at place: Int) {
        var hole = place
        var next = self.following(hole)
        while self.cells[next] != Self.empty {
            let home = self.home(of: self.cells[next] & (1 << Self.tagBits - 1))
            // It may fill the hole only if its home is not after the hole, going round.
            let distance = next >= home ? next - home : next + self.capacity - home
            let reach = next >= hole ? next - hole : next + self.capacity - hole
            if distance >= reach {
                self.cells[hole] = self.cells[next]
                self.slots[hole] = self.slots[next]
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

    /// The first variants of all resources, in no order, with the addresses of their bytes as the cells have them.
    var entries: [(slot: Slot, bytes: Unmanaged<EntryBytes>)] {
        (0..<self.capacity).filter { self.cells[$0] != Self.empty }.map { (self[$0], Self.bytes(in: self.cells[$0])) }
    }

    @inline(__always)
    private static func tag(of hash: UInt32) -> UInt64 {
        UInt64(hash) >> (32 - self.tagBits)
    }

    /// Addresses are multiples of 16 below 2^48, so 44 bits hold one.
    private static func cell(_ tag: UInt64, _ bytes: Unmanaged<EntryBytes>) -> UInt64 {
        let address = UInt64(UInt(bitPattern: bytes.toOpaque()))
        precondition(address & 15 == 0 && address >> 48 == 0, "an address that does not fit into a cell: \(address)")
        return (address >> 4) << self.tagBits | tag
    }

    @inline(__always)
    private static func bytes(in cell: UInt64) -> Unmanaged<EntryBytes> {
        Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: UInt((cell >> self.tagBits) << 4))!)
    }

    @inline(__always)
    private func home(of tag: UInt64) -> Int {
        Int(truncatingIfNeeded: (tag &* UInt64(self.capacity)) >> Self.tagBits)
    }

    private func following(_ place: Int) -> Int {
        place + 1 == self.capacity ? 0 : place + 1
    }

    private func put(_ cell: UInt64, _ slot: Slot) {
        var place = self.home(of: cell & (1 << Self.tagBits - 1))
        while self.cells[place] != Self.empty {
            place = self.following(place)
        }
        self.cells[place] = cell
        self.slots[place] = slot
    }

    private mutating func move(to capacity: Int) {
        let old = (cells: self.cells, slots: self.slots)
        let oldCapacity = self.capacity
        self.capacity = capacity
        (self.cells, self.slots) = Self.allocate(capacity)
        for place in 0..<oldCapacity where old.cells[place] != Self.empty {
            self.put(old.cells[place], old.slots[place])
        }
        old.cells.deallocate()
        old.slots.deallocate()
    }

    private static func allocate(_ capacity: Int) -> (UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<Slot>) {
        let cells = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
        cells.initialize(repeating: self.empty, count: capacity)
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
        slots.initialize(repeating: .none, count: capacity)
        return (cells, slots)
    }
}
