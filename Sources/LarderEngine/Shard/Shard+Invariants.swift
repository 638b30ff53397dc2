extension Shard {
    /// Recounts everything from scratch; empty where all agrees.
    func invariantViolations(at now: CacheInstant) -> [String] {
        var violations: [String] = []
        let occupied = (0..<self.slab.end).filter { self.slab.isOccupied($0) }
        if occupied.count != self.slab.count {
            violations.append("count is \(self.slab.count), slots hold \(occupied.count)")
        }
        let indexed = self.index.entries.flatMap { self.variants(from: $0.slot) }
        if self.index.entries.contains(where: { self.slab[$0.slot].bytes.toOpaque() != $0.bytes.toOpaque() }) {
            violations.append("the index leads to bytes that are not the entry's")
        }
        if Set(indexed) != Set(occupied) || indexed.count != occupied.count {
            violations.append("the index leads to \(indexed.count) of \(occupied.count) entries")
        }
        let keys = Set(occupied.map { Self.text(of: self.slab[$0].key) })
        if keys.count != occupied.count {
            violations.append("a key is there twice")
        }
        var held = Footprint.none
        for slot in occupied {
            held += self.footprint(of: slot)
        }
        if held != self.held {
            violations.append("\(self.held) is held, the entries occupy \(held)")
        }
        let aged = occupied.filter { self.slab[$0].flags.contains(.aged) }
        if self.freshCount != occupied.count - aged.count {
            violations.append("\(self.freshCount) are counted as fresh, \(occupied.count - aged.count) are")
        }
        let condemned = occupied.filter { self.slab[$0].flags.contains(.condemned) }
        if self.condemned.count != condemned.count {
            violations.append("\(self.condemned.count) wait to leave, \(condemned.count) should")
        }
        let late = occupied.reduce(0) { late, slot in
            late + (self.slab[slot].flags.contains(.lateExtras) ? EntryExtras.overhead(tags: 0) : 0)
                + (self.slab[slot].withExtras { $0.markBytes } ?? 0)
        }
        if late != self.lateExtraBytes {
            violations.append("\(self.lateExtraBytes) bytes of late extras are counted, \(late) are there")
        }
        for slot in occupied {
            let record = self.slab[slot]
            let bearsMarks = record.withExtras { !$0.softMarks.isEmpty } ?? false
            if bearsMarks != record.flags.contains(.softened) {
                violations.append("slot \(slot) bears marks and does not know, or the other way round")
            }
            if (record.withExtras { $0.outdatedBy != nil } ?? false) != record.flags.contains(.outdated) {
                violations.append("slot \(slot) is outdated and does not know, or the other way round")
            }
            if record.flags.contains([.unproven, .live]) {
                violations.append("slot \(slot) is counted and nothing proves it")
            }
            if record.flags.contains(.leaving) {
                violations.append("slot \(slot) was to leave and is there")
            }
        }
        violations += self.namespaces.invariantViolations(in: self.slab)
        violations += self.tags.invariantViolations(of: occupied, in: self.slab)
        violations += self.policy.invariantViolations(self.slab.policyLinks)
        let slab = self.slab
        violations += self.fresh.invariantViolations(slab.wheelLinks) { slab[$0].freshUntil }
        return violations
    }
}
