extension NamespaceTree {
    /// The container where the key belongs, made where there is none or it is full.
    mutating func container(for key: UnsafeRawBufferPointer, in members: some NamespaceMembers) -> UInt32 {
        var node = self.root
        var depth = 0
        while true {
            if self.nodes[node].kind == .container {
                guard self.nodes[node].count >= self.burstLimit, self.nodes[node].edge != NamespaceNode.end else { return node }
                self.burst(node, depth: depth, in: members)
            }
            let matched = self.nodes[node].matchedLabel(key, from: depth)
            if matched < self.nodes[node].labelLength {
                node = self.split(node, at: matched)
            }
            depth += matched
            if depth == key.count {
                let end = self.nodes[node].endChild
                return end == NamespaceNode.none ? self.addContainer(at: NamespaceNode.end, of: node) : end
            }
            guard let child = self.nodes[node].child(key[depth]) else {
                return self.addContainer(at: UInt16(key[depth]), of: node)
            }
            node = child
            depth += 1
        }
    }

    /// Frees a container that has become empty, and simplifies what is above it. Its path is settled.
    mutating func prune(from container: UInt32, in members: some NamespaceMembers) {
        var node = container
        while self.nodes[node].isVacant, node != self.root {
            let parent = self.nodes[node].parent
            let edge = self.nodes[node].edge
            self.flushHits(of: node)
            self.change(parent) { $0.removeChild(at: edge) }
            self.free(node)
            node = parent
        }
        guard self.nodes[node].kind == .inner else { return }
        if self.nodes[node].isVacant {
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
        let lower = self.firstChild(of: upper)
        guard self.nodes[lower].kind == .inner || self.nodes[lower].kills == UnsettledKills.none else { return }
        self.flushHits(of: upper)
        self.flushHits(of: lower)
        let parent = self.nodes[upper].parent
        let edge = self.nodes[upper].edge
        if self.nodes[lower].kind == .inner {
            let label = Array(self.nodes[upper].label) + [UInt8(self.nodes[lower].edge)] + Array(self.nodes[lower].label)
            self.change(lower) { $0.setLabel(label) }
        }
        self.nodes[lower].edge = edge
        self.nodes[lower].parent = parent
        self.nodes[lower].hits = self.nodes[upper].hits
        self.nodes[lower].misses = self.nodes[upper].misses
        self.hang(lower, in: parent, at: edge)
        self.free(upper)
    }

    private mutating func addContainer(at edge: UInt16, of parent: UInt32) -> UInt32 {
        let node = self.nodes.insert(NamespaceNode(edge: edge, parent: parent))
        self.change(parent) { $0.setChild(node, at: edge) }
        return node
    }

    /// Turns a container into an inner node with a container for each next byte.
    private mutating func burst(_ node: UInt32, depth: Int, in members: some NamespaceMembers) {
        let slots = self.nodes[node].members
        let first = members.key(of: slots[0])
        var shared = first.count
        for slot in slots {
            let key = members.key(of: slot)
            shared = min(shared, key.count)
            var length = depth
            while length < shared, key[length] == first[length] {
                length += 1
            }
            shared = length
        }
        let ordered = slots.map { slot in
            let key = members.key(of: slot)
            return (edge: shared < key.count ? UInt16(key[shared]) : NamespaceNode.end, slot: slot)
        }.sorted { $0.edge < $1.edge }
        let edges = zip(ordered, ordered.dropFirst()).count { $0.edge != $1.edge } + 1
        self.change(node) {
            $0.becomeInner(label: UnsafeRawBufferPointer(rebasing: first[depth..<shared]), childCapacity: edges + 1)
        }
        var child = NamespaceNode.none
        var edge = NamespaceNode.top
        for item in ordered {
            if item.edge != edge {
                edge = item.edge
                child = self.addContainer(at: edge, of: node)
            }
            members[place: item.slot] = NamespacePlace(node: child, position: self.change(child) { $0.append(item.slot) })
            if members.isLive(item.slot) {
                self.nodes[child].entries += 1
                self.nodes[child].bytes += members.weight(of: item.slot)
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
            label.withUnsafeBytes { node.becomeInner(label: UnsafeRawBufferPointer(rebasing: $0[..<length]), childCapacity: 2) }
            node.setChild(lower, at: UInt16(label[length]))
        }
        self.change(lower) {
            $0.edge = UInt16(label[length])
            $0.parent = upper
            $0.setLabel(Array(label[(length + 1)...]))
        }
        self.hang(upper, in: parent, at: edge)
        return upper
    }

    /// Makes one container of an inner node whose children are small containers.
    private mutating func join(_ node: UInt32, in members: some NamespaceMembers) {
        guard self.nodes[node].count <= self.joinLimit else { return }
        var children = (0..<Int(self.nodes[node].count)).map { self.nodes[node].child(at: $0) }
        if self.nodes[node].endChild != NamespaceNode.none {
            children.append(self.nodes[node].endChild)
        }
        var slots: [Slot] = []
        for child in children {
            // Kills on one child are none of its siblings' affair.
            guard self.nodes[child].kind == .container, self.nodes[child].kills == UnsettledKills.none,
                slots.count + Int(self.nodes[child].count) <= self.joinLimit
            else { return }
            slots += self.nodes[child].members
        }
        for child in children {
            self.flushHits(of: child)
            self.free(child)
        }
        self.change(node) { $0.becomeContainer() }
        for slot in slots {
            members[place: slot] = NamespacePlace(node: node, position: self.change(node) { $0.append(slot) })
        }
    }

    private mutating func hang(_ node: UInt32, in parent: UInt32, at edge: UInt16) {
        if parent == NamespaceNode.none {
            self.root = node
        } else {
            self.change(parent) { $0.setChild(node, at: edge) }
        }
    }
}
