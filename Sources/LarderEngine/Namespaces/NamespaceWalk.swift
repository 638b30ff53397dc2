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
    mutating func advance(through tree: NamespaceTree, effort: Int = 512, in members: some NamespaceMembers) {
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
        case .nothing, .node(_, isVoid: true), .container(_, isVoid: true):
            break
        case .container(let node, _):
            self.addMembers(of: node, of: tree, in: members)
        case .node(let top, _):
            var next = self.bound.map { tree.seek($0, from: top) } ?? top
            var spent = 0
            while let position = next {
                guard spent < effort else {
                    self.bound = tree.path(to: position)
                    return
                }
                spent += 1
                if tree.nodes[position.node].entries == 0 {
                    next = tree.position(after: position, beneath: top)
                } else if let end = self.groupEnd(at: position, of: tree) {
                    spent += self.addGroup(upTo: end, at: position, of: tree)
                    next = tree.position(after: position, beneath: top)
                } else if tree.nodes[position.node].kind == .inner {
                    next = tree.firstChild(of: position)
                } else {
                    spent += Int(tree.nodes[position.node].count)
                    self.addMembers(of: position.node, of: tree, in: members)
                    next = tree.position(after: position, beneath: top)
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
        let pending = tree.pendingHits(beneath: position)
        self.listing.add(
            NamespaceListing.Group(
                name: tree.path(to: position) + node.label.prefix(end - position.depth), isLeaf: false,
                entries: Int(node.entries), bytes: node.bytes,
                traffic: PrefixTraffic(hits: node.hits + pending.hits, misses: node.misses)),
            limit: self.limit)
        return pending.visited
    }

    /// The keys of a group lie in one container, or all of them beneath one node.
    private mutating func addMembers(of node: UInt32, of tree: NamespaceTree, in members: some NamespaceMembers) {
        let traffic = tree.traffic(beneath: NamespaceTree.Position(node: node, depth: 0))
        let slots = tree.nodes[node].members
        let names = slots.filter { members.isLive($0) && members.key(of: $0).starts(with: self.prefix) }
            .map { (name: self.name(of: members.key(of: $0)), slot: $0) }
            .filter { name, _ in self.bound.map { !name.lexicographicallyPrecedes($0) } ?? true }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
        var rest = names[...]
        while let first = rest.first {
            let group = rest.prefix { $0.name.elementsEqual(first.name) }
            rest = rest.dropFirst(group.count)
            let bytes = group.reduce(0) { $0 + members.weight(of: $1.slot) }
            guard self.listing.admits(bytes: bytes) else { continue }
            let isLeaf = first.name.count == self.prefix.count || !Self.isSeparator(first.name.last ?? 0)
            self.listing.add(
                NamespaceListing.Group(
                    name: Array(first.name), isLeaf: isLeaf, entries: group.count, bytes: bytes,
                    traffic: traffic.share(group.count, of: slots.count)),
                limit: self.limit)
        }
    }

    private func name(of key: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let separator = key.dropFirst(self.prefix.count).firstIndex(where: Self.isSeparator)
        return UnsafeRawBufferPointer(rebasing: key[..<(separator.map { $0 + 1 } ?? key.count)])
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        NamespaceListing.separators.contains(byte)
    }
}
