/// What an invalidation of a prefix hit, and what is left for the shard to do.
struct PrefixKill {
    /// Live ones beneath the node that the kill was laid on.
    var entries = 0
    var bytes = 0
    /// Where the prefix ends inside a container: the entries to which the kill is to be applied at once. They are in neither
    /// of the figures, and the deaths among them are to be noted.
    var direct: [Slot] = []
}

/// What a step of the sweep found.
enum SweepStep {
    case idle
    /// Kills went down one level.
    case pushed
    case settled(Settlement)
}

extension NamespaceTree {
    /// Members that one step of a sweep hands out, fewer where they leave: that takes longer.
    private static let sliceLength = 32
    private static let leavingLength = 8

    /// Lays a kill on everything under a prefix.
    ///
    /// - Complexity: O(prefix); O(prefix + a container) where it ends inside one.
    mutating func kill(prefix: UnsafeRawBufferPointer, _ kill: Kill, in members: some NamespaceMembers) -> PrefixKill {
        switch self.locate(prefix) {
        case .nothing:
            return PrefixKill()
        case .node(let top, let totals):
            let node = top.node
            var kills = Kills()
            kills.add(kill)
            var hit = PrefixKill()
            if totals == .counted {
                hit.entries = Int(self.nodes[node].entries)
                hit.bytes = self.nodes[node].bytes
            }
            if !kills.isSoft {
                var above = totals == .void ? NamespaceNode.none : self.nodes[node].parent
                while above != NamespaceNode.none {
                    self.nodes[above].entries -= UInt32(hit.entries)
                    self.nodes[above].bytes -= hit.bytes
                    above = self.nodes[above].parent
                }
            }
            // An empty tree has nothing to settle.
            if !self.nodes[node].isVacant {
                self.lay(kills, on: node)
            }
            return hit
        case .container(let position, _):
            return PrefixKill(direct: self.members(at: position, with: prefix, in: members))
        }
    }

    /// Lets a kill of a prefix wait that ends inside a container: too many of its members may have it to strike them at once.
    ///
    /// - Returns: False where it does not end inside one, or too many wait there already.
    /// - Complexity: O(prefix).
    mutating func postpone(prefix: UnsafeRawBufferPointer, _ kill: Kill) -> Bool {
        guard case .container(let position, _) = self.locate(prefix) else { return false }
        return self.partial.add(kill, to: prefix, in: position.node)
    }

    /// The kills of prefixes that wait on an entry's container, hit it and are unknown to it, good as of `sequence`.
    func partialKills(on slot: Slot, laterThan sequence: UInt64, in members: some NamespaceMembers) -> Kills? {
        self.partial.kills(on: members.key(of: slot), in: members[node: slot], laterThan: sequence)
    }

    /// Hands out some of the entries that prefixes wait for, each with its kills; nil where none wait. Those kills have not been
    /// taken out of the totals, as opposed to those of a `Settlement`.
    mutating func sweepPartial(limit: Int, in members: some NamespaceMembers) -> [(slot: Slot, kills: Kills)]? {
        let nodes = self.nodes
        guard let slice = self.partial.slice(limit: limit, memberCount: { nodes[$0].memberCount }) else { return nil }
        let container = nodes[slice.container].container
        let hit = slice.members.compactMap { position in
            let slot = container[position]
            return self.partialKills(on: slot, laterThan: members.goodAsOf(slot), in: members).map { (slot, $0) }
        }
        self.partial.noteSwept(slice.container, from: slice.members.lowerBound)
        return hit
    }

    /// Brings the kills on a key's way down to its container, before an entry comes there.
    ///
    /// - Returns: Where the container is full: what the shard is to apply now, so that some members leave or nothing waits when
    ///   it bursts.
    /// - Complexity: O(1) where nothing is unsettled; else O(key), and the fan-out of the nodes with kills.
    mutating func settle(pathTo key: UnsafeRawBufferPointer, in members: some NamespaceMembers) -> Settlement? {
        guard !self.unsettled.isEmpty, let container = self.pushDown(to: key), self.isFull(container) else { return nil }
        return self.settlement(of: container, in: members)
    }

    /// Brings the kills on an entry's path down to its container, before the entry goes, dies or revives.
    ///
    /// - Returns: Those that it does not know of, for the shard to apply to it now.
    /// - Complexity: O(1) where nothing is unsettled; else O(path), and the fan-out of the nodes with kills.
    mutating func settle(_ slot: Slot, in members: some NamespaceMembers) -> Kills? {
        guard !self.unsettled.isEmpty else { return nil }
        let container = members[node: slot]
        var above = self.nodes[container].parent
        while above != NamespaceNode.none, self.nodes[above].kills == UnsettledKills.none {
            above = self.nodes[above].parent
        }
        if above != NamespaceNode.none {
            _ = self.pushDown(to: members.key(of: slot))
        }
        let asOf = members.goodAsOf(slot)
        guard let waiting = self.unsettled.kills(on: self.nodes[container]), waiting.latest > asOf else { return nil }
        return self.unsettled.sifted(waiting.later(than: asOf))
    }

