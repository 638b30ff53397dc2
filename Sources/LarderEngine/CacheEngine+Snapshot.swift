import NIOConcurrencyHelpers

/// What outlives the process. All of it blocks its thread; others use the engine meanwhile.
extension CacheEngine {
    private static let snapshotLimits = SnapshotLimits(fileBytes: 1 << 40)

    /// Writes the entries to the engine's file in a directory, those that are asked for most first.
    ///
    /// - Parameters:
    ///   - heads: Knows the heads of this engine's entries.
    ///   - sourceMark: Says what the entries' source looks like now, so that `restore` can tell whether it still does. At most
    ///     60 KiB. Nil: it will not know.
    /// - Throws: `SnapshotError`; the file is then as it was.
    /// - Complexity: O(entries × log(entries)), in slices; holds 12 bytes for each entry, and one value.
    public func save(
        to directory: String, heads: some SnapshotHeadCoding, sourceMark: [UInt8]? = nil
    ) throws(SnapshotError) -> SaveReport {
        let savedAt = self.clock.now()
        let header = SnapshotHeader(engine: self.name, savedAt: self.clock.wallSeconds(), sourceMark: sourceMark)
        let places = self.places(at: savedAt)
        var report = SaveReport()
        report.saved = try SnapshotFile.save(
            header, to: SnapshotFile.path(in: directory, engine: self.name), limits: Self.snapshotLimits
        ) { writer throws(SnapshotError) in
            for place in places {
                // What came into the slot meanwhile is as good.
                guard let saved = self.saved(place, at: savedAt) else { continue }
                var entry = saved.entry
                if let head = saved.head {
                    guard let encoded = heads.encode(head) else {
                        report.unencodable += 1
                        continue
                    }
                    entry.head = encoded
                }
                if try !writer.append(entry), !entry.isDead {
                    report.tooLarge += 1
                }
            }
        }
        return report
    }

    /// Brings back what `save` wrote, those that were asked for most first, until the budget is used up: nothing leaves for it.
    ///
    /// Entries keep their deadlines. They are not served before the origin was asked, unless both marks are there and equal: then
    /// they are served as they were, once all of them are back. Every invalidation since the engine was made applies to them, and
    /// what has been stored meanwhile stays. To be called before values are set, not only loaded: it cannot know that one was
    /// removed or ended meanwhile.
    ///
    /// The file is gone afterwards: after a crash it would bring back what was purged since.
    ///
    /// - Parameters:
    ///   - heads: As those that were saved.
    ///   - sourceMark: Taken before anybody could have changed the source and not invalidated here.
    /// - Throws: `SnapshotError` for a file that is not whole or not the engine's; nothing of it is in the engine then.
    /// - Complexity: O(entries); holds one of them.
    public func restore(
        from directory: String, heads: some SnapshotHeadCoding, sourceMark: [UInt8]? = nil
    ) throws(SnapshotError) -> RestoreReport {
        let path = SnapshotFile.path(in: directory, engine: self.name)
        let beganAt = self.clock.now()
        var report = RestoreReport()
        guard
            var entries = try SnapshotFile.load(
                path, engine: self.name, wallSeconds: self.clock.wallSeconds(), limits: Self.snapshotLimits)
        else { return report }
        report.saved = entries.entryCount
        report.isProven = sourceMark != nil && sourceMark == entries.header.sourceMark
        do throws(SnapshotError) {
            while !report.isFull, let entry = try entries.next() {
                self.restore(entry, heads, since: beganAt, &report)
            }
            try SnapshotFile.remove(path)
        } catch {
            self.forEachUnproven { shard, slot, now in shard.leave(slot, .rejected, at: now) }
            throw error
        }
        let isProven = report.isProven
        self.forEachUnproven { shard, slot, now in
            shard.recallUses(of: slot)
            if isProven {
                shard.prove(slot, at: now)
            }
        }
        return report
    }

    // MARK: Saving

    /// Where an entry was when its heat was measured.
    private struct Place {
        let heat: Float
        let shard: UInt32
        let slot: Slot
    }

