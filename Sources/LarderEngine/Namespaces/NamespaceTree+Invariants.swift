extension NamespaceTree {
    /// Recounts everything from scratch; empty where all agrees.
    ///
    /// - Complexity: O(entries and their keys).
    func invariantViolations(in members: some NamespaceMembers) -> [String] {
        var violations = self.unsettled.invariantViolations(in: self.nodes)
        var nodes = 0
        var kills = 0
        var blockBytes = 0
        var held = 0
        var containers: [UInt32: Int] = [:]
        let top = Position(node: self.root, depth: 0)
        var next: Position? = top
        if self.nodes[self.root].parent != NamespaceNode.none || self.nodes[self.root].edge != NamespaceNode.top {
            violations.append("the root hangs on something")
        }
        while let position = next {
            let node = self.nodes[position.node]
            nodes += 1
            kills += node.kills == UnsettledKills.none ? 0 : 1
            blockBytes += node.blockBytes
            if node.kind == .inner, let waiting = self.unsettled.kills(on: node), !waiting.isSoft,
                node.entries != 0 || node.bytes != 0
            {
                violations.append("killed node \(self.path(to: position)) counts \(node.entries)")
            }
            switch node.kind {
            case .container:
                held += node.memberCount
                containers[position.node] = node.memberCount
                violations += self.violations(ofContainer: position, in: members)
                next = self.position(after: position, beneath: top)
            case .inner:
                violations += self.violations(ofInner: position)
                next = self.firstChild(of: position)
            }
        }
        violations += self.partial.invariantViolations { containers[$0] }
        if nodes != self.nodes.count {
            violations.append("\(self.nodes.count) nodes are kept, \(nodes) are reached")
        }
        if kills != self.unsettled.items.count {
            violations.append("\(kills) nodes carry kills, \(self.unsettled.items.count) are listed")
        }
        if blockBytes != self.blockBytes {
            violations.append("\(self.blockBytes) bytes are accounted, \(blockBytes) are there")
        }
        if nodes > max(1, 2 * held + kills) {
            violations.append("\(nodes) nodes for \(held) entries")
        }
        return violations
    }

    private func violations(ofContainer position: Position, in members: some NamespaceMembers) -> [String] {
        var violations: [String] = []
        let node = self.nodes[position.node]
        let path = self.path(to: position)
        var entries = 0
        var bytes = 0
        for (place, slot) in node.members.enumerated() {
            if members[node: slot] != position.node || members[position: slot] != UInt16(place) {
                violations.append("slot \(slot) does not know its place")
            }
            let key = members.key(of: slot)
            if node.edge == NamespaceNode.end ? !key.elementsEqual(path) : !key.starts(with: path) {
                violations.append("\(Array(key)) lies under \(path)")
            }
            if !key.dropFirst(path.count).starts(with: node.label) {
                violations.append("\(Array(key)) does not have the label \(Array(node.label)) after \(path)")
            } else if !node.container.mayHold(
                UnsafeRawBufferPointer(rebasing: key[(path.count + node.label.count)...]), at: place)
            {
                violations.append("the head of \(Array(key)) is wrong")
            }
            let isCounted = self.isCounted(slot, in: members)
            entries += isCounted ? 1 : 0
            bytes += isCounted ? members.weight(of: slot) : 0
        }
        if node.memberCount == 0, position.node != self.root {
            violations.append("\(path) is empty")
        }
        if node.memberCount > self.burstLimit, node.edge != NamespaceNode.end {
            violations.append("\(path) holds \(node.memberCount)")
        }
        if !self.isUnderDeadlyKill(node.parent), Int(node.entries) != entries || node.bytes != bytes {
            violations.append("\(path) counts \(node.entries) entries of \(node.bytes) bytes, not \(entries) of \(bytes)")
        }
        return violations
    }

    private func violations(ofInner position: Position) -> [String] {
        var violations: [String] = []
        let node = self.nodes[position.node]
        let path = self.path(to: position)
        let children = node.children
        let edges = children.filter { $0 != node.endChild }.map { self.nodes[$0].edge }
        if !zip(edges, edges.dropFirst()).allSatisfy(<) {
            violations.append("\(path) has its children out of order")
        }
        if node.endChild != NamespaceNode.none, self.nodes[node.endChild].edge != NamespaceNode.end {
            violations.append("\(path) ends in a child that is not an end")
        }
        if children.count == 0 || children.count == 1 && !self.isKilledContainer(children[0]) {
            violations.append("\(path) has \(children.count) children")
        }
        for child in children where self.nodes[child].parent != position.node {
            violations.append("a child of \(path) hangs elsewhere")
        }
        let entries = children.reduce(0) { $0 + self.nodes[$1].entries }
        let bytes = children.reduce(0) { $0 + self.nodes[$1].bytes }
        if !self.isUnderDeadlyKill(position.node), node.entries != entries || node.bytes != bytes {
            violations.append("\(path) counts \(node.entries) entries of \(node.bytes) bytes, not \(entries) of \(bytes)")
        }
        if node.hits < children.reduce(0, { $0 + self.nodes[$1].hits }) {
            violations.append("\(path) has fewer hits than its children")
        }
        return violations
    }

    private func isKilledContainer(_ node: UInt32) -> Bool {
        self.nodes[node].kind == .container && self.nodes[node].kills != UnsettledKills.none
    }

    /// Whether the totals there are void.
    private func isUnderDeadlyKill(_ origin: UInt32) -> Bool {
        var node = origin
        while node != NamespaceNode.none {
            if let kills = self.unsettled.kills(on: self.nodes[node]), !kills.isSoft { return true }
            node = self.nodes[node].parent
        }
        return false
    }
}
