extension Shard {
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
    func named(_ probe: KeyProbe) -> [Slot] {
        guard probe.text.count > probe.resourceLength else { return self.variants(probe) }
        return self.find(probe).map { [$0] } ?? []
    }

    // MARK: Prefixes

    /// - Parameters:
    ///   - effort: What may still be done, in all shards; counted down.
    ///   - reach: What was found in other shards; this shard's is added.
    mutating func survey(prefix: String, effort: inout Effort, into reach: inout Reach, at now: CacheInstant) {
        _ = prefix.withBytes { self.survey(prefix: $0, &effort, into: &reach, at: now) }
    }

    /// - Returns: Whether there was anything to do.
    mutating func kill(
        prefix: String, _ kill: Kill, effort: inout Effort, into reach: inout Reach, at now: CacheInstant
    ) -> Bool {
        prefix.withBytes { prefix in
            guard let found = self.survey(prefix: prefix, &effort, into: &reach, at: now) else { return false }
            let isMuch = found.entries > effort.strikes
            self.lay(kill, on: found, &effort, at: now) { shard in
                if isMuch, shard.namespaces.postpone(prefix: prefix, kill) { return }
                _ = shard.strikeAll(shard.namespaces.kill(prefix: prefix, kill, in: shard.slab).direct, kill, at: now)
            }
            return true
        }
    }

    /// Nil where nothing has the prefix, as in most shards for most prefixes: then a look at a few nodes is all.
    private mutating func survey(
        prefix: UnsafeRawBufferPointer, _ effort: inout Effort, into reach: inout Reach, at now: CacheInstant
    ) -> MemberCount? {
        if case .nothing = self.namespaces.locate(prefix) { return nil }
        let isOverdue = self.turnWheels(to: now, budget: &effort.turns)
        var found = self.namespaces.count(prefix: prefix, looks: effort.looks, in: self.slab)
        found.isExact = found.isExact && !isOverdue
        self.add(found, to: &reach, &effort, at: now)
        return found
    }

    // MARK: Tags

    mutating func survey(tags names: [TagName], effort: inout Effort, into reach: inout Reach, at now: CacheInstant) {
        _ = self.survey(names, &effort, into: &reach, at: now)
    }

    /// - Returns: Whether there was anything to do.
    mutating func kill(
        tags names: [TagName], _ kill: Kill, effort: inout Effort, into reach: inout Reach, at now: CacheInstant
    ) -> Bool {
        guard let found = self.survey(names, &effort, into: &reach, at: now) else { return false }
        self.lay(kill, on: found, &effort, at: now) { $0.tags.kill($0.tags.tags(named: names), kill) }
        return true
    }

    /// Nil where no entry bears one of the tags, as in most shards for tags of few: then a look at the names is all.
    private mutating func survey(
        _ names: [TagName], _ effort: inout Effort, into reach: inout Reach, at now: CacheInstant
    ) -> MemberCount? {
        var tags = self.tags.tags(named: names)
        guard !tags.isEmpty else { return nil }
        let departed = self.departures.count
        let isOverdue = self.turnWheels(to: now, budget: &effort.turns)
        if self.departures.count > departed {
            // The last that bore a tag took it along.
            tags = self.tags.tags(named: names)
        }
        var found = self.tags.count(tags, looks: effort.looks, in: self.slab)
        found.isExact = found.isExact && !isOverdue
        self.add(found, to: &reach, &effort, at: now)
        return found
    }

    // MARK: Patterns

    /// - Parameter slots: Those of a walk's step, seen under the same lock.
    mutating func survey(_ pattern: KeyPattern, among slots: [Slot], at now: CacheInstant) -> Reach {
        var reach = Reach()
        for slot in self.candidates(of: pattern, among: slots) where pattern.matches(self.slab[slot].key) {
            if self.isUpToDate(slot, at: now) {
                reach.count(slot, in: self, at: now)
            }
        }
        return reach
    }

