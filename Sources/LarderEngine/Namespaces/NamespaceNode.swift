/// A node of the namespace tree: a container of entries, or an inner node with a child for each next byte.
///
/// Its path is its parent's, its edge, and for an inner node its label. It fills a cache line; children, their edges and the
/// label share one block of memory; up to two members lie in the record itself.
struct NamespaceNode: KillCarrier {
    enum Kind: UInt8 {
        case container, inner
    }

    /// Stands in place of a number where there is no node.
    static let none = UInt32.max
    /// The edge to the container of the key that ends at its parent.
    static let end: UInt16 = 256
    /// The edge of the root.
    static let top: UInt16 = 257
    private static let inlineCapacity = 2

    /// The block's address, or two members.
    private var storage: UInt = 0
    /// Live ones of the whole subtree.
    var bytes = 0
    /// Of the whole subtree, but for what is pending in its nodes.
    var hits: UInt64 = 0
    var misses: UInt64 = 0
    var entries: UInt32 = 0
    var parent: UInt32
    /// The container of the key that ends here.
    var endChild = Self.none
    private(set) var labelLength: UInt32 = 0
    var kills = UnsettledKills.none
    /// Members, or children but for the end's.
    private(set) var count: UInt16 = 0
    private var capacity: UInt16 = 2
    var edge: UInt16
    /// Hits here that are not in the totals yet.
    var pendingHits: UInt8 = 0
    private(set) var kind: Kind = .container

    init(edge: UInt16, parent: UInt32) {
        self.edge = edge
        self.parent = parent
    }

    /// The bytes of its edge: none for the end's and the root's.
    var edgeLength: Int {
        self.edge < Self.end ? 1 : 0
    }

    var isVacant: Bool {
        self.count == 0 && self.endChild == Self.none
    }

    /// Of an inner node, the end's with them.
    var childCount: Int {
        Int(self.count) + (self.endChild == Self.none ? 0 : 1)
    }

    /// Bytes of the block behind the record.
    var blockBytes: Int {
        switch self.kind {
        case .container: self.capacity <= Self.inlineCapacity ? 0 : allocatedBytes(Int(self.capacity) * 4)
        case .inner: allocatedBytes(Int(self.capacity) * 5 + Int(self.labelLength))
        }
    }

    func deallocate() {
        if self.kind == .inner || self.capacity > Self.inlineCapacity {
            UnsafeMutableRawPointer(bitPattern: self.storage)?.deallocate()
        }
    }

    private var block: UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(bitPattern: self.storage).unsafelyUnwrapped
    }
}

// MARK: Containers

extension NamespaceNode {
    @inline(__always)
    func member(at position: Int) -> Slot {
        if self.capacity > Self.inlineCapacity {
            self.slots[position]
        } else {
            Slot(truncatingIfNeeded: self.storage >> (UInt(position) * 32))
        }
    }

    var members: [Slot] {
        (0..<Int(self.count)).map { self.member(at: $0) }
    }

    /// Returns the member's position.
    mutating func append(_ slot: Slot) -> UInt16 {
        let position = Int(self.count)
        if self.count == self.capacity {
            self.setCapacity(position + 1 + position / 4)
        }
        self.count += 1
        self.setMember(slot, at: position)
        return UInt16(position)
    }

    /// Returns the member that took its place.
    mutating func removeMember(at position: Int) -> Slot? {
        let last = Int(self.count) - 1
        let moved = position == last ? nil : self.member(at: last)
        if let moved {
            self.setMember(moved, at: position)
        }
        self.count -= 1
        if self.capacity > Self.inlineCapacity, last <= Int(self.capacity) / 2 {
            self.setCapacity(last + last / 4)
        }
        return moved
    }

    /// Becomes an inner node without children.
    mutating func becomeInner(label: UnsafeRawBufferPointer, childCapacity: Int) {
        self.deallocate()
        self.storage = 0
        self.kind = .inner
        self.count = 0
        self.layOut(children: [], edges: [], capacity: childCapacity, label: Array(label))
    }

    /// Becomes a container without members.
    mutating func becomeContainer() {
        self.deallocate()
        self.kind = .container
        self.storage = 0
        self.count = 0
        self.capacity = UInt16(Self.inlineCapacity)
        self.labelLength = 0
        self.endChild = Self.none
    }

    private var slots: UnsafeMutablePointer<Slot> {
        self.block.assumingMemoryBound(to: Slot.self)
    }

    private mutating func setMember(_ slot: Slot, at position: Int) {
        guard self.capacity <= Self.inlineCapacity else {
            self.slots[position] = slot
            return
        }
        let shift = UInt(position) * 32
        self.storage = self.storage & ~(UInt(UInt32.max) << shift) | UInt(slot) << shift
    }

