import NIOConcurrencyHelpers

extension CacheEngine {
    /// The recorder of a route's requests; the same one for the same name.
    public func recorder(forRoute route: String) -> RouteRecorder {
        self.recorders.withLockedValue { recorders in
            if let known = recorders[route] { return known }
            let recorder = RouteRecorder(route: route, clock: self.clock)
            recorders[route] = recorder
            return recorder
        }
    }

    /// Entries whose time is over that a snapshot brings to their new state, in all shards together; `run` does the others.
    private static let turns = 128

    /// The figures of this moment.
    ///
    /// - Complexity: O(shards + routes), whatever the number of entries.
    public func snapshot() -> EngineSnapshot {
        let now = self.clock.now()
        var requests = RequestCounts()
        var saved = SavedFigures()
        var hits = LatencyHistogram()
        var misses = LatencyHistogram()
        for recorder in self.recorders.withLockedValue({ Array($0.values) }) {
            let reading = recorder.read()
            requests += reading.requests
            saved += reading.saved
            hits.add(reading.hitLatency)
            misses.add(reading.missLatency)
        }
        var contents = ShardContents()
        var turns = Self.turns
        for index in self.shards.indices {
            contents += self.change(index, at: now) { shard in
                _ = shard.turnWheels(to: now, budget: &turns)
                return shard.contents(at: now)
            }
        }
        return EngineSnapshot(
            at: now, sequence: self.log.withLockedValue { $0.sequence }, policy: self.evictionPolicy,
            requests: requests,
            lookups: contents.lookups, saved: saved, evictions: self.journal.withLockedValue { $0.evictions },
            memory: self.memoryFigures(contents), hitLatency: hits.summary, missLatency: misses.summary,
            remainingFreshness: contents.remainingFreshness)
    }

    /// Of reads of the engine itself in the last one to two minutes, found or not: one in 128 is timed.
    public var readLatency: LatencySummary { self.latencySample.summary() }

    private func memoryFigures(_ contents: ShardContents) -> MemoryFigures {
        let pinned = self.pinned.withLockedValue { pinned in
            pinned.release()
            return pinned.weight
        }
        return self.ledger.withLockedValue { MemoryFigures($0, contents, pinned: pinned) }
    }

    public func routeFigures() -> [RouteFigures] {
        let now = self.clock.now()
        let recorders = self.recorders.withLockedValue { Array($0.values) }.sorted { $0.route < $1.route }
        var totals = [MemberCount](repeating: MemberCount(), count: recorders.count)
        for index in self.shards.indices {
            self.read(index, at: now) { shard in
                for (place, recorder) in recorders.enumerated() {
                    let total = "\(recorder.route):".withBytes {
                        shard.namespaces.count(prefix: $0, in: shard.slab)
                    }
                    totals[place].entries += total.entries
                    totals[place].bytes += total.bytes
                }
            }
        }
        return zip(recorders, totals).map { recorder, total in
            let reading = recorder.read()
            return RouteFigures(
                route: recorder.route, requests: reading.requests, saved: reading.saved, entries: total.entries,
                bytes: total.bytes, hitLatency: reading.hitLatency.summary,
                missLatency: reading.missLatency.summary, bypassReasons: reading.bypassReasons,
                breaker: reading.breaker)
        }
    }

    /// The keys that are asked for most, or cost most, hottest first.
    public func hotKeys(by order: HotKeyOrder = .requests, limit: Int) -> [HotKeyFigures] {
        let now = self.clock.now()
        let candidates = self.shards.indices.flatMap { index in
            self.read(index, at: now) { $0.hotKeys.hottest(by: order, at: now) }.map { (index: index, key: $0) }
        }
        // Ranks are sorted in place of the candidates, which are large.
        let ranks = candidates.indices.map { (rate: candidates[$0].key.perSecond(order), place: $0) }.sorted {
            $0.rate == $1.rate ? candidates[$0.place].key.key < candidates[$1.place].key.key : $0.rate > $1.rate
        }
        return ranks.prefix(limit).map { rank in
            let hot = candidates[rank.place]
            return self.read(hot.index, at: now) { self.figures(of: hot.key, in: &$0, at: now) }
        }
    }

