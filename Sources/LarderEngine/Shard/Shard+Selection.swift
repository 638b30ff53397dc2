extension Shard {
    /// Entries whose time is over that a survey brings to their new state.
    private static let turnLimit = 16

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

    /// - Parameter reach: What was found in other shards; this shard's is added.
    mutating func survey(prefix: String, into reach: inout Reach, at now: CacheInstant) {
        let isOverdue = self.turnWheels(to: now, limit: Self.turnLimit)
        reach += self.withBytes(prefix) { bytes, shard in
            let found = shard.namespaces.count(prefix: bytes, sample: reach.looks, in: shard.slab)
            return shard.reach(found.entries, found.bytes, found.sample, isOverdue: isOverdue, at: now)
        }
    }

    /// - Parameter effort: Entries that the kill may be brought to at once, in all shards; counted down.
    mutating func kill(prefix: String, _ kill: Kill, effort: inout Int, into reach: inout Reach, at now: CacheInstant) {
        self.survey(prefix: prefix, into: &reach, at: now)
        let wasSettled = !self.hasUnsettledKills
        self.withBytes(prefix) { bytes, shard in
            if let settlement = shard.namespaces.settle(pathToPrefix: bytes) {
                shard.apply(settlement, at: now)
            }
            _ = shard.strikeAll(shard.namespaces.kill(prefix: bytes, kill, in: shard.slab).direct, kill, at: now)
        }
        self.note(kill, effort: &effort, wasSettled: wasSettled, at: now)
    }

    private mutating func withBytes<Result>(
        _ prefix: String, _ body: (UnsafeRawBufferPointer, inout Shard) -> Result
    ) -> Result {
        prefix.withBytes { body($0, &self) }
    }

    // MARK: Tags

    mutating func survey(tags: [String], into reach: inout Reach, at now: CacheInstant) {
        let isOverdue = self.turnWheels(to: now, limit: Self.turnLimit)
        let found = self.tags.count(tags, sample: reach.looks, in: self.slab)
        var own = self.reach(found.entries, found.bytes, found.sample, isOverdue: isOverdue, at: now)
        own.isExact = own.isExact && found.isExact
        reach += own
    }

    mutating func kill(tags: [String], _ kill: Kill, effort: inout Int, into reach: inout Reach, at now: CacheInstant) {
        self.survey(tags: tags, into: &reach, at: now)
        let wasSettled = !self.hasUnsettledKills
        self.tags.kill(tags, kill)
        self.note(kill, effort: &effort, wasSettled: wasSettled, at: now)
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

    /// A pattern has been brought to all entries; returns what it hit.
    mutating func retirePattern(_ sequence: UInt64) -> Reach {
        guard let place = self.patterns.firstIndex(where: { $0.kill.sequence == sequence }) else {
            preconditionFailure("pattern \(sequence) is not on its way")
        }
        return self.patterns.remove(at: place).reach
    }

    // MARK: Walking

    private static let sliceLength: Slot = 128
    /// An entry that leaves takes about as long as so many that are looked at.
    private static let departureEffort = 8

    /// Brings what is pending to a slice of the entries, a shorter one where many leave; `position` is nil at the end.
    mutating func bringSomeUpToDate(from position: inout Slot?, at now: CacheInstant) {
        var effort = Int(Self.sliceLength)
        for slot in self.slice(from: &position) where self.slab.isOccupied(slot) && self.slab[slot].asOf < self.epoch {
            effort -= self.bringUpToDate(slot, at: now) ? 1 : Self.departureEffort
            guard effort > 0 else {
                position = slot + 1
                return
            }
        }
    }

    /// Occupied slots from `position` on, at most 128 looked at; `position` is nil at the end.
    func slice(from position: inout Slot?) -> [Slot] {
        guard let start = position else { return [] }
        let end = min(start + Self.sliceLength, self.slab.end)
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

    /// A kill has been laid: brings it to its entries where they are few and nothing older waits.
    ///
    /// What has reached its entries leaves nothing for readers to look at.
    private mutating func note(_ kill: Kill, effort: inout Int, wasSettled: Bool, at now: CacheInstant) {
        guard self.hasUnsettledKills, self.namespaces.newestKill == kill.sequence || self.tags.newestKill == kill.sequence
        else { return }
        if wasSettled {
            while effort > 0, let settled = self.settleSome(at: now) {
                effort -= 1 + settled
            }
        }
        if self.hasUnsettledKills {
            self.epoch = kill.sequence
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
