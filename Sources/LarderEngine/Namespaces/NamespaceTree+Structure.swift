extension NamespaceTree {
    /// Members from which on a label is worth its bytes.
    private static let labelledCount = 8

    /// Gives an entry its place, in a container that is made where there is none or split where it is full.
    mutating func hang(_ slot: Slot, in members: some NamespaceMembers) {
        let key = members.key(of: slot)
        let target = self.container(for: key, in: members)
        var depth = target.depth
        let matched = self.nodes[target.node].matchedLabel(key, from: depth)
        if matched < self.nodes[target.node].label.count {
            self.relabel(target, length: matched, in: members)
        }
        depth += matched
        self.append(slot, to: target.node, rest: UnsafeRawBufferPointer(rebasing: key[depth...]), in: members)
        let count = self.nodes[target.node].memberCount
        if count >= Self.labelledCount, count & (count - 1) == 0 {
            self.lengthenLabel(of: target, in: members)
        }
    }

    /// The container where the key belongs.
    private mutating func container(for key: UnsafeRawBufferPointer, in members: some NamespaceMembers) -> Position {
        var position = Position(node: self.root, depth: 0)
        while true {
            if self.nodes[position.node].kind == .container {
                guard self.isFull(position.node) else { return position }
                self.burst(position, in: members)
            }
            let matched = self.nodes[position.node].matchedLabel(key, from: position.depth)
            if matched < self.nodes[position.node].label.count {
                position.node = self.split(position.node, at: matched)
            }
            let depth = position.depth + matched
            if depth == key.count {
                let end = self.nodes[position.node].endChild
                let node = end == NamespaceNode.none ? self.addContainer(at: NamespaceNode.end, of: position.node) : end
                return Position(node: node, depth: depth)
            }
            let child =
                self.nodes[position.node].child(key[depth]) ?? self.addContainer(at: UInt16(key[depth]), of: position.node)
            position = Position(node: child, depth: depth + 1)
        }
    }

    /// Whether the container bursts before another member comes.
    func isFull(_ container: UInt32) -> Bool {
        self.nodes[container].memberCount >= self.burstLimit && self.nodes[container].edge != NamespaceNode.end
    }

    /// Frees a container that has become empty, and simplifies what is above it. Its path is settled.
    mutating func prune(from container: UInt32, in members: some NamespaceMembers) {
        var node = container
        while self.nodes[node].isVacant, node != self.root {
            let parent = self.nodes[node].parent
            let edge = self.nodes[node].edge
            self.flushHits(of: node)
            _ = self.unsettled.take(from: node, in: self.nodes)
            self.change(parent) { $0.removeChild(at: edge) }
            self.free(node)
            node = parent
        }
        if self.nodes[node].isVacant {
            _ = self.unsettled.take(from: node, in: self.nodes)
            self.change(node) { $0.becomeContainer() }
        } else if self.nodes[node].childCount == 1 {
            self.splice(node)
        } else {
            self.join(node, in: members)
        }
    }

    /// Takes out an inner node that has one child left. The path to it is settled.
    ///
    /// A container with kills has to wait until it is settled: it would come to lie on the paths of keys that were beside it.
    mutating func splice(_ upper: UInt32) {
        guard self.nodes[upper].childCount == 1 else { return }
        let lower = self.nodes[upper].firstChild
        guard self.nodes[lower].kind == .inner || self.nodes[lower].kills == UnsettledKills.none else { return }
        self.flushHits(of: upper)
        self.flushHits(of: lower)
        let parent = self.nodes[upper].parent
        let edge = self.nodes[upper].edge
        let way = self.nodes[lower].edgeLength == 0 ? [] : [UInt8(self.nodes[lower].edge)]
        let label = Array(self.nodes[upper].label) + way + Array(self.nodes[lower].label)
        self.change(lower) { $0.setLabel(label) }
        self.nodes[lower].edge = edge
        self.nodes[lower].parent = parent
        self.nodes[lower].hits = self.nodes[upper].hits
        self.nodes[lower].misses = self.nodes[upper].misses
        self.replace(lower, in: parent, at: edge)
        self.free(upper)
    }

    private mutating func addContainer(at edge: UInt16, of parent: UInt32) -> UInt32 {
        let node = self.nodes.insert(NamespaceNode(edge: edge, parent: parent))
        self.change(parent) { $0.setChild(node, at: edge) }
        return node
    }

    /// Turns a container into an inner node with a container for each next byte.
    private mutating func burst(_ position: Position, in members: some NamespaceMembers) {
        let node = position.node
        self.lengthenLabel(of: position, in: members)
        let label = Array(self.nodes[node].label)
        let depth = position.depth + label.count
        let ordered = self.nodes[node].members.map { slot in
            let key = members.key(of: slot)
            return (edge: depth < key.count ? UInt16(key[depth]) : NamespaceNode.end, slot: slot)
        }.sorted { $0.edge < $1.edge }
        let edges = zip(ordered, ordered.dropFirst()).count { $0.edge != $1.edge } + 1
        self.change(node) { $0.becomeInner(label: label, capacity: edges) }
        var parts: [(container: UInt32, path: [UInt8])] = []
        var rest = ordered[...]
        while let edge = rest.first?.edge {
            let group = rest.prefix { $0.edge == edge }
            rest = rest.dropFirst(group.count)
            let child = Position(
                node: self.addContainer(at: edge, of: node), depth: edge == NamespaceNode.end ? depth : depth + 1)
            for (_, slot) in group {
                let key = members.key(of: slot)
                self.append(slot, to: child.node, rest: UnsafeRawBufferPointer(rebasing: key[child.depth...]), in: members)
                if members.isLive(slot) {
                    self.nodes[child.node].entries += 1
                    self.nodes[child.node].bytes += members.weight(of: slot)
                }
            }
            if self.partial.waits(on: node) {
                parts.append((child.node, Array(members.key(of: group.first!.slot)[..<child.depth])))
            }
            if group.count >= Self.labelledCount {
                self.lengthenLabel(of: child, in: members)
            }
        }
        self.partial.move(from: node, to: parts)
    }

    private mutating func append(
        _ slot: Slot, to container: UInt32, rest: UnsafeRawBufferPointer, in members: some NamespaceMembers
    ) {
        let position = self.change(container) { $0.append(slot, head: Container.head(of: rest)) }
        members[node: slot] = container
        members[position: slot] = position
    }

    /// Makes the label all that the container's keys go on with.
    private mutating func lengthenLabel(of position: Position, in members: some NamespaceMembers) {
        let slots = self.nodes[position.node].members
        let known = position.depth + self.nodes[position.node].label.count
        let first = members.key(of: slots[0])
        var shared = first.count
        for slot in slots where shared > known {
            let key = members.key(of: slot)
            var length = known
            while length < min(shared, key.count), key[length] == first[length] {
                length += 1
            }
            shared = length
        }
        if shared > known {
            self.relabel(position, length: shared - position.depth, in: members)
        }
    }

    /// Gives a container a longer or shorter part of its keys for a label.
    private mutating func relabel(_ position: Position, length: Int, in members: some NamespaceMembers) {
        let slots = self.nodes[position.node].members
        let end = position.depth + length
        self.change(position.node) { node in
            node.setLabel(members.key(of: slots[0])[position.depth..<end])
            for (place, slot) in slots.enumerated() {
                let rest = UnsafeRawBufferPointer(rebasing: members.key(of: slot)[end...])
                node.container.setHead(Container.head(of: rest), at: place)
            }
        }
    }

    /// Puts an inner node above one in whose label a new key turns off, and returns it.
    ///
    /// The path above is settled, so the totals of the node below are good, whatever kills lie on it.
    private mutating func split(_ lower: UInt32, at length: Int) -> UInt32 {
        self.flushHits(of: lower)
        let label = Array(self.nodes[lower].label)
        let parent = self.nodes[lower].parent
        let edge = self.nodes[lower].edge
        var node = NamespaceNode(edge: edge, parent: parent)
        node.entries = self.nodes[lower].entries
        node.bytes = self.nodes[lower].bytes
        node.hits = self.nodes[lower].hits
        node.misses = self.nodes[lower].misses
        let upper = self.nodes.insert(node)
        self.change(upper) { node in
            node.becomeInner(label: label[..<length], capacity: 2)
            node.setChild(lower, at: UInt16(label[length]))
        }
        self.change(lower) {
            $0.edge = UInt16(label[length])
            $0.parent = upper
            $0.setLabel(label[(length + 1)...])
        }
        self.replace(upper, in: parent, at: edge)
        return upper
    }

    /// Makes one container of an inner node whose children are small containers.
    private mutating func join(_ node: UInt32, in members: some NamespaceMembers) {
        guard self.nodes[node].childCount <= self.joinLimit else { return }
        let children = self.nodes[node].children
        var slots: [Slot] = []
        for child in children {
            // Kills on one child are none of its siblings' affair.
            guard self.nodes[child].kind == .container, self.nodes[child].kills == UnsettledKills.none,
                !self.partial.waits(on: child), slots.count + self.nodes[child].memberCount <= self.joinLimit
            else { return }
            slots += self.nodes[child].members
        }
        for child in children {
            self.flushHits(of: child)
            self.free(child)
        }
        let label = Array(self.nodes[node].label)
        let depth = self.depth(of: node)
        self.change(node) {
            $0.becomeContainer()
            $0.setLabel(label)
        }
        for slot in slots {
            let key = members.key(of: slot)
            self.append(slot, to: node, rest: UnsafeRawBufferPointer(rebasing: key[(depth + label.count)...]), in: members)
        }
    }

    private func depth(of node: UInt32) -> Int {
        var depth = self.nodes[node].edgeLength
        var above = self.nodes[node].parent
        while above != NamespaceNode.none {
            depth += self.nodes[above].edgeLength + self.nodes[above].label.count
            above = self.nodes[above].parent
        }
        return depth
    }

    private mutating func replace(_ node: UInt32, in parent: UInt32, at edge: UInt16) {
        if parent == NamespaceNode.none {
            self.root = node
        } else {
            self.change(parent) { $0.setChild(node, at: edge) }
        }
    }
}
