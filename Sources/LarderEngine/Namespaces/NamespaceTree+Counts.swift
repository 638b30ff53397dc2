/// Lookups under a prefix.
struct PrefixTraffic: Hashable {
    var hits: UInt64 = 0
    var misses: UInt64 = 0
}

extension NamespaceTree {
    /// What covers a prefix.
    enum Location {
        case nothing
        /// All beneath the node has the prefix.
        case node(Position, Totals)
        /// Some of the container's members may have the prefix, which is longer than its path; `depth` bytes of it are its path.
        case container(Position, Totals)
    }

    enum Totals {
        case counted
        /// A kill above has taken everything; what is counted here is out of date.
        case void
    }

    func locate(_ prefix: UnsafeRawBufferPointer) -> Location {
        var node = self.root
        var depth = 0
        var totals = Totals.counted
        while depth < prefix.count {
            let matched = self.nodes[node].matchedLabel(prefix, from: depth)
            if depth + matched == prefix.count { break }
            guard matched == self.nodes[node].label.count else { return .nothing }
            if self.nodes[node].entries == 0 {
                totals = .void
            }
            guard self.nodes[node].kind == .inner else {
                return .container(Position(node: node, depth: depth + matched), totals)
            }
            guard let child = self.nodes[node].child(prefix[depth + matched]) else { return .nothing }
            node = child
            depth += matched + 1
        }
        return .node(Position(node: node, depth: depth), totals)
    }

    /// The members of a container that have the prefix.
    func members(
        at position: Position, with prefix: UnsafeRawBufferPointer, in members: some NamespaceMembers
    ) -> [Slot] {
        let container = self.nodes[position.node].container
        let rest = UnsafeRawBufferPointer(rebasing: prefix[position.depth...])
        var found: [Slot] = []
        for place in 0..<Int(container.count) where container.mayHold(rest, at: place) {
            if members.key(of: container[place]).dropFirst(position.depth).starts(with: rest) {
                found.append(container[place])
            }
        }
        return found
    }

    /// Live entries and bytes under a prefix, and some of the entries.
    ///
    /// - Parameter looks: How many entries may be looked at. Where more may match, the prefix ends inside a container and the
    ///   rest of it is longer than what the container knows of its keys, the figures are an upper bound.
    /// - Complexity: O(prefix + looks); O(prefix + a container) where the prefix ends inside one.
    func count(prefix: UnsafeRawBufferPointer, looks: Int, in members: some NamespaceMembers) -> MemberCount {
        switch self.locate(prefix) {
        case .nothing, .node(_, .void), .container(_, .void):
            return MemberCount()
        case .container(let position, .counted):
            return self.count(prefix: prefix, in: position, looks: looks, members)
        case .node(let top, .counted):
            let entries = Int(self.nodes[top.node].entries)
            return MemberCount(
                entries: entries, bytes: self.nodes[top.node].bytes,
                sample: self.sample(entries <= looks ? entries : min(looks, 1), beneath: top, in: members))
        }
    }

    /// Live entries and bytes under a prefix, exactly.
    ///
    /// - Complexity: O(prefix); O(prefix + a container) where it ends inside one.
    func count(prefix: UnsafeRawBufferPointer, in members: some NamespaceMembers) -> MemberCount {
        if case .container = self.locate(prefix) {
            return self.count(prefix: prefix, looks: .max, in: members)
        }
        return self.count(prefix: prefix, looks: 0, in: members)
    }

    private func count(
        prefix: UnsafeRawBufferPointer, in position: Position, looks: Int, _ members: some NamespaceMembers
    ) -> MemberCount {
        let node = self.nodes[position.node]
        let container = node.container
        let rest = UnsafeRawBufferPointer(rebasing: prefix[position.depth...])
        let candidates = container.candidates(for: rest)
        var found = MemberCount()
        if candidates.count > looks {
            // All live members, or as many as may have the prefix: each is as large as they are on average.
            found.entries = min(candidates.count, Int(node.entries))
            found.bytes = node.bytes * found.entries / max(Int(node.entries), 1)
            found.isExact = candidates.isCertain && Int(node.entries) == node.memberCount
        }
        for place in 0..<Int(container.count) where container.mayHold(rest, at: place) {
            guard found.sample.count < (candidates.count > looks ? min(looks, 1) : looks) else { break }
            let slot = container[place]
            if self.isCounted(slot, in: members), members.key(of: slot).dropFirst(position.depth).starts(with: rest) {
                found.sample.append(slot)
            }
        }
        if candidates.count <= looks {
            found.entries = found.sample.count
            found.bytes = found.sample.reduce(0) { $0 + members.weight(of: $1) }
        }
        return found
    }

    /// Some live entries that share as much of a prefix as any do.
    ///
    /// - Complexity: O(prefix), and a path and a container for each.
    func sample(beside prefix: UnsafeRawBufferPointer, limit: Int, in members: some NamespaceMembers) -> [Slot] {
        var node = self.root
        var depth = 0
        while self.nodes[node].entries > 0, self.nodes[node].kind == .inner {
            let end = depth + self.nodes[node].label.count
            guard end < prefix.count, self.nodes[node].matchedLabel(prefix, from: depth) == self.nodes[node].label.count,
                let child = self.nodes[node].child(prefix[end]), self.nodes[child].entries > 0
            else { break }
            node = child
            depth = end + 1
        }
        return self.sample(limit, beneath: Position(node: node, depth: depth), in: members)
    }

