#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Makes the listing of one shard, a slice at a time, so that its lock is never held for long.
///
/// What comes, goes or moves between two slices is in the listing or not; no group is in it twice.
struct NamespaceWalk {
    let prefix: [UInt8]
    /// Groups to keep.
    let limit: Int
    private(set) var listing = NamespaceListing()
    private(set) var isFinished = false
    /// Groups with lower names are done.
    private var bound: [UInt8]?

    init(prefix: some Sequence<UInt8>, limit: Int) {
        precondition(limit > 0, "limit must be positive, got \(limit)")
        self.prefix = Array(prefix)
        self.limit = limit
    }

    /// One slice.
    ///
    /// - Parameter effort: Nodes and entries to look at, but for the last group or container, of at most 256.
    mutating func advance(through tree: NamespaceTree, effort: Int = 64, in members: some NamespaceMembers) {
        precondition(!self.isFinished, "the walk has come to its end")
        let location = self.prefix.withUnsafeBytes { tree.locate($0) }
        if self.bound == nil {
            self.prefix.withUnsafeBytes {
                let count = tree.count(prefix: $0, in: members)
                self.listing.entries = count.entries
                self.listing.bytes = count.bytes
                self.listing.traffic = tree.traffic(prefix: $0, in: members)
            }
        }
        switch location {
        case .nothing, .node(_, .void), .container(_, .void):
            break
        case .container(let position, _):
            self.addMembers(of: position.node, of: tree, in: members)
        case .node(let top, _):
            var next = self.bound.map { tree.seek($0, from: top) } ?? top
            var spent = 0
            while let position = next {
                spent += 1
                let node = tree.nodes[position.node]
                let end = self.groupEnd(at: position, of: tree)
                if node.entries > 0, end == nil, node.kind == .inner {
                    next = tree.firstChild(of: position)
                    continue
                }
                if node.entries > 0 {
                    if let end {
                        spent += self.addGroup(upTo: end, at: position, of: tree)
                    } else {
                        spent += node.memberCount
                        self.addMembers(of: position.node, of: tree, in: members)
                    }
                }
                next = tree.position(after: position, beneath: top)
                // Only here does a slice end: the way down to a first child may not add a byte to the bound.
                if spent >= effort, let next {
                    self.bound = tree.path(to: next)
                    return
                }
            }
        }
        self.isFinished = true
        self.listing.cut(to: self.limit)
    }

    /// Where the name of the group ends that all beneath the node is of; nil where there may be several.
    private func groupEnd(at position: NamespaceTree.Position, of tree: NamespaceTree) -> Int? {
        let node = tree.nodes[position.node]
        if position.depth > self.prefix.count, node.edgeLength == 1, Self.isSeparator(UInt8(node.edge)) {
            return position.depth
        }
        let known = max(0, self.prefix.count - position.depth)
        return node.label.dropFirst(known).firstIndex(where: Self.isSeparator).map { position.depth + $0 + 1 }
    }

    /// Returns the number of nodes visited.
    private mutating func addGroup(upTo end: Int, at position: NamespaceTree.Position, of tree: NamespaceTree) -> Int {
        let node = tree.nodes[position.node]
        guard self.listing.admits(bytes: node.bytes) else { return 0 }
        let name = tree.path(to: position) + node.label.prefix(end - position.depth)
        // Where what was many containers has become one, the group may lie before the place to go on at.
        guard !name.withUnsafeBytes({ self.isDone($0) }) else { return 1 }
        let pending = tree.pendingHits(beneath: position)
        self.listing.add(
            NamespaceListing.Group(
                name: name, isLeaf: false, entries: Int(node.entries), bytes: node.bytes,
                traffic: PrefixTraffic(hits: node.hits + pending.hits, misses: node.misses)),
            limit: self.limit)
        return pending.visited
    }

    /// The keys of a group lie in one container, or all of them beneath one node.
    private mutating func addMembers(of node: UInt32, of tree: NamespaceTree, in members: some NamespaceMembers) {
        let container = tree.nodes[node].container
        let division = TrafficDivision(
            of: tree.traffic(beneath: NamespaceTree.Position(node: node, depth: 0)), among: tree.nodes[node].members, in: members)
        var grouped: [(name: UnsafeRawBufferPointer, slot: Slot)] = []
        for place in 0..<Int(container.count) where tree.isCounted(container[place], in: members) {
            let slot = container[place]
            let key = members.key(of: slot)
            guard key.count >= self.prefix.count, self.prefix.withUnsafeBytes({ Self.order(key, $0, $0.count) == 0 }) else {
                continue
            }
            let end = self.nameEnd(in: key)
            let name = UnsafeRawBufferPointer(rebasing: key[..<(end ?? key.count)])
            guard !self.isDone(name) else { continue }
            if end == nil {
                let traffic = division.share(of: CollectionOfOne(slot), in: members)
                self.add(name, isLeaf: true, CollectionOfOne(slot), traffic, in: members)
            } else {
                grouped.append((name, slot))
            }
        }
        grouped.sort { Self.precedes($0.name, $1.name) }
        var rest = grouped[...]
        while let first = rest.first {
            let group = rest.prefix {
                $0.name.count == first.name.count && Self.order($0.name, first.name, first.name.count) == 0
            }
            rest = rest.dropFirst(group.count)
            let slots = group.lazy.map(\.slot)
            self.add(first.name, isLeaf: false, slots, division.share(of: slots, in: members), in: members)
        }
    }

    private mutating func add(
        _ name: UnsafeRawBufferPointer, isLeaf: Bool, _ slots: some Collection<Slot>, _ traffic: PrefixTraffic,
        in members: some NamespaceMembers
    ) {
        let bytes = slots.reduce(0) { $0 + members.weight(of: $1) }
        guard self.listing.admits(bytes: bytes) else { return }
        self.listing.add(
            NamespaceListing.Group(
                name: Array(name), isLeaf: isLeaf, entries: slots.count, bytes: bytes, traffic: traffic),
            limit: self.limit)
    }

    private func isDone(_ name: UnsafeRawBufferPointer) -> Bool {
        self.bound.map { $0.withUnsafeBytes { Self.precedes(name, $0) } } ?? false
    }

    /// Behind the first separator after the prefix; nil where there is none.
    private func nameEnd(in key: UnsafeRawBufferPointer) -> Int? {
        var place = self.prefix.count
        while place < key.count {
            if Self.isSeparator(key[place]) { return place + 1 }
            place += 1
        }
        return nil
    }

    private static func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let order = Self.order(left, right, min(left.count, right.count))
        return order == 0 ? left.count < right.count : order < 0
    }

    private static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, _ count: Int) -> Int32 {
        guard count > 0, let left = left.baseAddress, let right = right.baseAddress else { return 0 }
        return memcmp(left, right, count)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): true
        default: false
        }
    }
}
