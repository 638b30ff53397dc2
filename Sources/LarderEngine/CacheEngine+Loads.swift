import NIOCore
import NIOConcurrencyHelpers

extension CacheEngine {
    /// What to do about a key that somebody asks for.
    public enum Acquisition: Sendable {
        case fresh(CachedEntry)
        /// As `fresh`, near the end of its freshness. Exactly one caller gets it, and runs the refresh beside its answer.
        case ageing(CachedEntry, refresh: Load)
        /// Serve it now. Exactly one caller at a time gets the `refresh`, and runs it beside its answer.
        case stale(CachedEntry, refresh: Load?)
        case load(Load)
        /// Somebody loads it already.
        case join(Waiting)
        /// Too many wait already: go to the origin and store nothing.
        case overloaded
    }

    /// What a caller will take.
    public enum Demand: Sendable {
        case entry
        /// What is there will not do: the key is loaded anew, by one for all who demand it.
        case renewal
    }

    /// Looks a key up and decides who loads it. Counts as a use.
    ///
    /// - Parameter tags: Those known before the load: a load that began before an invalidation of one of them is not joined.
    public func acquire(
        _ key: CacheKey, tags: [String] = [], as kind: LookupKind = .response, demand: Demand = .entry
    ) -> Acquisition {
        let begun = self.latencySample.begin()
        defer { self.latencySample.end(begun) }
        let now = self.coarseTime
        return self.probe(key) { index, probe in
            self.change(index, at: now) { shard in
                if shard.untilTimedRead.isOver() { self.latencySample.arm() }
                let hash = probe.wholeHash(self.hasher)
                var previous: CachedEntry?
                if let (slot, state) = shard.look(probe, at: now) {
                    switch state {
                    case .fresh where demand == .renewal, .stale where demand == .renewal, .revalidate:
                        previous = shard.cached(slot, key: key)
                    case .fresh:
                        shard.hit(slot, kind, hash: hash, at: now)
                        let entry = shard.cached(slot, key: key)
                        guard shard.isAgeing(slot, at: now), shard.flights[key] == nil else { return .fresh(entry) }
                        return .ageing(entry, refresh: self.begin(key, tags: tags, previous: entry, in: &shard, at: now))
                    case .stale:
                        shard.hit(slot, kind, hash: hash, at: now)
                        let entry = shard.cached(slot, key: key)
                        guard shard.flights[key] == nil else { return .stale(entry, refresh: nil) }
                        return .stale(entry, refresh: self.begin(key, tags: tags, previous: entry, in: &shard, at: now))
                    case .absent:
                        shard.leave(slot, .expired, at: now)
                    }
                }
                shard.miss(probe, kind, hash: hash, at: now)
                guard let flight = shard.flights[key], let joinedAt = self.joinable(flight, tags: tags, at: now) else {
                    let isVariantMiss = previous == nil && shard.place(of: probe) != nil
                    return .load(
                        self.begin(
                            key, tags: tags, previous: previous, isVariantMiss: isVariantMiss, in: &shard, at: now))
                }
                guard let place = flight.join(limit: self.configuration.maximumWaiters) else { return .overloaded }
                return .join(Waiting(flight, place: place, joinedAt: joinedAt, patience: self.configuration.waiterPatience))
            }
        }
    }

    /// The entry of a key where it is fresh and nobody has to do anything about it: what nearly every look-up finds. Counts as a
    /// use; where nil, nothing has been counted, and ``acquire(_:tags:as:demand:)`` says what there is to do.
    public func hit(_ key: CacheKey, as kind: LookupKind = .response) -> CachedEntry? {
        let begun = self.latencySample.begin()
        defer { self.latencySample.end(begun) }
        let now = self.coarseTime
        return self.probe(key) { index, probe in
            self.read(index, at: now) { shard in
                guard let (slot, state) = shard.look(probe, at: now), state == .fresh,
                    !shard.isAgeing(slot, at: now) || shard.flights[key] != nil
                else { return nil }
                if shard.untilTimedRead.isOver() { self.latencySample.arm() }
                shard.hit(slot, kind, hash: probe.wholeHash(self.hasher), at: now)
                return shard.cached(slot, key: key)
            }
        }
    }