    private func figures(of hot: HotKey, in shard: inout Shard, at now: CacheInstant) -> HotKeyFigures {
        let found = self.entry(of: hot, in: &shard, at: now)
        let state = found?.state ?? .absent
        return HotKeyFigures(
            key: hot.key, hitsPerSecond: hot.hitsPerSecond, requests: hot.requests, misses: hot.misses,
            bytesPerSecond: hot.perSecond(.bytes), costPerSecond: hot.perSecond(.cost),
            size: state == .absent ? nil : found.map { Int(shard.slab[$0.slot].policy.weight) },
            remainingFreshness: found.flatMap { shard.slab[$0.slot].remainingFreshness(at: now) }, state: state,
            errorBound: hot.errorBound)
    }

    /// By its key; one whose key has been shortened by the hash.
    private func entry(of hot: HotKey, in shard: inout Shard, at now: CacheInstant) -> (slot: Slot, state: EntryState)? {
        guard hot.key.utf8.count > CacheKey.longestNoted else {
            return self.probe(CacheKey(text: hot.key)) { _, probe in shard.look(probe, at: now) }
        }
        guard let slot = shard.find(hash: hot.hash), shard.isUpToDate(slot, at: now) else { return nil }
        return (slot, shard.slab[slot].state(at: now))
    }

    public func events(after sequence: UInt64, limit: Int) -> EventSlice {
        self.journal.withLockedValue { $0.events.events(after: sequence, limit: limit) }
    }

    /// One entry by its exact key.
    public func peek(_ key: CacheKey) -> CachedEntry? {
        let now = self.clock.now()
        return self.probe(key) { index, probe in
            self.read(index, at: now) { shard in
                guard let (slot, state) = shard.look(probe, at: now), state != .absent else { return nil }
                return shard.cached(slot, key: key)
            }
        }
    }

    /// The same, with what people ask about it.
    public func peek(_ text: String) -> (info: EntryInfo, value: CacheValue)? {
        let now = self.clock.now()
        return self.probe(CacheKey(text: text)) { index, probe in
            self.read(index, at: now) { shard in
                guard let (slot, state) = shard.look(probe, at: now), state != .absent else { return nil }
                return (shard.info(slot, at: now), shard.value(of: slot))
            }
        }
    }
}

/// What a shard holds, for a sum over all.
struct ShardContents {
    static let bounds: [Duration] = [10, 60, 300, 900, 3600, 86400].map { .seconds($0) }

    var lookups = LookupCounts()
    /// Live ones.
    var entries = 0
    var reclaimableBytes = 0
    /// No longer fresh.
    var aged = 0
    /// Fresh ones, by the bounds, then those beyond.
    var ageing = [Int](repeating: 0, count: bounds.count + 1)

    static func += (lhs: inout ShardContents, rhs: ShardContents) {
        lhs.lookups += rhs.lookups
        lhs.entries += rhs.entries
        lhs.reclaimableBytes += rhs.reclaimableBytes
        lhs.aged += rhs.aged
        for place in lhs.ageing.indices {
            lhs.ageing[place] += rhs.ageing[place]
        }
    }

    var remainingFreshness: [FreshnessBucket] {
        [FreshnessBucket(upTo: .zero, entries: self.aged)]
            + self.ageing.enumerated().map {
                FreshnessBucket(upTo: $0 < Self.bounds.count ? Self.bounds[$0] : nil, entries: $1)
            }
    }
}

extension Shard {
    func contents(at now: CacheInstant) -> ShardContents {
        var contents = ShardContents()
        contents.lookups = self.lookups
        contents.entries = self.namespaces.entries
        contents.reclaimableBytes = self.held.total - self.namespaces.bytes
        contents.aged = self.slab.count - self.freshCount
        contents.ageing = self.fresh.histogram(ShardContents.bounds, at: now)
        // What never ends is on no wheel.
        contents.ageing[ShardContents.bounds.count] += self.freshCount - self.fresh.count
        return contents
    }
}

extension MemoryFigures {
    init(_ ledger: MemoryLedger, _ contents: ShardContents, pinned: Int) {
        self.init(
            limitBytes: ledger.limit, targetBytes: ledger.target, reclaimableBytes: contents.reclaimableBytes,
            pinnedBytes: pinned,
            entries: contents.entries, keyBytes: ledger.held.key, valueBytes: ledger.held.value,
            overheadBytes: ledger.held.overhead + ledger.structure, inFlightBytes: ledger.inFlight)
    }
}
