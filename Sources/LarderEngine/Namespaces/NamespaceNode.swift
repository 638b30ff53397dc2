/// A node of the namespace tree: a container of entries, or an inner node with a child for each next byte.
///
/// Its path is its parent's, its edge and its label. The record fills a cache line.
struct NamespaceNode: KillCarrier {
    private enum Content {
        case container(Container)
        case inner(Branches)
    }

    enum Kind {
        case container, inner
    }

    /// Stands in place of a number where there is no node.
    static let none = UInt32.max
    /// The edge to the container of the key that ends at its parent.
    static let end: UInt16 = 256
    /// The edge of the root.
    static let top: UInt16 = 257

    private var content = Content.container(Container())
    var edge: UInt16
    /// Hits here that are not in the totals yet.
    var pendingHits: UInt8 = 0
    /// Live ones of the whole subtree.
    var bytes = 0
    /// Of the whole subtree, but for what is pending in its nodes.
    var hits: UInt64 = 0
    var misses: UInt64 = 0
    var entries: UInt32 = 0
    var parent: UInt32
    /// The container of the key that ends here.
    var endChild = Self.none
    var kills = UnsettledKills.none

    init(edge: UInt16, parent: UInt32) {
        self.edge = edge
        self.parent = parent
    }

    @inline(__always)
    var kind: Kind {
        switch self.content {
        case .container: .container
        case .inner: .inner
        }
    }

    /// The bytes of its edge: none for the end's and the root's.
    var edgeLength: Int {
        self.edge < Self.end ? 1 : 0
    }

    /// Whether it has neither members nor children.
    var isVacant: Bool {
        switch self.content {
        case .container(let container): container.count == 0
        case .inner: self.childCount == 0
        }
    }

    /// Of the block behind the record.
    var blockBytes: Int {
        switch self.content {
        case .container(let container): container.blockBytes
        case .inner(let branches): branches.blockBytes
        }
    }

    func deallocate() {
        switch self.content {
        case .container(let container): container.deallocate()
        case .inner(let branches): branches.deallocate()
        }
    }

    /// What follows the edge in all keys beneath. Valid until the node changes.
    var label: UnsafeRawBufferPointer {
        switch self.content {
        case .container(let container): container.label
        case .inner(let branches): branches.label
        }
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

    /// A container's heads have to be set anew, unless the label ends at the same byte of its keys.
    mutating func setLabel(_ label: some Collection<UInt8>) {
        switch self.content {
        case .container(var container):
            container.setLabel(label)
            self.content = .container(container)
        case .inner(var branches):
            branches.setLabel(label)
            self.content = .inner(branches)
        }
    }

    /// Becomes an inner node without children.
    mutating func becomeInner(label: some Collection<UInt8>, capacity: Int) {
        let branches = Branches(label: label, capacity: capacity)
        self.deallocate()
        self.content = .inner(branches)
    }

    /// Becomes a container without members.
    mutating func becomeContainer() {
        self.deallocate()
        self.content = .container(Container())
        self.endChild = Self.none
    }
}

// MARK: Containers

extension NamespaceNode {
    var memberCount: Int {
        Int(self.container.count)
    }

    var members: [Slot] {
        self.container.slots
    }

    /// Returns the member's position.
    mutating func append(_ slot: Slot, head: Container.Head) -> UInt16 {
        self.container.append(slot, head: head)
    }

    /// Returns the member that took its place.
    mutating func removeMember(at position: UInt16) -> Slot? {
        self.container.remove(at: Int(position))
    }

    var container: Container {
        get {
            guard case .container(let container) = self.content else { preconditionFailure("an inner node has no members") }
            return container
        }
        set { self.content = .container(newValue) }
    }
}

// MARK: Inner nodes

extension NamespaceNode {
    /// Of an inner node; the end's child with them.
    var childCount: Int {
        Int(self.branches.count) + (self.endChild == Self.none ? 0 : 1)
    }

    /// In the order of their keys.
    var children: [UInt32] {
        let branches = self.branches
        return (self.endChild == Self.none ? [] : [self.endChild]) + (0..<Int(branches.count)).map { branches[$0] }
    }

    @inline(__always)
    var firstChild: UInt32 {
        self.endChild == Self.none ? self.branches[0] : self.endChild
    }

    @inline(__always)
    func child(_ edge: UInt8) -> UInt32? {
        self.branches.child(edge)
    }

    /// The first child whose edge is not below `edge`.
    @inline(__always)
    func child(notBelow edge: UInt16) -> UInt32? {
        guard edge < Self.end else { return nil }
        let branches = self.branches
        let place = branches.place(of: UInt8(edge))
        return place < Int(branches.count) ? branches[place] : nil
    }

    mutating func setChild(_ child: UInt32, at edge: UInt16) {
        if edge == Self.end {
            self.endChild = child
        } else {
            self.branches.set(child, at: UInt8(edge))
        }
    }

    mutating func removeChild(at edge: UInt16) {
        if edge == Self.end {
            self.endChild = Self.none
        } else {
            self.branches.remove(at: UInt8(edge))
        }
    }

    @inline(__always)
    private var branches: Branches {
        get {
            guard case .inner(let branches) = self.content else { preconditionFailure("a container has no children") }
            return branches
        }
        set { self.content = .inner(newValue) }
    }
}
