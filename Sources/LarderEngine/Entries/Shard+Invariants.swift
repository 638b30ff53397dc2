import HeapModule

extension Shard {
    /// Recounts everything from scratch; empty where all agrees.
    func invariantViolations() -> [String] {
        var violations: [String] = []
        let occupied = self.slots.indices.filter { self.slots[$0] != nil }.map(Slot.init)
        if occupied.count != self.count {
            violations.append("count is \(self.count), slots hold \(occupied.count)")
        }
        if self.free.count + occupied.count != self.slots.count {
            violations.append("\(self.free.count) free and \(occupied.count) used slots of \(self.slots.count)")
        }
        var byUse: [Slot] = []
        var next = self.oldest
        while let slot = next, byUse.count <= self.count {
            byUse.append(slot)
            next = self.slots[Int(slot)]?.newer
        }
        if Set(byUse) != Set(occupied) || byUse.count != occupied.count || byUse.last != self.newest {
            violations.append("the order of use holds \(byUse.count) of \(occupied.count) entries")
        }
        let indexed = self.index.keys.flatMap(self.variants(of:))
        if Set(indexed) != Set(occupied) || indexed.count != occupied.count {
            violations.append("the index leads to \(indexed.count) of \(occupied.count) entries")
        }
        let keys = occupied.map { self.slots[Int($0)]!.key }
        if Set(keys).count != keys.count {
            violations.append("a key is there twice")
        }
        var tags: [String: Set<Slot>] = [:]
        var routes: [String: RouteTotal] = [:]
        for slot in occupied {
            let entry = self.slots[Int(slot)]!
            for tag in entry.tags {
                tags[tag, default: []].insert(slot)
            }
            if let route = entry.key.route {
                routes[String(route), default: RouteTotal()].entries += 1
                routes[String(route)]!.bytes += entry.footprint.total
            }
        }
        if tags != self.tagged {
            violations.append("the tag index disagrees with the entries' tags")
        }
        if routes != self.routes {
            violations.append("the route totals disagree with the entries")
        }
        let scheduled = Set(self.deadlines.unordered.map(\.stamp))
        let unscheduled = occupied.filter {
            self.slots[Int($0)]!.deadline != .distantFuture && !scheduled.contains(self.slots[Int($0)]!.stamp)
        }
        if !unscheduled.isEmpty {
            violations.append("\(unscheduled.count) entries have no deadline")
        }
        return violations
    }

    /// What all entries occupy, added up.
    func footprint() -> Footprint {
        self.slots.compactMap { $0?.footprint }.reduce(into: Footprint(key: 0, value: 0, overhead: 0)) {
            $0.key += $1.key
            $0.value += $1.value
            $0.overhead += $1.overhead
        }
    }

    func outdatedCount() -> Int {
        self.slots.count { $0?.outdatedBy != nil }
    }
}
