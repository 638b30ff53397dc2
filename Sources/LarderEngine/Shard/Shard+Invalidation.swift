extension Shard {
    // MARK: Bringing kills to entries

    /// Whether some namespaces or tags bear invalidations that have not been brought to all their entries.
    var hasUnsettledKills: Bool {
        !self.namespaces.isSettled || !self.tags.isSettled
    }

    /// The highest number of an invalidation that waits, or waited last.
    var newestKill: UInt64 {
        max(self.namespaces.newestKill, self.tags.newestKill)
    }

    /// Lets an entry know of everything that lies on its namespaces, its tags, and on its way. False where it left.
    mutating func bringUpToDate(_ slot: Slot, at now: CacheInstant) -> Bool {
        guard self.settle(slot, at: now) else { return false }
        if !self.tags.isSettled,
            let kills = self.tags.kills(on: slot, in: self.slab)
        {
            self.strike(slot, kills, at: now)
            guard self.slab.isOccupied(slot) else { return false }
        }
        if let kills = self.namespaces.partialKills(on: slot, laterThan: self.slab[slot].asOf, in: self.slab) {
            self.strike(slot, kills, at: now)
            guard self.slab.isOccupied(slot) else { return false }
        }
        for index in self.patterns.indices where self.patterns[index].kill.sequence > self.slab[slot].asOf {
            guard self.patterns[index].pattern.matches(self.slab[slot].key) else { continue }
            var reach = self.patterns[index].reach
            reach.count(slot, in: self, at: now)
            self.patterns[index].reach = reach
            self.strike(slot, Kills(self.patterns[index].kill), at: now)
            guard self.slab.isOccupied(slot) else { return false }
        }
        self.slab[slot].asOf = max(self.slab[slot].asOf, self.epoch)
        return true
    }

    /// Members of a container that are looked at, and perhaps struck, at a time.
    private static let partialSlice = 8

    /// A little of what is left to do.
    ///
    /// - Returns: How many entries it came to; nil where nothing is left.
    /// - Complexity: O(a container's entries).
    mutating func settleSome(at now: CacheInstant) -> Int? {
        switch self.namespaces.sweep() {
        case .idle: break
        case .pushed: return 0
        case .settled(let settlement):
            self.apply(settlement, at: now)
            return settlement.slots.count
        }
        switch self.tags.sweep() {
        case .idle: break
        case .pushed: return 0
        case .settled(let settlement): return self.strike(settlement, at: now)
        }
        guard let hit = self.namespaces.sweepPartial(limit: Self.partialSlice, in: self.slab) else { return nil }
        for (slot, kills) in hit where self.slab.isOccupied(slot) {
            self.strike(slot, kills, at: now)
        }
        return hit.count
    }

    mutating func apply(_ settlement: Settlement, at now: CacheInstant) {
        for slot in settlement.slots where self.slab.isOccupied(slot) {
            self.apply(settlement.kills, to: slot, at: now)
        }
    }

    /// Kills from the namespaces: the totals there forgot what they hit when they fell.
    mutating func apply(_ kills: Kills, to slot: Slot, at now: CacheInstant) {
        if self.slab[slot].asOf < kills.deadly, self.slab[slot].flags.contains(.live) {
            self.tags.noteDeath(of: slot, in: self.slab)
            self.slab[slot].flags.remove(.live)
        }
        self.bear(kills, slot, at: now)
    }

    /// Returns the number of entries.
    private mutating func strike(_ settlement: Settlement, at now: CacheInstant) -> Int {
        for slot in settlement.slots where self.slab.isOccupied(slot) {
            self.strike(slot, settlement.kills, at: now)
        }
        return settlement.slots.count
    }

    /// Kills from anywhere else.
    mutating func strike(_ slot: Slot, _ kills: Kills, at now: CacheInstant) {
        guard self.settle(slot, at: now) else { return }
        if self.slab[slot].asOf < kills.deadly {
            self.condemn(slot)
        }
        self.bear(kills, slot, at: now)
    }

    /// Lets an entry know of what lies on its namespaces, so that it may go, die or revive. False where it left.
    mutating func settle(_ slot: Slot, at now: CacheInstant) -> Bool {
        guard let kills = self.namespaces.settle(slot, in: self.slab) else { return true }
        self.apply(kills, to: slot, at: now)
        return self.slab.isOccupied(slot)
    }

    /// The totals know already. What the entry is good as of stays: older kills may wait elsewhere, and these may come again.
    private mutating func bear(_ kills: Kills, _ slot: Slot, at now: CacheInstant) {
        let asOf = self.slab[slot].asOf
        guard kills.latest > asOf else { return }
        if kills.hard > asOf {
            self.detach(slot, .invalidated, invalidation: kills.hard, at: now)
            return
        }
        if kills.revalidate > asOf {
            self.outdate(slot, kills.revalidate)
        }
        let marks = kills.soft.drop { $0.sequence <= asOf }
        if !marks.isEmpty {
            self.soften(slot, marks)
        }
        guard self.slab[slot].state(at: now) != .absent else {
            self.detach(slot, .expired, at: now)
            return
        }
        self.follow(slot, at: now)
    }

    /// Kills from namespaces and from tags come in any order: what an entry bears must not depend on it.
    private mutating func outdate(_ slot: Slot, _ sequence: UInt64) {
        let extras = self.extras(of: slot)
        let first = min(sequence, extras.outdatedBy ?? sequence)
        extras.outdatedBy = first
        self.slab[slot].flags.insert(.outdated)
        // What was outdated before is not softened after.
        extras.removeMarks(laterThan: first)
        if extras.softMarks.isEmpty {
            self.slab[slot].flags.remove(.softened)
        }
    }

    private mutating func soften(_ slot: Slot, _ marks: some Sequence<Kills.Soft>) {
        let extras = self.extras(of: slot)
        let before = extras.markBytes
        for mark in marks where mark.sequence < extras.outdatedBy ?? .max && !extras.bears(mark) {
            let servableUntil: CacheInstant
            switch extras.lifetime.staleServing {
            case .forbidden:
                // Not `mark.at`: the clock of hits may be a little behind.
                servableUntil = .distantPast
            case .allowed:
                let ownWindow = extras.lifetime.staleWindow
                servableUntil = mark.at.advanced(by: ownWindow > .zero ? ownWindow : self.softStaleWindow)
            }
            extras.add(
                SoftMark(sequence: mark.sequence, at: mark.at, servableUntil: servableUntil, isJoint: mark.isJoint))
            self.slab[slot].flags.insert(.softened)
        }
        self.lateExtraBytes += extras.markBytes - before
    }

    /// Bears the soft invalidations that happened while its load ran.
    mutating func bearLanded(_ marks: [Kills.Soft], _ slot: Slot, at now: CacheInstant) {
        self.soften(slot, marks)
        self.follow(slot, at: now)
    }

    /// Takes a soft invalidation back. Returns whether the entry is served again as it was.
    mutating func unmark(_ slot: Slot, sequence: UInt64, at now: CacheInstant) -> Bool {
        guard self.slab[slot].asOf >= self.epoch || self.bringUpToDate(slot, at: now),
            let extras = self.slab[slot].extras?.takeUnretainedValue(),
            extras.removeMark(sequence)
        else { return false }
        if extras.softMarks.isEmpty {
            self.slab[slot].flags.remove(.softened)
        }
        guard self.slab[slot].state(at: now) != .absent else {
            self.leave(slot, .expired, at: now)
            return false
        }
        guard self.settle(slot, at: now) else { return false }
        self.follow(slot, at: now)
        return self.slab[slot].state(at: now).isLive
    }

    /// The entry's extras, made now where it came without.
    mutating func extras(of slot: Slot) -> EntryExtras {
        if let extras = self.slab[slot].extras { return extras.takeUnretainedValue() }
        let freshness: Duration? =
            self.slab[slot].freshUntil == .distantFuture
            ? nil : self.slab.cold[slot].createdAt.duration(to: self.slab[slot].freshUntil)
        let extras = EntryExtras(head: nil, lifetime: EntryLifetime(freshness: freshness), cost: LoadCost())
        self.slab[slot].extras = Unmanaged.passRetained(extras)
        self.slab[slot].flags.insert(.lateExtras)
        self.lateExtraBytes += EntryExtras.overhead(tags: 0)
        return extras
    }

    /// Counts the entry in the totals, and gives it back to the policy. Its path is settled.
    mutating func revive(_ slot: Slot) {
        if self.slab[slot].flags.insert(.live).inserted {
            self.namespaces.noteLife(of: slot, in: self.slab)
            self.tags.noteLife(of: slot, in: self.slab)
        }
        if self.slab[slot].flags.remove(.condemned) != nil {
            self.condemned.remove(slot, self.slab.policyLinks)
            self.policy.admit(slot, self.slab.policyLinks)
        }
    }

    /// Counts the entry no longer and, unless it only awaits its proof, lets it be the first to make room. Its path is settled.
    mutating func condemn(_ slot: Slot) {
        if self.slab[slot].flags.contains(.live) {
            self.namespaces.noteDeath(of: slot, in: self.slab)
            self.tags.noteDeath(of: slot, in: self.slab)
            self.slab[slot].flags.remove(.live)
        }
        guard !self.slab[slot].awaitsProof, self.slab[slot].flags.insert(.condemned).inserted else { return }
        if !self.slab[slot].flags.contains(.leaving) {
            self.policy.remove(slot, self.slab.policyLinks)
        }
        self.condemned.append(slot, self.slab.policyLinks)
    }
}
