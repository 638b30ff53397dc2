/// A node on which kills can lie.
protocol KillCarrier: SlabNode {
    /// Its place in the list of those that carry kills; `UnsettledKills.none` where it carries none.
    var kills: UInt32 { get set }
}

/// The nodes on which kills lie that their entries do not know of yet: the sweep's work list.
struct UnsettledKills {
    static let none = UInt32.max

    struct Item {
        var node: UInt32
        var kills: Kills
        /// Of a container: members before it do not know of all these yet.
        var unswept = Int.max
    }

    private(set) var items: ContiguousArray<Item> = []
    /// The highest number that ever lay here.
    private(set) var newest: UInt64 = 0
    /// Undone soft ones that may still lie here; sifted out wherever kills are handed on.
    private var retracted: Set<UInt64> = []
    private var softMarks = 0

    var isEmpty: Bool {
        self.items.isEmpty
    }

    var overheadBytes: Int {
        // Copies share their soft marks until one is changed, so this is an upper bound.
        heapBytes(of: self.items.capacity * MemoryLayout<Item>.stride)
            + self.softMarks * MemoryLayout<Kills.Soft>.stride + self.retracted.capacity * 16
    }

    mutating func add(_ kills: Kills, to node: UInt32, in nodes: NodeSlab<some KillCarrier>) {
        self.newest = max(self.newest, kills.latest)
        let place = nodes[node].kills
        guard place == Self.none else {
            self.softMarks -= self.items[Int(place)].kills.soft.count
            self.items[Int(place)].kills.add(kills)
            self.items[Int(place)].unswept = .max
            self.softMarks += self.items[Int(place)].kills.soft.count
            return
        }
        nodes[node].kills = UInt32(self.items.count)
        self.items.append(Item(node: node, kills: kills))
        self.softMarks += kills.soft.count
    }

    /// Takes them off the node; nil where none lie there that count.
    mutating func take(from node: UInt32, in nodes: NodeSlab<some KillCarrier>) -> Kills? {
        let place = nodes[node].kills
        guard place != Self.none else { return nil }
        nodes[node].kills = Self.none
        self.items.swapAt(Int(place), self.items.count - 1)
        let kills = self.items.removeLast().kills
        if Int(place) < self.items.count {
            nodes[self.items[Int(place)].node].kills = place
        }
        self.softMarks -= kills.soft.count
        let left = self.sifted(kills)
        if self.items.isEmpty {
            self.items = []
            self.retracted = []
        }
        return left
    }

    /// Takes the next slice of a container's members, from the last to the first: who comes meanwhile is newer and goes behind.
    ///
    /// - Returns: Their positions; those before are left for later.
    mutating func slice(of container: UInt32, members: Int, limit: Int, in nodes: NodeSlab<some KillCarrier>) -> Range<Int> {
        let place = Int(nodes[container].kills)
        let end = min(self.items[place].unswept, members)
        let start = max(0, end - limit)
        self.items[place].unswept = start
        return start..<end
    }

    /// Those on the node that an entry good as of `sequence` does not know of, added to `found`.
    @inline(__always)
    func collect(from place: UInt32, laterThan sequence: UInt64, into found: inout Kills) {
        guard place != Self.none else { return }
        if self.items[Int(place)].kills.latest > sequence {
            found.add(self.items[Int(place)].kills.later(than: sequence))
        }
    }

    /// Without the undone ones; nil where none are left.
    func sifted(_ kills: Kills) -> Kills? {
        var left = kills
        for sequence in self.retracted {
            left.retract(sequence)
        }
        return left.isEmpty ? nil : left
    }

    /// Takes an undone soft one back wherever it lies.
    ///
    /// - Complexity: O(1); every 64th time O(n), so that what is to be sifted out stays little.
    mutating func retract(_ sequence: UInt64, in nodes: NodeSlab<some KillCarrier>) {
        guard !self.isEmpty else { return }
        self.retracted.insert(sequence)
        guard self.retracted.count == 64 else { return }
        let before = self
        self.items = []
        self.softMarks = 0
        self.retracted = []
        for item in before.items {
            nodes[item.node].kills = Self.none
            if let left = before.sifted(item.kills) {
                self.add(left, to: item.node, in: nodes)
            }
        }
    }

    func kills(on node: some KillCarrier) -> Kills? {
        node.kills == Self.none ? nil : self.items[Int(node.kills)].kills
    }

    func invariantViolations(in nodes: NodeSlab<some KillCarrier>) -> [String] {
        var violations: [String] = []
        for (place, item) in self.items.enumerated() where nodes[item.node].kills != UInt32(place) {
            violations.append("node \(item.node) does not know its place \(place) among the unsettled")
        }
        if self.softMarks != self.items.reduce(0, { $0 + $1.kills.soft.count }) {
            violations.append("\(self.softMarks) soft marks are accounted")
        }
        if self.items.isEmpty, !self.retracted.isEmpty {
            violations.append("retracted numbers are kept for nothing")
        }
        return violations
    }
}

/// Kills that leave their node for good, to be applied to each entry in so far as it is not known to be good as of them.
///
/// That does not make an entry good as of their numbers: older kills may wait elsewhere, on its tags for one.
struct Settlement {
    var slots: [Slot]
    var kills: Kills
}
