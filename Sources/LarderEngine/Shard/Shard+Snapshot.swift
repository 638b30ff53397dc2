import NIOCore

extension Shard {
    /// Ages beyond are that old: a hundred years, so that no sum of times overflows.
    private static let longestAge = Duration.seconds(100 * 365 * 86400)
    /// As many uses as policies tell apart.
    private static let mostUses = 3

    // MARK: Saving

    /// How much an entry is asked for; what is not served unasked comes after everything else.
    func heat(of slot: Slot, at now: CacheInstant) -> Float {
        let record = self.slab[slot]
        return record.state(at: now).isLive ? Float(self.hitsPerSecond(of: slot, at: now)) : -1
    }

    /// The entry as a snapshot takes it, its head still to be encoded, outside the lock; nil where nothing can use it.
    ///
    /// - Parameter now: The moment that the snapshot's times count from.
    func saved(_ slot: Slot, at now: CacheInstant) -> (entry: SnapshotEntry, head: (any EntryHead)?)? {
        let record = self.slab[slot]
        guard record.state(at: now) != .absent else { return nil }
        let lifetime = record.withExtras { $0.lifetime } ?? EntryLifetime(freshness: nil)
        let entry = SnapshotEntry(
            key: Self.text(of: record.key), value: record.bytes._withUnsafeGuaranteedRef { $0.buffer() },
            tags: self.tagNames(of: slot), age: self.slab.cold[slot].createdAt.duration(to: now),
            freshness: record.freshUntil == .distantFuture ? nil : now.duration(to: record.freshUntil),
            staleWindow: lifetime.staleWindow, staleServing: lifetime.staleServing, retention: lifetime.retention,
            standing: record.standing(at: now),
            cost: record.withExtras { $0.cost } ?? LoadCost(), hits: Int(record.hits))
        return (entry, record.withExtras { $0.head } ?? nil)
    }

    // MARK: Restoring

    /// Puts an entry of a snapshot where there is none, unproven.
    mutating func restore(
        _ new: NewEntry, _ saved: SnapshotEntry, _ probe: KeyProbe, asOf: UInt64, at now: CacheInstant
    ) -> Slot {
        let slot = self.insert(new, probe, asOf: asOf, at: now)
        self.slab.cold[slot].createdAt = now.advanced(by: .zero - min(saved.age, Self.longestAge))
        self.slab[slot].hits = UInt32(clamping: saved.hits)
        self.slab[slot].flags.insert(.unproven)
        switch saved.standing {
        case .good: break
        case .soft(let servableFor):
            let extras = self.extras(of: slot)
            // What is left of its time has been reckoned: the mark came while the entry was fresh, as far as anybody can tell.
            let at = min(now, self.slab[slot].freshUntil.advanced(by: .nanoseconds(-1)))
            extras.add(SoftMark(sequence: EntryExtras.earlierProcess, at: at, servableUntil: now.advanced(by: servableFor)))
            self.lateExtraBytes += extras.markBytes
            self.slab[slot].flags.insert(.softened)
        case .outdated:
            self.extras(of: slot).outdatedBy = EntryExtras.earlierProcess
            self.slab[slot].flags.insert(.outdated)
        }
        self.follow(slot, at: now)
        return slot
    }

    /// Its source is as it was: it is served as if the process had never ended.
    mutating func prove(_ slot: Slot, at now: CacheInstant) {
        guard self.settle(slot, at: now) else { return }
        self.slab[slot].flags.remove(.unproven)
        self.follow(slot, at: now)
    }

    /// Lets the policy know what the entry's hits before the restart have told.
    mutating func recallUses(of slot: Slot) {
        guard !self.slab[slot].flags.contains(.condemned) else { return }
        let magnitude = UInt32.bitWidth - self.slab[slot].hits.leadingZeroBitCount
        for _ in 0..<min(magnitude, Self.mostUses) {
            self.policy.use(slot, self.slab.policyLinks)
        }
    }

    /// Occupied slots before `end`, the last one first, at most 128 looked at.
    func slice(before end: inout Slot) -> [Slot] {
        let start = end - min(end, 128)
        defer { end = start }
        return (start..<end).reversed().filter { self.slab.isOccupied($0) }
    }
}

extension EntryRecord {
    fileprivate func standing(at now: CacheInstant) -> SnapshotEntry.Standing {
        // What waits for its proof still does when another mark is taken for the next snapshot.
        guard self.flags.isDisjoint(with: [.outdated, .unproven]) else { return .outdated }
        guard let softEnd else { return .good }
        return .soft(servableFor: max(.zero, now.duration(to: max(now, softEnd))))
    }
}