    private mutating func setCapacity(_ wanted: Int) {
        // As many as fill the block that the C library gives anyway.
        let capacity = wanted <= Self.inlineCapacity ? Self.inlineCapacity : (max(wanted, 6) + 1) / 4 * 4 + 2
        guard capacity != Int(self.capacity) else { return }
        var resized = self
        resized.capacity = UInt16(capacity)
        resized.storage =
            capacity <= Self.inlineCapacity ? 0 : UInt(bitPattern: UnsafeMutablePointer<Slot>.allocate(capacity: capacity))
        for position in 0..<Int(self.count) {
            resized.setMember(self.member(at: position), at: position)
        }
        self.deallocate()
        self = resized
    }
}

// MARK: Inner nodes

extension NamespaceNode {
    /// Valid until the node changes.
    var label: UnsafeRawBufferPointer {
        guard self.kind == .inner else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: self.block + Int(self.capacity) * 5, count: Int(self.labelLength))
    }

    private var children: UnsafeMutablePointer<UInt32> {
        self.block.assumingMemoryBound(to: UInt32.self)
    }

    private var edges: UnsafeMutablePointer<UInt8> {
        (self.block + Int(self.capacity) * 4).assumingMemoryBound(to: UInt8.self)
    }

    @inline(__always)
    func child(at place: Int) -> UInt32 {
        self.children[place]
    }

    /// The place of the first child whose edge is not below `edge`.
    @inline(__always)
    func place(of edge: UInt8) -> Int {
        let edges = self.edges
        var low = 0
        var high = Int(self.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] < edge {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    @inline(__always)
    func child(_ edge: UInt8) -> UInt32? {
        let place = self.place(of: edge)
        return place < Int(self.count) && self.edges[place] == edge ? self.children[place] : nil
    }

    /// The label's bytes that the key has from `depth` on.
    @inline(__always)
    func matchedLabel(_ key: UnsafeRawBufferPointer, from depth: Int) -> Int {
        let label = self.label
        let end = min(label.count, key.count - depth)
        var matched = 0
        while matched < end, label[matched] == key[depth + matched] {
            matched += 1
        }
        return matched
    }

    mutating func setChild(_ child: UInt32, at edge: UInt16) {
        guard edge != Self.end else {
            self.endChild = child
            return
        }
        let byte = UInt8(edge)
        let place = self.place(of: byte)
        if place < Int(self.count), self.edges[place] == byte {
            self.children[place] = child
            return
        }
        if self.count == self.capacity {
            self.layOut(
                children: self.copiedChildren, edges: self.copiedEdges, capacity: min(256, Int(self.count) * 3 / 2 + 2),
                label: Array(self.label))
        }
        let later = Int(self.count) - place
        (self.children + place + 1).update(from: self.children + place, count: later)
        (self.edges + place + 1).update(from: self.edges + place, count: later)
        self.children[place] = child
        self.edges[place] = byte
        self.count += 1
    }

    mutating func removeChild(at edge: UInt16) {
        guard edge != Self.end else {
            self.endChild = Self.none
            return
        }
        let place = self.place(of: UInt8(edge))
        let later = Int(self.count) - place - 1
        (self.children + place).update(from: self.children + place + 1, count: later)
        (self.edges + place).update(from: self.edges + place + 1, count: later)
        self.count -= 1
        if Int(self.count) <= Int(self.capacity) / 3 {
            self.layOut(
                children: self.copiedChildren, edges: self.copiedEdges, capacity: Int(self.count) + 1, label: Array(self.label))
        }
    }

    mutating func setLabel(_ label: [UInt8]) {
        self.layOut(children: self.copiedChildren, edges: self.copiedEdges, capacity: Int(self.capacity), label: label)
    }

    private var copiedChildren: [UInt32] {
        Array(UnsafeBufferPointer(start: self.children, count: Int(self.count)))
    }

    private var copiedEdges: [UInt8] {
        Array(UnsafeBufferPointer(start: self.edges, count: Int(self.count)))
    }

    private mutating func layOut(children: [UInt32], edges: [UInt8], capacity: Int, label: [UInt8]) {
        UnsafeMutableRawPointer(bitPattern: self.storage)?.deallocate()
        self.capacity = UInt16(capacity)
        self.labelLength = UInt32(label.count)
        self.storage = UInt(bitPattern: UnsafeMutableRawPointer.allocate(byteCount: capacity * 5 + label.count, alignment: 4))
        self.children.initialize(from: children, count: children.count)
        self.edges.initialize(from: edges, count: edges.count)
        (self.block + capacity * 5).copyMemory(from: label, byteCount: label.count)
    }
}