    /// Returns the container where the key belongs; nil where there is none yet.
    private mutating func pushDown(to key: UnsafeRawBufferPointer) -> UInt32? {
        var node = self.root
        var depth = 0
        while self.nodes[node].kind == .inner {
            let length = self.nodes[node].label.count
            guard self.nodes[node].matchedLabel(key, from: depth) == length else { return nil }
            self.push(node)
            depth += length
            if depth == key.count {
                node = self.nodes[node].endChild
                guard node != NamespaceNode.none else { return nil }
            } else {
                guard let child = self.nodes[node].child(key[depth]) else { return nil }
                node = child
                depth += 1
            }
        }
        return node
    }

    /// The kills on an entry's path that it does not know of, good as of `sequence`; nil where there are none.
    ///
    /// - Complexity: O(1) where nothing that new is unsettled; else O(path).
    func kills(on slot: Slot, laterThan sequence: UInt64, in members: some NamespaceMembers) -> Kills? {
        guard self.unsettled.newest > sequence, !self.unsettled.isEmpty else { return nil }
        var found = Kills()
        var node = members[node: slot]
        while node != NamespaceNode.none {
            self.unsettled.collect(from: self.nodes[node].kills, laterThan: sequence, into: &found)
            node = self.nodes[node].parent
        }
        return found.isEmpty ? nil : self.unsettled.sifted(found)
    }

    /// Brings the kills of one node a level down, or out of a container whose path is settled, for the shard to apply.
    ///
    /// The last node comes first, after those above it, so that hardly more nodes wait than lie beside one path.
    ///
    /// - Complexity: O(path + fan-out) or O(path + a container).
    mutating func sweep() -> SweepStep {
        guard var node = self.unsettled.items.last?.node else { return .idle }
        var above = self.nodes[node].parent
        while above != NamespaceNode.none {
            if self.nodes[above].kills != UnsettledKills.none {
                node = above
            }
            above = self.nodes[above].parent
        }
        if self.nodes[node].kind == .inner {
            self.push(node)
            return .pushed
        }
        return self.step(through: node).map { .settled($0) } ?? .pushed
    }

    /// Takes an undone soft kill back wherever it still waits. What it has reached already is for the shard.
    ///
    /// - Complexity: O(1) amortised: it is sifted out where kills are handed on.
    mutating func retract(_ sequence: UInt64) {
        self.unsettled.retract(sequence, in: self.nodes)
        self.partial.retract(sequence)
    }

    /// What waits on a container whose path is settled, for some of its members. It stays until all have it, so some may get it
    /// twice.
    private mutating func step(through container: UInt32) -> Settlement? {
        let kills = self.unsettled.items[Int(self.nodes[container].kills)].kills
        let slice = self.unsettled.slice(
            of: container, members: self.nodes[container].memberCount,
            limit: kills.hard > 0 ? Self.leavingLength : Self.sliceLength, in: self.nodes)
        let slots = slice.map { self.nodes[container].container[$0] }
        let left = slice.lowerBound == 0 ? self.takeKills(of: container) : self.unsettled.sifted(kills)
        return left.map { Settlement(slots: slots, kills: $0) }
    }

    /// What waits on a full container whose path is settled: for some of its members where these leave, or for all.
    private mutating func settlement(of container: UInt32, in members: some NamespaceMembers) -> Settlement? {
        guard let waiting = self.unsettled.kills(on: self.nodes[container]) else { return nil }
        if waiting.hard > 0 {
            let leaving = self.nodes[container].members.lazy.filter { members.goodAsOf($0) < waiting.hard }
            let slots = Array(leaving.prefix(Self.leavingLength))
            if slots.count == Self.leavingLength { return Settlement(slots: slots, kills: waiting) }
        }
        return self.takeKills(of: container).map { Settlement(slots: self.nodes[container].members, kills: $0) }
    }

    private mutating func takeKills(of container: UInt32) -> Kills? {
        let kills = self.unsettled.take(from: container, in: self.nodes)
        if container != self.root {
            self.splice(self.nodes[container].parent)
        }
        return kills
    }

    private mutating func push(_ node: UInt32) {
        guard let kills = self.unsettled.take(from: node, in: self.nodes) else { return }
        for child in self.nodes[node].children {
            self.lay(kills, on: child)
        }
    }

    private mutating func lay(_ kills: Kills, on node: UInt32) {
        if !kills.isSoft {
            self.nodes[node].entries = 0
            self.nodes[node].bytes = 0
        }
        self.unsettled.add(kills, to: node, in: self.nodes)
    }
}

extension Kills {
    /// The number of the latest after which what they hit does not live on; 0 where there is none.
    var deadly: UInt64 {
        max(self.hard, self.revalidate)
    }

    /// Whether what they hit lives on.
    var isSoft: Bool {
        self.deadly == 0
    }
}
