extension TagTable {
    /// Recounts everything from scratch; empty where all agrees.
    ///
    /// - Parameter slots: All entries.
    func invariantViolations(of slots: some Sequence<Slot>, in members: some TagMembers) -> [String] {
        var violations = self.unsettled.invariantViolations(in: self.tags)
        var entries: [UInt32: (held: Int, live: Int, bytes: Int)] = [:]
        for slot in slots {
            for index in 0..<members.membershipCount(of: slot) {
                let membership = members[membership: index, of: slot]
                let tag = self.tags[membership.tag]
                if membership.position >= tag.count || tag.member(at: Int(membership.position)) != slot {
                    violations.append("slot \(slot) is not where it thinks it is in tag \(membership.tag)")
                }
                entries[membership.tag, default: (0, 0, 0)].held += 1
                guard members.isLive(slot), members.goodAsOf(slot) >= tag.deadlySince else { continue }
                entries[membership.tag]!.live += 1
                entries[membership.tag]!.bytes += members.weight(of: slot)
            }
        }
        for (tag, counted) in entries {
            let node = self.tags[tag]
            let name = self.name(of: tag)
            if self.tag(named: name) != tag {
                violations.append("tag \(name) is not found by its name")
            }
            if Int(node.count) != counted.held {
                violations.append("tag \(name) holds \(node.count) members, not \(counted.held)")
            }
            if Int(node.entries) != counted.live || node.bytes != counted.bytes {
                violations.append("tag \(name) counts \(node.entries) of \(node.bytes) bytes, not \(counted)")
            }
            if node.unswept > node.count {
                violations.append("tag \(name) has \(node.unswept) of \(node.count) left to sweep")
            }
        }
        let blockBytes = entries.keys.reduce(0) { $0 + self.tags[$1].blockBytes }
        if entries.count != self.tags.count || blockBytes != self.blockBytes {
            violations.append("\(self.tags.count) tags of \(self.blockBytes) bytes, not \(entries.count) of \(blockBytes)")
        }
        return violations
    }
}
