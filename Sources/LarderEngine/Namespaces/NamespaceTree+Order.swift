/// Where a walk in byte order goes on: everything below it has been visited, however the tree has changed since.
struct NamespaceCursor: Hashable, Sendable {
    var key: [UInt8]
}

extension NamespaceTree {
    /// A node, and how many bytes lead to it with its edge, without its label.
    struct Position {
        var node: UInt32
        var depth: Int
    }

    /// Entries under a prefix, live or not, a slice at a time.
    ///
    /// An entry that stays from the first slice to the last is visited once.
    ///
    /// - Parameter limit: Entries after which the slice ends; the container that reaches it is visited whole.
    /// - Returns: Where to go on; nil at the end.
    func members(
        prefix: UnsafeRawBufferPointer, from cursor: NamespaceCursor? = nil, limit: Int, in members: some NamespaceMembers
    ) -> (slots: [Slot], next: NamespaceCursor?) {
        switch self.locate(prefix) {
        case .nothing:
            return ([], nil)
        case .container(let position, _):
            return (
                self.members(at: position, with: prefix, in: members).filter { !self.isVisited($0, cursor, in: members) }, nil
            )
        case .node(let top, _):
            var slots: [Slot] = []
            var next = cursor.map { self.seek($0.key, from: top) } ?? top
            // What was several containers when the walk went by may be one now.
            if let cursor, let position = next, position.depth < cursor.key.count,
                self.nodes[position.node].kind == .container
            {
                slots = self.nodes[position.node].members.filter { !self.isVisited($0, cursor, in: members) }
                next = self.position(after: position, beneath: top)
            }
            while let position = next {
                guard slots.count < limit else { return (slots, NamespaceCursor(key: self.path(to: position))) }
                if self.nodes[position.node].kind == .container {
                    slots += self.nodes[position.node].members
                    next = self.position(after: position, beneath: top)
                } else {
                    next = self.firstChild(of: position)
                }
            }
            return (slots, nil)
        }
    }

    private func isVisited(_ slot: Slot, _ cursor: NamespaceCursor?, in members: some NamespaceMembers) -> Bool {
        cursor.map { members.key(of: slot).lexicographicallyPrecedes($0.key) } ?? false
    }

    /// The first node in byte order that may hold keys not below `bound`; nil where all are below it.
    ///
    /// - Parameter start: The bound begins with its path.
    func seek(_ bound: [UInt8], from start: Position) -> Position? {
        bound.withUnsafeBytes { bound in
            var position = start
            while position.depth < bound.count, self.nodes[position.node].kind == .inner {
                let matched = self.nodes[position.node].matchedLabel(bound, from: position.depth)
                let depth = position.depth + matched
                guard depth < bound.count else { return position }
                guard matched == self.nodes[position.node].label.count else {
                    // The bound turns off before or behind what is beneath.
                    if self.nodes[position.node].label[matched] > bound[depth] { return position }
                    return self.position(after: position, beneath: start)
                }
                guard let child = self.nodes[position.node].child(notBelow: UInt16(bound[depth])) else {
                    return self.position(after: position, beneath: start)
                }
                position = self.child(child, of: position)
                if self.nodes[position.node].edge != UInt16(bound[depth]) { return position }
            }
            return position
        }
    }

    /// The bytes that lead to a node with its edge, without its label.
    func path(to position: Position) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: position.depth) { path, count in
            var end = position.depth
            var node = position.node
            while end > 0 {
                if self.nodes[node].edgeLength == 1 {
                    end -= 1
                    path[end] = UInt8(self.nodes[node].edge)
                }
                node = self.nodes[node].parent
                guard node != NamespaceNode.none else { break }
                for byte in self.nodes[node].label.reversed() {
                    end -= 1
                    path[end] = byte
                }
            }
            count = position.depth
        }
    }

    func firstChild(of position: Position) -> Position {
        self.child(self.nodes[position.node].firstChild, of: position)
    }

    /// The next node in byte order that is not beneath this one; nil where it would be outside of `top`.
    func position(after position: Position, beneath top: Position) -> Position? {
        var position = position
        while position.node != top.node {
            let node = position.node
            position.node = self.nodes[node].parent
            position.depth -= self.nodes[node].edgeLength + self.nodes[position.node].label.count
            let edge = self.nodes[node].edge
            if let sibling = self.nodes[position.node].child(notBelow: edge == NamespaceNode.end ? 0 : edge + 1) {
                return self.child(sibling, of: position)
            }
        }
        return nil
    }

    private func child(_ child: UInt32, of position: Position) -> Position {
        Position(
            node: child,
            depth: position.depth + self.nodes[position.node].label.count + self.nodes[child].edgeLength)
    }
}
