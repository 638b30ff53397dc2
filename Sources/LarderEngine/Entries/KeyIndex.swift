/// Leads from a resource's hash to the first of its variants.
///
/// A cell holds half of the hash, which tells nearly all strangers apart without a look at their key, the slot of the entry's
/// record and the address of its bytes. So the bytes, where the key is compared, and the record come from memory at the same
/// time and not one after the other: on a hit in a large cache that wait is most of the cost.
struct KeyIndex {
    struct Cell: ProbeCell {
        fileprivate var bytes: Unmanaged<EntryBytes>?
        fileprivate var slot: Slot
        fileprivate(set) var hash: UInt32

        static var empty: Cell { Cell(bytes: nil, slot: 0, hash: 0) }

        @inline(__always)
        var isEmpty: Bool { self.bytes == nil }
    }

    /// Valid until the next insertion or removal.
    typealias Place = ProbeTable<Cell>.Place

    private var table = ProbeTable<Cell>()

    func destroy() {
        self.table.destroy()
    }

    /// Bytes of a cell, at a load of three quarters.
    static let overhead = MemoryLayout<Cell>.stride * 4 / 3

    /// The place of the first entry with this hash for whose bytes `matches` holds.
    ///
    /// - Parameter hash: The lower half of the key's.
    /// - Complexity: O(1) expected.
    @inline(__always)
    func place(of hash: UInt32, where matches: (Unmanaged<EntryBytes>) -> Bool) -> Place? {
        self.table.place(of: hash) { matches($0.bytes.unsafelyUnwrapped) }
    }

    @inline(__always)
    subscript(place: Place) -> Slot {
        place.pointee.slot
    }

    /// Puts another variant of the same resource first.
    func replace(at place: Place, with slot: Slot, _ bytes: Unmanaged<EntryBytes>) {
        place.pointee.bytes = bytes
        place.pointee.slot = slot
    }

    mutating func insert(_ slot: Slot, _ bytes: Unmanaged<EntryBytes>, hash: UInt32) {
        self.table.insert(Cell(bytes: bytes, slot: slot, hash: hash))
    }

    mutating func remove(at place: Place) {
        self.table.remove(at: place)
    }

    /// The first variants of all resources, in no order, with the addresses of their bytes as the cells have them.
    var entries: [(slot: Slot, bytes: Unmanaged<EntryBytes>)] {
        self.table.cells.map { ($0.slot, $0.bytes.unsafelyUnwrapped) }
    }
}
