/// Invalidations of prefixes that end inside a container, on their way to those of its members that have the prefix.
///
/// They lie beside the tree: its totals know of them only when they have reached an entry, so counts are upper bounds meanwhile.
struct PartialKills {
    private struct Item {
        let prefix: [UInt8]
        var kills: Kills
        /// Where the sweep goes on.
        var next: NamespaceCursor?
    }

    /// Each one costs a look at every entry that is read meanwhile.
    private static let capacity = 64

    private var items: [Item] = []
    private var prefixBytes = 0
    /// The highest number that ever lay here.
    private(set) var newest: UInt64 = 0

    var isEmpty: Bool {
        self.items.isEmpty
    }

    /// At most: as if each had all the soft marks that it may.
    var overheadBytes: Int {
        self.prefixBytes + self.items.count * (32 + Kills.maximumSoft * MemoryLayout<Kills.Soft>.stride)
            + self.items.capacity * MemoryLayout<Item>.stride
    }

    /// False where too many wait already: then its entries have to be struck at once.
    mutating func add(_ kill: Kill, to prefix: UnsafeRawBufferPointer) -> Bool {
        if let place = self.items.firstIndex(where: { $0.prefix.elementsEqual(prefix) }) {
            self.items[place].kills.add(kill)
            self.items[place].next = nil
        } else {
            guard self.items.count < Self.capacity else { return false }
            self.prefixBytes += heapBytes(of: 32 + prefix.count)
            self.items.append(Item(prefix: Array(prefix), kills: Kills(kill)))
        }
        self.newest = kill.sequence
        return true
    }

    /// Those that an entry, good as of `sequence`, does not know of; nil where there are none.
    func kills(on key: UnsafeRawBufferPointer, laterThan sequence: UInt64) -> Kills? {
        guard self.newest > sequence, !self.items.isEmpty else { return nil }
        var found = Kills()
        for item in self.items where item.kills.latest > sequence && key.starts(with: item.prefix) {
            found.add(item.kills.later(than: sequence))
        }
        return found.isEmpty ? nil : found
    }

    /// Brings the oldest to some of its entries.
    mutating func sweep(through tree: NamespaceTree, limit: Int, in members: some NamespaceMembers) -> SweepStep {
        guard let item = self.items.first else { return .idle }
        let found = item.prefix.withUnsafeBytes { tree.members(prefix: $0, from: item.next, limit: limit, in: members) }
        self.items[0].next = found.next
        if found.next == nil {
            self.prefixBytes -= heapBytes(of: 32 + item.prefix.count)
            self.items.removeFirst()
        }
        return item.kills.isEmpty ? .pushed : .settled(Settlement(slots: found.slots, kills: item.kills))
    }

    /// Takes an undone soft one back.
    mutating func retract(_ sequence: UInt64) {
        for place in self.items.indices {
            self.items[place].kills.retract(sequence)
        }
    }
}
