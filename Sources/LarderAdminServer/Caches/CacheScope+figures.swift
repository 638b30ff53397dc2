import LarderEngine

extension CacheScope {
    func snapshot() -> EngineSnapshot {
        let snapshots = self.engines.map { $0.snapshot() }
        return snapshots.dropFirst().reduce(into: snapshots[0]) { $0.add($1) }
    }

    /// The names of the policies, once each.
    var policy: String {
        self.engines.map { $0.evictionPolicy.rawValue }.reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }.joined(separator: ",")
    }

    /// By name.
    func routeFigures() -> [RouteFigures] {
        let routes = self.engines.flatMap { $0.routeFigures() }
        return self.engines.count == 1 ? routes : routes.sorted { $0.route < $1.route }
    }

    func hotKeys(by order: HotKeyOrder, limit: Int) -> [HotKeyFigures] {
        let keys = self.engines.flatMap { $0.hotKeys(by: order, limit: limit) }
        guard self.engines.count > 1 else { return keys }
        return Array(keys.sorted { $0.rate(order) > $1.rate(order) }.prefix(limit))
    }
}

extension HotKeyFigures {
    /// What an order ranks by.
    fileprivate func rate(_ order: HotKeyOrder) -> Double {
        switch order {
        case .requests: Double(self.requests)
        case .bytes: self.bytesPerSecond
        case .misses: Double(self.misses)
        case .cost: self.costPerSecond
        }
    }
}

extension EngineSnapshot {
    fileprivate mutating func add(_ other: EngineSnapshot) {
        self.sequence += other.sequence
        self.requests.add(other.requests)
        self.saved.elapsed += other.saved.elapsed
        self.saved.bytes += other.saved.bytes
        self.saved.queries += other.saved.queries
        self.lookups += other.lookups
        for reason in EvictionReason.allCases {
            self.evictions[reason] += other.evictions[reason]
        }
        self.memory.add(other.memory)
        self.hitLatency.add(other.hitLatency)
        self.missLatency.add(other.missLatency)
        for (place, bucket) in other.remainingFreshness.enumerated() {
            self.remainingFreshness[place].entries += bucket.entries
        }
    }
}

extension RequestCounts {
    fileprivate mutating func add(_ other: RequestCounts) {
        self.hits += other.hits
        self.staleHits += other.staleHits
        self.misses += other.misses
        self.bypassed += other.bypassed
        self.coalesced += other.coalesced
        self.revalidated += other.revalidated
        self.throttled += other.throttled
        self.errors += other.errors
    }
}

extension MemoryFigures {
    fileprivate mutating func add(_ other: MemoryFigures) {
        self.limitBytes += other.limitBytes
        self.targetBytes += other.targetBytes
        self.reclaimableBytes += other.reclaimableBytes
        self.pinnedBytes += other.pinnedBytes
        self.entries += other.entries
        self.keyBytes += other.keyBytes
        self.valueBytes += other.valueBytes
        self.overheadBytes += other.overheadBytes
        self.inFlightBytes += other.inFlightBytes
    }
}

extension LatencySummary {
    /// Percentiles of two caches together cannot be told from those of each: they are unknown where both have some.
    fileprivate mutating func add(_ other: LatencySummary) {
        guard other.count > 0 else { return }
        guard self.count > 0 else {
            self = other
            return
        }
        self.count += other.count
        (self.p50, self.p90, self.p99) = (nil, nil, nil)
        if let most = other.max {
            self.max = Swift.max(self.max ?? most, most)
        }
    }
}
