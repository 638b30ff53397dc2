import Histogram
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

    /// The figures of this moment.
    public func snapshot() -> EngineSnapshot {
        self.reap()
        let now = self.clock.now()
        var requests = RequestCounts()
        var saved = SavedFigures()
        var hits = LatencyWindow.empty
        var misses = LatencyWindow.empty
        for recorder in self.recorders.withLockedValue({ Array($0.values) }) {
            let reading = recorder.read()
            requests += reading.requests
            saved += reading.saved
            hits.add(reading.hitLatency)
            misses.add(reading.missLatency)
        }
        return EngineSnapshot(
            at: now, sequence: self.log.withLockedValue { $0.sequence }, requests: requests, saved: saved,
            evictions: self.journal.withLockedValue { $0.evictions },
            memory: self.ledger.withLockedValue { MemoryFigures($0) }, hitLatency: LatencySummary(hits),
            missLatency: LatencySummary(misses), remainingFreshness: self.remainingFreshness(at: now))
    }

    public func routeFigures() -> [RouteFigures] {
        var totals: [String: Shard.RouteTotal] = [:]
        for shard in self.shards {
            for (route, total) in shard.withLockedValue({ $0.routes }) {
                totals[route, default: Shard.RouteTotal()].entries += total.entries
                totals[route]!.bytes += total.bytes
            }
        }
        return self.recorders.withLockedValue { Array($0.values) }.sorted { $0.route < $1.route }.map { recorder in
            let reading = recorder.read()
            let total = totals[recorder.route] ?? Shard.RouteTotal()
            return RouteFigures(
                route: recorder.route, requests: reading.requests, saved: reading.saved, entries: total.entries,
                bytes: total.bytes, hitLatency: LatencySummary(reading.hitLatency),
                missLatency: LatencySummary(reading.missLatency), bypassReasons: reading.bypassReasons)
        }
    }

    /// The keys that are asked for most, hottest first.
    public func hotKeys(limit: Int) -> [HotKeyFigures] {
        let now = self.clock.now()
        let hottest = self.shards.flatMap { shard in
            shard.withLockedValue { shard in
                shard.hotKeys.decay(at: now)
                return shard.hotKeys.hottest.map { shard.figures(of: $0, at: now) }
            }
        }
        return Array(hottest.sorted { ($1.hitsPerSecond, $0.key) < ($0.hitsPerSecond, $1.key) }.prefix(limit))
    }

    public func events(after sequence: UInt64, limit: Int) -> EventSlice {
        self.journal.withLockedValue { $0.events.events(after: sequence, limit: limit) }
    }

    /// One entry by its exact key.
    public func peek(_ text: String) -> (info: EntryInfo, value: CacheValue)? {
        let key = CacheKey(text: text)
        let now = self.clock.now()
        return self.shard(for: key).withLockedValue { shard in
            guard let entry = shard.find(key).flatMap({ shard[$0] }), entry.state(at: now) != .absent else { return nil }
            return (entry.info(at: now), entry.value)
        }
    }

    private func remainingFreshness(at now: CacheInstant) -> [FreshnessBucket] {
        let bounds: [Duration] = [.zero] + [10, 60, 300, 900, 3600, 86400].map { .seconds($0) }
        var counts = [Int](repeating: 0, count: bounds.count + 1)
        self.forEachEntry { entry in
            switch entry.state(at: now) {
            case .absent: break
            case .stale, .revalidate: counts[0] += 1
            case .fresh:
                let remaining = now.duration(to: entry.freshUntil)
                counts[bounds.firstIndex { remaining <= $0 } ?? bounds.count] += 1
            }
        }
        return counts.indices.map { FreshnessBucket(upTo: $0 < bounds.count ? bounds[$0] : nil, entries: counts[$0]) }
    }

    /// In slices: no lock is held from one end to the other.
    func forEachEntry(_ body: (Entry) -> Void) {
        for shard in self.shards {
            var position: Int? = 0
            while position != nil {
                shard.withLockedValue { $0.entries(from: &position) }.forEach(body)
            }
        }
    }
}

extension Shard {
    fileprivate func figures(of candidate: HotKeySketch.Candidate, at now: CacheInstant) -> HotKeyFigures {
        let entry = self.find(candidate.key).flatMap { self[$0] }
        let state = entry?.state(at: now) ?? .absent
        return HotKeyFigures(
            key: candidate.key.text, hitsPerSecond: self.hotKeys.perSecond(candidate.recentHits), requests: candidate.requests,
            misses: candidate.misses, bytesPerSecond: self.hotKeys.perSecond(candidate.recentBytes),
            size: state == .absent ? nil : entry?.footprint.total,
            remainingFreshness: entry.flatMap { $0.remainingFreshness(at: now) },
            state: state, errorBound: candidate.errorBound)
    }
}

extension MemoryFigures {
    init(_ ledger: MemoryLedger) {
        self.init(
            limitBytes: ledger.limit, targetBytes: ledger.limit, reclaimableBytes: ledger.outdatedBytes,
            entries: ledger.entries - ledger.outdatedEntries,
            keyBytes: ledger.held.key, valueBytes: ledger.held.value, overheadBytes: ledger.held.overhead,
            inFlightBytes: ledger.inFlight)
    }
}
