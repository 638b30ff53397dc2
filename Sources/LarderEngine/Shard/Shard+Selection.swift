extension Shard {
    /// Counts up to so many entries one by one: then figures are exact to the nanosecond, not to the wheels' turn.
    private static let fewEntries = 64
    /// Entries looked at where more match.
    private static let sampled = 4

    // MARK: Keys

    mutating func survey(_ probe: KeyProbe, at now: CacheInstant) -> Reach {
        var reach = Reach()
        for slot in self.named(probe) where self.isUpToDate(slot, at: now) {
            reach.count(slot, in: self, at: now)
        }
        return reach
    }

    mutating func kill(_ probe: KeyProbe, _ kill: Kill, at now: CacheInstant) -> Reach {
        self.strikeAll(self.named(probe), kill, at: now)
    }

    /// The entry of a key with a variant, or all variants of a resource.
    private func named(_ probe: KeyProbe) -> [Slot] {
        guard probe.text.count > probe.resourceLength else { return self.variants(probe) }
        return self.find(probe).map { [$0] } ?? []
    }

    // MARK: Prefixes

    mutating func survey(prefix: String, at now: CacheInstant) -> Reach {
        let isOverdue = self.turnWheels(to: now, limit: Self.fewEntries)
        return self.withBytes(prefix) { bytes, shard in
            let found = shard.namespaces.count(prefix: bytes, in: shard.slab)
            let sample = shard.namespaces.count(
                prefix: bytes, sample: found.entries <= Self.fewEntries ? Self.fewEntries : Self.sampled, in: shard.slab
            ).sample
            return shard.reach(found.entries, found.bytes, sample, isOverdue: isOverdue, at: now)
        }
    }

    /// - Parameter steps: Of the sweep, done at once.
    mutating func kill(prefix: String, _ kill: Kill, steps: Int, at now: CacheInstant) -> Reach {
        let reach = self.survey(prefix: prefix, at: now)
        self.withBytes(prefix) { bytes, shard in
            if let settlement = shard.namespaces.settle(pathToPrefix: bytes) {
                shard.apply(settlement, at: now)
            }
            _ = shard.strikeAll(shard.namespaces.kill(prefix: bytes, kill, in: shard.slab).direct, kill, at: now)
        }
        self.note(kill, steps: steps, at: now)
        return reach
    }

    private mutating func withBytes<Result>(
        _ prefix: String, _ body: (UnsafeRawBufferPointer, inout Shard) -> Result
    ) -> Result {
        var prefix = prefix
        return prefix.withUTF8 { body(UnsafeRawBufferPointer($0), &self) }
    }

    // MARK: Tags

    mutating func survey(tags: [String], at now: CacheInstant) -> Reach {
        let isOverdue = self.turnWheels(to: now, limit: Self.fewEntries)
        let found = self.tags.count(tags, sample: Self.fewEntries, in: self.slab)
        var reach = self.reach(found.entries, found.bytes, found.sample, isOverdue: isOverdue, at: now)
        reach.isExact = reach.isExact && found.isExact
        return reach
    }

    mutating func kill(tags: [String], _ kill: Kill, steps: Int, at now: CacheInstant) -> Reach {
        let reach = self.survey(tags: tags, at: now)
        _ = self.tags.kill(tags, kill, in: self.slab)
        self.note(kill, steps: steps, at: now)
        return reach
    }

    // MARK: Patterns

    mutating func survey(_ glob: Glob, from position: inout Slot?, at now: CacheInstant) -> Reach {
        var reach = Reach()
        for slot in self.slice(from: &position) where glob.matches(self.slab[slot].key) {
            if self.isUpToDate(slot, at: now) {
                reach.count(slot, in: self, at: now)
            }
        }
        return reach
    }

    // MARK: Walking

    /// Occupied slots from `position` on, at most 128 looked at; `position` is nil at the end.
    func slice(from position: inout Slot?) -> [Slot] {
        guard let start = position else { return [] }
        let end = min(start + 128, self.slab.end)
        position = end < self.slab.end ? end : nil
        return (start..<max(start, end)).filter { self.slab.isOccupied($0) }
    }

    func matches(_ aim: Aim, _ slot: Slot) -> Bool {
        let key = self.slab[slot].key
        switch aim {
        case .keys(let keys):
            let own = CacheKey(text: Self.text(of: key))
            return keys.contains { $0 == own || $0.variant == nil && $0.text.utf8.elementsEqual(own.resource.utf8) }
        case .prefix(let prefix): return key.starts(with: prefix.utf8)
        case .tags(let tags): return self.tagNames(of: slot).contains { tags.contains($0) }
        case .pattern(let glob): return glob.matches(key)
        }
    }

    /// Not where it has left, on account of one before it in a slice.
    func mayBearMarks(_ slot: Slot) -> Bool {
        guard self.slab.isOccupied(slot) else { return false }
        return self.slab[slot].flags.contains(.softened) || self.slab[slot].asOf < self.epoch
    }

    func tagNames(of slot: Slot) -> [String] {
        self.slab[slot].withExtras { $0.memberships.map { self.tags.name(of: $0.tag) } } ?? []
    }

    // MARK: Shared

    /// Brings an entry of a slice up to date; false where it has left, also on account of one before it.
    mutating func isUpToDate(_ slot: Slot, at now: CacheInstant) -> Bool {
        self.slab.isOccupied(slot) && (self.slab[slot].asOf >= self.epoch || self.bringUpToDate(slot, at: now))
    }

    private mutating func strikeAll(_ slots: [Slot], _ kill: Kill, at now: CacheInstant) -> Reach {
        var reach = Reach()
        for slot in slots where self.isUpToDate(slot, at: now) {
            guard self.slab[slot].asOf < kill.sequence else { continue }
            reach.count(slot, in: self, at: now)
            self.strike(slot, Kills(kill), at: now)
        }
        return reach
    }

    private mutating func note(_ kill: Kill, steps: Int, at now: CacheInstant) {
        // What has reached its entries at once leaves nothing for readers to look at.
        if self.hasUnsettledKills {
            self.epoch = kill.sequence
        }
        var left = steps
        while left > 0, self.settleSome(at: now) {
            left -= 1
        }
    }

    private mutating func reach(
        _ entries: Int, _ bytes: Int, _ sample: [Slot], isOverdue: Bool, at now: CacheInstant
    ) -> Reach {
        var reach = Reach()
        for slot in sample where self.isUpToDate(slot, at: now) {
            reach.count(slot, in: self, at: now)
        }
        guard sample.count < entries else { return reach }
        reach.hitsPerSecond *= Double(entries) / Double(max(reach.entries, 1))
        reach.entries = entries
        reach.bytes = bytes
        reach.isExact = !isOverdue && !self.hasUnsettledKills && self.patterns.isEmpty
        return reach
    }
}
