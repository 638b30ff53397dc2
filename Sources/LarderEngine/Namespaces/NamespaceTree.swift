/// The keys of one shard by their bytes: live counts under any prefix, and invalidations that lie on nodes until they are
/// brought to the entries.
///
/// **Structure.** A path-compressed burst trie (Heinz, Zobel, Williams, 2002). Containers hold up to `burstLimit` entries
/// whatever follows the container's path in their keys; a full one becomes an inner node with a container for each next byte,
/// and one for the key that ends there. An inner node with one child left is taken out, so that there are about twice as many nodes
/// as entries at most, and a path is never longer than a key.
///
/// **Kills** wait on nodes as updates do in a lazy segment tree. Beneath an inner node with unsettled kills there are only
/// entries older than those: before an entry comes, goes, dies or revives, `settle` pushes the kills on its path down to its
/// container. A hard or revalidate kill takes the live totals of its node away at once, here and above; those further down are
/// void until the kill arrives and zeroes them. From then on a container counts those members that are good as of the kill. So
/// the totals of a prefix are exact as soon as the kill was given, with no sweep, and no operation on one entry has to wait for
/// its neighbours.
///
/// **Not promised:** hits of nodes that were freed stay with the nodes above; hits and misses of a container's keys are known
/// for all of them together.
struct NamespaceTree {
    /// Entries in a container before it bursts.
    let burstLimit: Int
    /// Entries of containers that become one again: well below the limit, lest they burst and join in turn.
    var joinLimit: Int {
        self.burstLimit / 2
    }

    var nodes = NodeSlab<NamespaceNode>()
    var root: UInt32
    var unsettled = UnsettledKills()
    var partial = PartialKills()
    /// Of keys that lead to no node, not even the root's path.
    var strayMisses: UInt64 = 0
    private(set) var blockBytes = 0

    init(burstLimit: Int = 128) {
        precondition((2...65_535).contains(burstLimit), "a container holds 2 to 65,535 entries, not \(burstLimit)")
        self.burstLimit = burstLimit
        self.root = self.nodes.insert(NamespaceNode(edge: NamespaceNode.top, parent: NamespaceNode.none))
    }

    /// Whether every kill has been brought to its entries.
    var isSettled: Bool {
        self.unsettled.isEmpty && self.partial.isEmpty
    }

    /// The highest number of a kill that ever waited here.
    var newestKill: UInt64 {
        max(self.unsettled.newest, self.partial.newest)
    }

    /// Nodes, labels, member lists and waiting kills.
    ///
    /// - Complexity: O(1).
    var overheadBytes: Int {
        self.nodes.overheadBytes + self.blockBytes + self.unsettled.overheadBytes + self.partial.overheadBytes
    }

    /// Live entries of the whole tree.
    var entries: Int {
        Int(self.nodes[self.root].entries)
    }

    /// What those weigh.
    var bytes: Int {
        self.nodes[self.root].bytes
    }

    /// An entry comes. The path of its key is settled.
    ///
    /// - Complexity: O(key), and a burst of a full container at times.
    mutating func insert(_ slot: Slot, in members: some NamespaceMembers) {
        self.hang(slot, in: members)
        if members.isLive(slot) {
            self.noteLife(of: slot, in: members)
        }
    }

    /// An entry goes; its key is still there. Its path is settled.
    mutating func remove(_ slot: Slot, in members: some NamespaceMembers) {
        if members.isLive(slot) {
            self.noteDeath(of: slot, in: members)
        }
        let node = members[node: slot]
        let position = members[position: slot]
        if let moved = self.change(node, { $0.removeMember(at: position) }) {
            members[position: moved] = position
        }
        if self.nodes[node].isVacant {
            self.prune(from: node, in: members)
        }
    }

    /// An entry that stays is counted no longer. Its path is settled; its weight is the one it was counted with.
    mutating func noteDeath(of slot: Slot, in members: some NamespaceMembers) {
        let weight = members.weight(of: slot)
        var node = members[node: slot]
        while node != NamespaceNode.none {
            self.nodes[node].entries -= 1
            self.nodes[node].bytes -= weight
            node = self.nodes[node].parent
        }
    }

    /// An entry that is there is counted from now on. Its path is settled; its weight stays until its death is noted.
    mutating func noteLife(of slot: Slot, in members: some NamespaceMembers) {
        let weight = members.weight(of: slot)
        var node = members[node: slot]
        while node != NamespaceNode.none {
            self.nodes[node].entries += 1
            self.nodes[node].bytes += weight
            node = self.nodes[node].parent
        }
    }

    /// Changes a node and keeps account of its block.
    mutating func change<Result>(_ node: UInt32, _ body: (inout NamespaceNode) -> Result) -> Result {
        self.blockBytes -= self.nodes[node].blockBytes
        let result = body(&self.nodes[node])
        self.blockBytes += self.nodes[node].blockBytes
        return result
    }

    mutating func free(_ node: UInt32) {
        assert(self.nodes[node].kills == UnsettledKills.none, "a node goes with kills on it")
        self.blockBytes -= self.nodes[node].blockBytes
        self.partial.drop(node)
        self.nodes.remove(node)
    }
}

// The shard's lock guards it; its nodes' memory is reached through it alone.
extension NamespaceTree: @unchecked Sendable {}