    private func places(at now: CacheInstant) -> [Place] {
        var places: [Place] = []
        for index in self.shards.indices {
            var position: Slot? = 0
            while position != nil {
                self.shards.withLock(index) { shard in
                    for slot in shard.slice(from: &position) {
                        places.append(Place(heat: shard.heat(of: slot, at: now), shard: UInt32(index), slot: slot))
                    }
                }
            }
        }
        places.sort { $0.heat > $1.heat }
        return places
    }

    private func saved(_ place: Place, at savedAt: CacheInstant) -> (entry: SnapshotEntry, head: (any EntryHead)?)? {
        let now = self.clock.now()
        return self.read(Int(place.shard), at: now) { shard in
            guard shard.slab.isOccupied(place.slot),
                shard.slab[place.slot].asOf >= shard.epoch || shard.bringUpToDate(place.slot, at: now)
            else { return nil }
            return shard.saved(place.slot, at: savedAt)
        }
    }

    // MARK: Restoring

    private func restore(
        _ entry: SnapshotEntry, _ heads: some SnapshotHeadCoding, since beganAt: CacheInstant, _ report: inout RestoreReport
    ) {
        let now = self.clock.now()
        guard let entry = entry.aged(by: beganAt.duration(to: now)) else { return }
        var head: (any EntryHead)?
        if let saved = entry.head {
            guard let decoded = heads.decode(saved) else {
                report.undecodable += 1
                return
            }
            head = decoded
        }
        let key = CacheKey(text: entry.key)
        let value = CacheValue(bytes: entry.value, head: head)
        let lifetime = EntryLifetime(
            freshness: entry.freshness, staleWindow: entry.staleWindow, staleServing: entry.staleServing,
            retention: entry.retention)
        let draft = EntryDraft(key: key, value: value, lifetime: lifetime, tags: entry.tags, cost: entry.cost)
        guard draft.footprint.total <= self.maximumEntryBytes else {
            report.tooLarge += 1
            return
        }
        guard self.reserveBeside(draft.footprint) else {
            report.isFull = true
            return
        }
        let new = NewEntry(draft)
        let isIn = self.probe(key) { index, probe in
            self.change(index, at: now) { self.restore(new, entry, probe, key, at: now, in: &$0) }
        }
        if isIn {
            report.restored += 1
        } else {
            self.release(draft.footprint)
        }
    }

    private func restore(
        _ new: NewEntry, _ entry: SnapshotEntry, _ probe: KeyProbe, _ key: CacheKey, at now: CacheInstant, in shard: inout Shard
    ) -> Bool {
        guard shard.find(probe) == nil, shard.hasFreeSlot else { return false }
        // It is as old as the engine: all that was ever invalidated here is newer.
        let (verdict, sequence) = self.log.withLockedValue { ($0.verdict(since: 0, on: key, tags: entry.tags), $0.sequence) }
        switch verdict {
        case .outdated:
            return false
        case .untouched:
            _ = shard.restore(new, entry, probe, asOf: sequence, at: now)
        case .soft(let marks):
            shard.bearLanded(marks, shard.restore(new, entry, probe, asOf: sequence, at: now), at: now)
        }
        return true
    }

    /// Takes room without making any, and leaves some for the nodes of namespaces and tags that come with the entry.
    private func reserveBeside(_ footprint: Footprint) -> Bool {
        self.ledger.withLockedValue { ledger in
            ledger.hasRoom(for: footprint.total + ledger.target / 32) && ledger.reserve(footprint)
        }
    }

    /// In slices, those that came last first: the hottest of them is used last, and stays longest.
    private func forEachUnproven(_ body: (inout Shard, Slot, CacheInstant) -> Void) {
        for index in self.shards.indices {
            var end = self.shards.withLock(index) { $0.slab.end }
            while end > 0 {
                let now = self.clock.now()
                self.change(index, at: now) { shard in
                    for slot in shard.slice(before: &end)
                    where shard.slab.isOccupied(slot) && shard.slab[slot].flags.contains(.unproven) {
                        body(&shard, slot, now)
                    }
                }
            }
        }
    }
}