    private func begin(
        _ key: CacheKey, tags: [String], previous: CachedEntry?, isVariantMiss: Bool = false, in shard: inout Shard,
        at now: CacheInstant
    ) -> Load {
        let flight = Flight(key: key, tags: tags, beganAt: self.log.withLockedValue { $0.sequence }, startedAt: now)
        shard.flights[key] = flight
        return Load(flight, previous: previous, isVariantMiss: isVariantMiss, engine: self)
    }

    /// The invalidation number now, where the load is as new as a load of this caller's own would be.
    ///
    /// A load that has run longer than anybody waits hangs: the next one tries anew.
    private func joinable(_ flight: Flight, tags: [String], at now: CacheInstant) -> UInt64? {
        guard flight.startedAt.duration(to: now) < self.configuration.waiterPatience else { return nil }
        return self.log.withLockedValue { log in
            switch log.verdict(since: flight.beganAt, on: flight.key, tags: flight.tags + tags) {
            case .untouched, .soft: log.sequence
            case .outdated: nil
            }
        }
    }

    func close(_ flight: Flight, with outcome: Flight.Outcome) {
        self.probe(flight.key) { index, _ in
            _ = self.shards.withLock(index) { $0.retire(flight) }
        }
        flight.land(outcome)
    }

    /// Ends a load whose value there is no room for.
    func refuse(_ flight: Flight, size: Int) {
        let now = self.clock.now()
        self.probe(flight.key) { index, probe in
            self.change(index, at: now) { shard in
                guard shard.retire(flight) else { return }
                shard.displace(probe, at: now)
            }
        }
        self.refuse(flight.key, size: size)
        flight.land(.uncacheable)
    }

    func land(
        _ flight: Flight, at key: CacheKey, value: CacheValue, lifetime: EntryLifetime, tags: [String], cost: LoadCost
    ) -> (entry: CachedEntry, outcome: Load.LandOutcome) {
        let now = self.clock.now()
        let lifetime = lifetime.drawn()
        let draft = EntryDraft(key: key, value: value, lifetime: lifetime, tags: flight.tags + tags, cost: cost)
        let isOwnKey = key == flight.key
        let (landing, outcome) = self.store(draft, since: flight.beganAt, at: now) { shard, _ in
            // A newer load, or a direct store, may have taken its place.
            !isOwnKey || shard.flights[flight.key] === flight ? .replace : .refuse
        }
        let entry = CachedEntry(
            key: key, value: value, createdAt: now,
            freshUntil: lifetime.freshness.map { min(now.advanced(by: $0), landing.softenedAt ?? .distantFuture) }
                ?? landing.softenedAt, cost: cost)
        if isOwnKey {
            flight.land(.landed(entry, outdatedSince: landing.outdatedSince))
        } else {
            self.close(flight, with: .notForOthers)
        }
        return (entry, outcome)
    }
}

extension Shard {
    /// In the last part of its freshness, counted from when it was given, where it asked to be refreshed ahead.
    fileprivate func isAgeing(_ slot: Slot, at now: CacheInstant) -> Bool {
        self.slab[slot].withExtras { extras in
            guard extras.lifetime.refreshAhead > 0, let whole = extras.lifetime.freshness else { return false }
            let left = now.duration(to: self.slab[slot].freshUntil)
            return left.seconds < whole.seconds * extras.lifetime.refreshAhead
        } ?? false
    }

    /// False where a newer flight of the same key has taken its place.
    mutating func retire(_ flight: Flight) -> Bool {
        guard self.flights[flight.key] === flight else { return false }
        self.flights[flight.key] = nil
        return true
    }
}