    /// Brings a pattern on its way to some of the entries of a walk's step, fewer where many match; leaves the rest.
    ///
    /// Those that do not match are not written to.
    mutating func sweep(_ sequence: UInt64, _ slots: inout ArraySlice<Slot>, at now: CacheInstant) {
        let pattern = self.patterns[self.place(ofPattern: sequence)].pattern
        var effort = Self.sweepEffort
        slots = self.candidates(of: pattern, among: slots)[...]
        while effort > 0, let slot = slots.popFirst() {
            guard self.slab.isOccupied(slot), self.slab[slot].asOf < sequence, pattern.matches(self.slab[slot].key) else {
                continue
            }
            effort -= self.bringUpToDate(slot, at: now) ? Self.strikeEffort : Self.departureEffort
        }
    }

    /// Those whose keys are long enough.
    ///
    /// A pass of its own: the keys come from memory all at the same time, not one after the other as they are matched.
    private func candidates(of pattern: KeyPattern, among slots: some Sequence<Slot>) -> [Slot] {
        slots.filter { self.slab.isOccupied($0) && self.slab[$0].key.count >= pattern.minimumLength }
    }

    private func place(ofPattern sequence: UInt64) -> Int {
        guard let place = self.patterns.firstIndex(where: { $0.kill.sequence == sequence }) else {
            preconditionFailure("pattern \(sequence) is not on its way")
        }
        return place
    }

    /// A pattern has been brought to all entries; returns what it hit.
    mutating func retirePattern(_ sequence: UInt64) -> Reach {
        self.patterns.remove(at: self.place(ofPattern: sequence)).reach
    }

    // MARK: Walking

    private static let sliceLength: Slot = 64
    /// What a sweep does under one lock, in entries that are looked at: one that is struck, or leaves, takes as long as so many.
    private static let sweepEffort = 64
    private static let strikeEffort = 4
    private static let departureEffort = 8

    /// Occupied slots from `position` on, at most 64 looked at; `position` is nil at the end.
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
        case .pattern(let pattern): return pattern.matches(key)
        }
    }

    /// Not where it has left, on account of one before it in a slice.
    func mayBearMarks(_ slot: Slot) -> Bool {
        guard self.slab.isOccupied(slot) else { return false }
        return self.slab[slot].flags.contains(.softened) || self.slab[slot].asOf < self.epoch
    }

    func bears(_ slot: Slot, _ tag: String) -> Bool {
        self.slab[slot].withExtras { extras in
            !extras.memberships.isEmpty
                && self.tags.tag(named: tag).map { tag in extras.memberships.contains { $0.tag == tag } } ?? false
        } ?? false
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

    /// Lays a kill, and brings it to its entries where they are few and nothing older waits.
    ///
    /// What has reached its entries leaves nothing for readers to look at.
    private mutating func lay(
        _ kill: Kill, on found: MemberCount, _ effort: inout Effort, at now: CacheInstant, _ body: (inout Shard) -> Void
    ) {
        let olderWait = self.hasUnsettledKills
        body(&self)
        guard self.hasUnsettledKills, self.newestKill == kill.sequence else {
            effort.strikes -= found.entries
            return
        }
        if !olderWait, found.entries <= effort.strikes {
            while effort.strikes > 0, let settled = self.settleSome(at: now) {
                effort.strikes -= 1 + settled
            }
        }
        if self.hasUnsettledKills {
            self.epoch = kill.sequence
        }
    }

    private mutating func add(_ found: MemberCount, to reach: inout Reach, _ effort: inout Effort, at now: CacheInstant) {
        var own = Reach()
        if found.sample.count == found.entries {
            effort.looks -= found.entries
            for slot in found.sample where self.isUpToDate(slot, at: now) {
                own.count(slot, in: self, at: now)
            }
        } else {
            // Nothing is brought to these: that would take as long as a container's entries do.
            for slot in found.sample {
                own.count(slot, in: self, at: now)
            }
            own.hitsPerSecond *= Double(found.entries) / Double(max(own.entries, 1))
            own.entries = found.entries
            own.bytes = found.bytes
            own.isExact = found.isExact && !self.hasUnsettledKills && self.patterns.isEmpty
        }
        reach += own
    }
}
