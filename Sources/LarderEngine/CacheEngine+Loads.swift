import NIOCore
import NIOConcurrencyHelpers

extension CacheEngine {
    /// What to do about a key that somebody asks for.
    public enum Acquisition: Sendable {
        case fresh(CachedEntry)
        /// Serve it now. Exactly one caller at a time gets the `refresh`, and runs it beside its answer.
        case stale(CachedEntry, refresh: Load?)
        case load(Load)
        /// Somebody loads it already.
        case join(Waiting)
        /// Too many wait already: go to the origin and store nothing.
        case overloaded
    }

    /// Looks a key up and decides who loads it. Counts as a use.
    ///
    /// - Parameter tags: Those known before the load: a load that began before an invalidation of one of them is not joined.
    public func acquire(_ key: CacheKey, tags: [String] = []) -> Acquisition {
        let now = self.clock.now()
        let hash = UInt64(bitPattern: Int64(key.hashValue))
        var departures: [Shard.Departure] = []
        defer { self.settle(departures) }
        return self.shard(for: key).withLockedValue { shard in
            var previous: CachedEntry?
            if let slot = shard.find(key), let entry = shard[slot] {
                switch entry.state(at: now) {
                case .fresh:
                    shard.hit(slot, at: now)
                    shard.hotKeys.record(.hit(bytes: entry.value.bytes.readableBytes), key: key, hash: hash, at: now)
                    return .fresh(entry.cached())
                case .stale:
                    shard.hit(slot, at: now)
                    shard.hotKeys.record(.hit(bytes: entry.value.bytes.readableBytes), key: key, hash: hash, at: now)
                    guard shard.flights[key] == nil else { return .stale(entry.cached(), refresh: nil) }
                    return .stale(
                        entry.cached(), refresh: self.begin(key, tags: tags, previous: entry.cached(), in: &shard, at: now))
                case .revalidate:
                    previous = entry.cached()
                case .absent:
                    departures.append(shard.remove(slot, because: .expired, at: now))
                }
            }
            shard.hotKeys.record(.miss, key: key, hash: hash, at: now)
            guard let flight = shard.flights[key], let joinedAt = self.joinable(flight, tags: tags, at: now) else {
                return .load(self.begin(key, tags: tags, previous: previous, in: &shard, at: now))
            }
            guard let place = flight.join(limit: self.configuration.maximumWaiters) else { return .overloaded }
            return .join(Waiting(flight, place: place, joinedAt: joinedAt, patience: self.configuration.waiterPatience))
        }
    }

    private func begin(
        _ key: CacheKey, tags: [String], previous: CachedEntry?, in shard: inout Shard, at now: CacheInstant
    ) -> Load {
        let flight = Flight(key: key, tags: tags, beganAt: self.log.withLockedValue { $0.sequence }, startedAt: now)
        shard.flights[key] = flight
        return Load(flight, previous: previous, engine: self)
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
        self.shard(for: flight.key).withLockedValue { $0.retire(flight) }
        flight.land(outcome)
    }

    func land(
        _ flight: Flight, value: CacheValue, lifetime: EntryLifetime, tags: [String], cost: LoadCost
    ) -> (entry: CachedEntry, outcome: Load.LandOutcome) {
        let now = self.clock.now()
        let key = flight.key
        let allTags = flight.tags + tags.filter { !flight.tags.contains($0) }
        let footprint = Entry.footprint(key: key, value: value, tags: allTags)
        let room: Load.LandOutcome =
            footprint.total > self.maximumEntryBytes ? .tooLarge : self.reserve(footprint, for: key) ? .stored : .noRoom

        var departures: [Shard.Departure] = []
        var outdatedSince: UInt64?
        let entry = self.shard(for: key).withLockedValue { shard in
            shard.retire(flight)
            let entry = Entry(
                key: key, value: value, tags: allTags, lifetime: lifetime, cost: cost, createdAt: now,
                loadBeganAt: flight.beganAt, stamp: shard.stamp())
            // Under the shard's lock: an invalidation is in the log before its sweep comes here, so either the log shows it
            // now or the sweep will find the entry.
            let verdict = self.log.withLockedValue { $0.verdict(since: flight.beganAt, on: key, tags: allTags) }
            if case .outdated(let since) = verdict {
                outdatedSince = since
            } else if room == .stored {
                departures = shard.insert(entry, at: now)
                if case .soft(let records) = verdict {
                    shard.markLanded(key, with: records, window: self.configuration.softStaleWindow)
                }
            }
            return entry.cached()
        }
        let outcome = outdatedSince == nil ? room : .invalidatedMeanwhile
        switch (room, outcome) {
        case (.stored, .stored): break
        case (.stored, _): self.ledger.withLockedValue { $0.release(footprint) }
        default: self.refuse(key, size: footprint.total)
        }
        self.settle(departures)
        flight.land(.landed(entry, outdatedSince: outdatedSince))
        return (entry, outcome)
    }
}

extension Shard {
    /// A newer flight of the same key may have taken its place.
    fileprivate mutating func retire(_ flight: Flight) {
        if self.flights[flight.key] === flight {
            self.flights[flight.key] = nil
        }
    }
}
