import NIOCore
import NIOConcurrencyHelpers

extension CacheEngine {
    /// What a shard says, under its lock, to a store that is about to happen.
    enum StoreDecision {
        case proceed
        /// Somebody else's value has come first.
        case superseded
        /// What was asked for does not hold.
        case refused
    }

    /// What became of a value beside its being stored or not.
    struct Landing {
        /// The first invalidation that the value does not know of.
        var outdatedSince: UInt64?
        /// Borne softly since.
        var softenedAt: CacheInstant?
        var decision = StoreDecision.proceed
    }

    /// Makes room, then puts the value in its place unless an invalidation since `began` forbids it.
    ///
    /// - Parameter decide: Called once, under the shard's lock, with the key's entry where it has one that is fresh.
    func store(
        _ value: CacheValue, forKey key: CacheKey, lifetime: EntryLifetime, tags: [String], cost: LoadCost,
        since began: UInt64, at now: CacheInstant, _ decide: (inout Shard, Slot?) -> StoreDecision
    ) -> (Landing, Load.LandOutcome) {
        let footprint = NewEntry.footprint(key: key, value: value, lifetime: lifetime, tags: tags, cost: cost)
        let room: Load.LandOutcome =
            footprint.total > self.maximumEntryBytes ? .tooLarge : self.reserve(footprint, for: key) ? .stored : .noRoom
        let new = room == .stored ? NewEntry(key: key, value: value, lifetime: lifetime, tags: tags, cost: cost) : nil

        var landing = Landing()
        while true {
            let hasLanded = self.probe(key) { index, probe in
                self.change(index, at: now) { shard in
                    self.land(new, probe, key, tags: tags, since: began, at: now, in: &shard, &landing, decide)
                }
            }
            if hasLanded { break }
            // It began after an invalidation that does not lie on all shards yet: microseconds.
            self.killing.withLock {}
        }
        var outcome = room
        if landing.outdatedSince != nil {
            outcome = .invalidatedMeanwhile
        } else if landing.decision != .proceed {
            outcome = .superseded
        }
        switch (room, outcome) {
        case (.stored, .stored): break
        case (.stored, _): self.release(footprint)
        default: self.refuse(key, size: footprint.total)
        }
        return (landing, outcome)
    }

    /// - Returns: False where it has to wait for an invalidation on its way.
    private func land(
        _ new: NewEntry?, _ probe: KeyProbe, _ key: CacheKey, tags: [String], since began: UInt64, at now: CacheInstant,
        in shard: inout Shard, _ landing: inout Landing, _ decide: (inout Shard, Slot?) -> StoreDecision
    ) -> Bool {
        // Under the shard's lock: an invalidation is in the log before it comes here, so either the log shows it now or it
        // will find the entry.
        let (verdict, sequence, isEarly) = self.log.withLockedValue { log in
            (log.verdict(since: began, on: key, tags: tags), log.sequence, log.unfinished.map { $0 <= began } ?? false)
        }
        guard !isEarly else { return false }
        landing.decision = decide(&shard, shard.look(probe, at: now).flatMap { $0.state == .fresh ? $0.slot : nil })
        if case .outdated(let since) = verdict {
            landing.outdatedSince = since
        } else if let new, landing.decision == .proceed {
            let slot = shard.insert(new, probe, asOf: sequence, at: now)
            if case .soft(let marks) = verdict {
                shard.bearLanded(marks, slot, at: now)
                landing.softenedAt = marks.first?.at
            }
            if new.cost.elapsed > .zero {
                shard.hotKeys.record(.loaded(cost: new.cost.elapsed), hash: probe.wholeHash(self.hasher), at: now) { key.text }
            }
        }
        return true
    }
}
