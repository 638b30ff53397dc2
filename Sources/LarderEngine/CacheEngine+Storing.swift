import NIOCore
import NIOConcurrencyHelpers

extension CacheEngine {
    /// What a shard says, under its lock, to a store that is about to happen.
    enum StoreDecision {
        /// What is there is over, whether or not the new value can be kept: nobody who reads from now on gets older data.
        case replace
        /// The new value is kept, or all stays as it is.
        case update
        /// Somebody else's value has come first, or what was asked for does not hold.
        case refuse
    }

    /// What became of a value beside its being stored or not.
    struct Landing {
        /// The first invalidation that the value does not know of.
        var outdatedSince: UInt64?
        /// Borne softly since.
        var softenedAt: CacheInstant?
        var decision = StoreDecision.refuse
    }

    /// Makes room, then puts the value in its place unless an invalidation since `began` forbids it.
    ///
    /// - Parameter decide: Called once, under the shard's lock, with the key's entry where it has one that is fresh.
    func store(
        _ draft: EntryDraft, since began: UInt64, at now: CacheInstant, _ decide: (inout Shard, Slot?) -> StoreDecision
    ) -> (Landing, Load.LandOutcome) {
        let room: Load.LandOutcome =
            draft.footprint.total > self.maximumEntryBytes
            ? .tooLarge : self.reserve(draft.footprint, for: draft.key) ? .stored : .noRoom
        let new = room == .stored ? NewEntry(draft) : nil

        var landing = Landing()
        while true {
            let hasLanded = self.probe(draft.key) { index, probe in
                self.change(index, at: now) { shard in
                    self.land(new, probe, draft, since: began, at: now, in: &shard, &landing, decide)
                }
            }
            if hasLanded { break }
            // It began after an invalidation that does not lie on all shards yet: microseconds.
            self.killing.withLock {}
        }
        var outcome = room
        if landing.outdatedSince != nil {
            outcome = .invalidatedMeanwhile
        } else if landing.decision == .refuse {
            outcome = .superseded
        }
        switch (room, outcome) {
        case (.stored, .stored): break
        case (.stored, _): self.release(draft.footprint)
        default: self.refuse(draft.key, size: draft.footprint.total)
        }
        return (landing, outcome)
    }

    /// - Returns: False where it has to wait for an invalidation on its way.
    private func land(
        _ new: NewEntry?, _ probe: KeyProbe, _ draft: EntryDraft, since began: UInt64, at now: CacheInstant,
        in shard: inout Shard, _ landing: inout Landing, _ decide: (inout Shard, Slot?) -> StoreDecision
    ) -> Bool {
        // Under the shard's lock: an invalidation is in the log before it comes here, so either the log shows it now or it
        // will find the entry.
        let (verdict, sequence, isEarly) = self.log.withLockedValue { log in
            (
                log.verdict(since: began, on: draft.key, tags: draft.tags), log.sequence,
                log.unfinished.map { $0 <= began } ?? false
            )
        }
        guard !isEarly else { return false }
        landing.decision = decide(&shard, shard.look(probe, at: now).flatMap { $0.state == .fresh ? $0.slot : nil })
        if case .outdated(let since) = verdict {
            landing.outdatedSince = since
        }
        guard landing.decision != .refuse else { return true }
        let isKept = landing.outdatedSince == nil && new != nil
        if isKept || landing.decision == .replace {
            // What is loaded from now on knows of this value; what was loaded before does not.
            shard.flights[draft.key] = nil
        }
        guard isKept, let new else {
            if landing.decision == .replace {
                shard.displace(probe, at: now)
            }
            return true
        }
        let slot = shard.insert(new, probe, asOf: sequence, at: now)
        if case .soft(let marks) = verdict {
            shard.bearLanded(marks, slot, at: now)
            landing.softenedAt = marks.first?.at
        }
        if new.cost.elapsed > .zero {
            shard.hotKeys.record(.loaded(cost: new.cost.elapsed), hash: probe.wholeHash(self.hasher), at: now) {
                draft.key.noted.text
            }
        }
        return true
    }
}
