import NIOConcurrencyHelpers
public import NIOCore

/// Values of the embedding program, beside the responses: got, set, counted by key.
extension CacheEngine {
    /// The value of a key while it is fresh. Counts as a use.
    ///
    /// - Complexity: O(length of the key); copies nothing.
    public func value(forKey key: CacheKey) -> StoredBytes? {
        let now = self.coarseTime
        return self.probe(key) { index, probe in
            self.read(index, at: now) { shard in
                let hash = probe.wholeHash(self.hasher)
                guard let (slot, state) = shard.look(probe, at: now), state == .fresh else {
                    shard.miss(probe, hash: hash, at: now)
                    return nil
                }
                shard.hit(slot, hash: hash, at: now)
                return shard.stored(slot)
            }
        }
    }

    /// Those of many keys that are there and fresh.
    public func values(forKeys keys: some Sequence<CacheKey>) -> [CacheKey: StoredBytes] {
        keys.reduce(into: [:]) { $0[$1] = self.value(forKey: $1) }
    }

    /// Puts a value in the place of whatever the key has. Loads of the key that are in flight no longer store theirs.
    ///
    /// - Complexity: O(length of key and value): the bytes are copied once.
    @discardableResult
    public func set(
        _ bytes: ByteBuffer, forKey key: CacheKey, lifetime: EntryLifetime, tags: [String] = [], cost: LoadCost = LoadCost()
    ) -> StoreOutcome {
        self.put(bytes, forKey: key, lifetime: lifetime, tags: tags, cost: cost) { _, _ in .proceed }
    }

    /// `set` for each.
    public func set(
        _ values: some Sequence<(key: CacheKey, bytes: ByteBuffer)>, lifetime: EntryLifetime, tags: [String] = []
    ) -> [CacheKey: StoreOutcome] {
        values.reduce(into: [:]) { $0[$1.key] = self.set($1.bytes, forKey: $1.key, lifetime: lifetime, tags: tags) }
    }

    /// Puts a value only where the key has none that is fresh; `mismatch` otherwise.
    public func add(
        _ bytes: ByteBuffer, forKey key: CacheKey, lifetime: EntryLifetime, tags: [String] = [], cost: LoadCost = LoadCost()
    ) -> StoreOutcome {
        self.compareAndSet(bytes, forKey: key, expecting: nil, lifetime: lifetime, tags: tags, cost: cost)
    }

    /// Puts a value only in the place of the very one that was got before, equal bytes stored anew are another; nil expects
    /// none that is fresh.
    public func compareAndSet(
        _ bytes: ByteBuffer, forKey key: CacheKey, expecting expected: StoredBytes?, lifetime: EntryLifetime,
        tags: [String] = [], cost: LoadCost = LoadCost()
    ) -> StoreOutcome {
        self.put(bytes, forKey: key, lifetime: lifetime, tags: tags, cost: cost) { shard, slot in
            let present = slot.map { shard.slab[$0].bytes.takeUnretainedValue() }
            return present === expected?.bytes ? .proceed : .refused
        }
    }

    /// Adds to a value that is a decimal integer, and keeps its lifetime, tags and cost.
    ///
    /// - Returns: The new value.
    @discardableResult
    public func increment(_ key: CacheKey, by delta: Int64 = 1) throws(IncrementError) -> Int64 {
        while true {
            guard let (stored, making) = self.making(of: key) else { throw .absent(key) }
            guard let value = stored.withUnsafeBytes({ Int64(String(decoding: $0, as: UTF8.self)) }) else {
                throw .notAnInteger(key)
            }
            let (sum, isOver) = value.addingReportingOverflow(delta)
            guard !isOver else { throw .overflow(key) }
            let outcome = self.compareAndSet(
                ByteBuffer(string: String(sum)), forKey: key, expecting: stored, lifetime: making.lifetime, tags: making.tags,
                cost: making.cost)
            switch outcome {
            case .stored: return sum
            // Somebody else was faster.
            case .mismatch, .invalidatedMeanwhile: continue
            case .tooLarge, .noRoom: throw .notStored(key, outcome)
            }
        }
    }

    /// Gives the entry of a key a new lifetime from now on. False where there is none that is servable.
    public func touch(_ key: CacheKey, lifetime: EntryLifetime) -> Bool {
        let now = self.clock.now()
        let lifetime = lifetime.drawn()
        return self.probe(key) { index, probe in
            self.change(index, at: now) { shard in
                guard let (slot, state) = shard.look(probe, at: now), state == .fresh else { return false }
                shard.prolong(slot, lifetime, at: now)
                return true
            }
        }
    }

    /// Takes the entry of a key out, and keeps loads in flight from bringing it back. A key without a variant means all of them.
    ///
    /// - Returns: Whether there was one that was servable.
    @discardableResult
    public func remove(_ key: CacheKey) -> Bool {
        let now = self.clock.now()
        let terms = InvalidationIndex.terms(of: .key(key.text))
        return self.killing.withLock {
            let kill = self.log.withLockedValue { $0.begin(.key(key.text), terms, mode: .hard, at: now) }
            defer { self.log.withLockedValue { $0.finish() } }
            return self.probe(key) { index, probe in
                self.change(index, at: now) { $0.kill(probe, kill, at: now).entries > 0 }
            }
        }
    }

    private func put(
        _ bytes: ByteBuffer, forKey key: CacheKey, lifetime: EntryLifetime, tags: [String], cost: LoadCost,
        _ decide: (inout Shard, Slot?) -> StoreDecision
    ) -> StoreOutcome {
        let began = self.log.withLockedValue { $0.sequence }
        let (landing, outcome) = self.store(
            CacheValue(bytes: bytes), forKey: key, lifetime: lifetime.drawn(), tags: tags, cost: cost, since: began,
            at: self.clock.now()
        ) { shard, slot in
            let decision = decide(&shard, slot)
            if decision == .proceed {
                // What is loaded from now on knows of this value; what was loaded before does not.
                shard.flights[key] = nil
            }
            return decision
        }
        switch outcome {
        case .tooLarge: return .tooLarge
        case .noRoom: return .noRoom
        case .stored: return .stored
        case .superseded: return .mismatch
        case .invalidatedMeanwhile: return landing.decision == .proceed ? .invalidatedMeanwhile : .mismatch
        }
    }

    private func making(of key: CacheKey) -> (StoredBytes, (lifetime: EntryLifetime, tags: [String], cost: LoadCost))? {
        let now = self.clock.now()
        return self.probe(key) { index, probe in
            self.read(index, at: now) { shard in
                guard let (slot, state) = shard.look(probe, at: now), state == .fresh else { return nil }
                let record = shard.slab[slot]
                var lifetime = record.withExtras { $0.lifetime } ?? EntryLifetime(freshness: nil)
                lifetime.freshness = record.freshUntil == .distantFuture ? nil : now.duration(to: record.freshUntil)
                return (
                    shard.stored(slot),
                    (lifetime, shard.tagNames(of: slot), record.withExtras { $0.cost } ?? LoadCost())
                )
            }
        }
    }
}