    /// Whether the totals of its container count a member: it is live, and no kill that waits there has taken it out of them.
    func isCounted(_ slot: Slot, in members: some NamespaceMembers) -> Bool {
        guard members.isLive(slot) else { return false }
        let node = self.nodes[members[node: slot]]
        return node.kills == UnsettledKills.none
            || members.goodAsOf(slot) >= self.unsettled.items[Int(node.kills)].kills.deadly
    }

    /// A node with live totals has a live entry in one of its containers, so the search never fails for long.
    private func sample(_ wanted: Int, beneath top: Position, in members: some NamespaceMembers) -> [Slot] {
        var sample: [Slot] = []
        let wanted = min(wanted, Int(self.nodes[top.node].entries))
        var next: Position? = top
        while let position = next, sample.count < wanted {
            let node = position.node
            if self.nodes[node].kind == .inner, self.nodes[node].entries > 0 {
                next = self.firstChild(of: position)
                continue
            }
            if self.nodes[node].entries > 0 {
                sample += self.nodes[node].members.lazy.filter { self.isCounted($0, in: members) }.prefix(wanted - sample.count)
            }
            next = self.position(after: position, beneath: top)
        }
        return sample
    }

    /// An entry was read.
    ///
    /// - Performance: on the hit path; one increment, and every 32nd time the path.
    mutating func hit(on slot: Slot, in members: some NamespaceMembers) {
        let node = members[node: slot]
        self.nodes[node].pendingHits += 1
        if self.nodes[node].pendingHits == 32 {
            self.flushHits(of: node)
        }
    }

    /// A key was asked for that has no entry: counted along the nodes that lead to where it would be.
    ///
    /// - Complexity: O(key).
    mutating func miss(key: UnsafeRawBufferPointer) {
        var node = self.root
        var depth = 0
        while true {
            let length = self.nodes[node].label.count
            guard self.nodes[node].matchedLabel(key, from: depth) == length else {
                if node == self.root {
                    self.strayMisses += 1
                }
                return
            }
            self.nodes[node].misses += 1
            depth += length
            guard self.nodes[node].kind == .inner, depth < key.count, let child = self.nodes[node].child(key[depth]) else {
                return
            }
            node = child
            depth += 1
        }
    }

    mutating func flushHits(of origin: UInt32) {
        let pending = UInt64(self.nodes[origin].pendingHits)
        guard pending > 0 else { return }
        self.nodes[origin].pendingHits = 0
        var node = origin
        while node != NamespaceNode.none {
            self.nodes[node].hits += pending
            node = self.nodes[node].parent
        }
    }

    /// Hits and misses under a prefix. Where more than 256 nodes lie there, the hits may lag by up to 31 for each node.
    ///
    /// - Returns: Where the prefix ends inside a container: what its entries with the prefix have of the container's.
    func traffic(prefix: UnsafeRawBufferPointer, in members: some NamespaceMembers) -> PrefixTraffic {
        switch self.locate(prefix) {
        case .nothing:
            return PrefixTraffic()
        case .node(let top, _):
            var traffic = self.traffic(beneath: top)
            traffic.misses += prefix.isEmpty ? self.strayMisses : 0
            return traffic
        case .container(let position, _):
            let matching = self.members(at: position, with: prefix, in: members)
            let traffic = self.traffic(beneath: position)
            return TrafficDivision(of: traffic, among: self.nodes[position.node].members, in: members)
                .share(of: matching, in: members)
        }
    }

    func traffic(beneath top: Position) -> PrefixTraffic {
        PrefixTraffic(
            hits: self.nodes[top.node].hits + self.pendingHits(beneath: top).hits, misses: self.nodes[top.node].misses)
    }

    /// - Returns: Hits of up to 256 nodes, and how many were visited.
    func pendingHits(beneath top: Position) -> (hits: UInt64, visited: Int) {
        var hits: UInt64 = 0
        var next: Position? = top
        var visited = 0
        while let position = next, visited < 256 {
            visited += 1
            hits += UInt64(self.nodes[position.node].pendingHits)
            next =
                self.nodes[position.node].kind == .inner
                ? self.firstChild(of: position) : self.position(after: position, beneath: top)
        }
        return (hits, visited)
    }
}

extension PrefixTraffic {
    mutating func add(_ other: PrefixTraffic) {
        self.hits += other.hits
        self.misses += other.misses
    }

    /// What `part` of `whole` entries may have had of it.
    func share(_ part: Int, of whole: Int) -> PrefixTraffic {
        guard part < whole else { return self }
        let share = Double(part) / Double(whole)
        return PrefixTraffic(hits: UInt64(Double(self.hits) * share), misses: UInt64(Double(self.misses) * share))
    }
}
