import NIOConcurrencyHelpers
public import NIOCore

/// Values of the embedding program, beside the responses: got, set, counted by key.
extension CacheEngine {
    /// The value of a key while it is fresh. Counts as a use.
    ///
    /// - Complexity: O(length of the key); copies nothing.
    public func value(forKey key: CacheKey, as kind: LookupKind = .value) -> StoredBytes? {
        let begun = self.latencySample.begin()
        defer { self.latencySample.end(begun) }
        let now = self.coarseTime
        return self.probe(key) { index, probe in
            self.read(index, at: now) { shard in
                if shard.untilTimedRead.isOver() { self.latencySample.arm() }
                let hash = probe.wholeHash(self.hasher)
                guard let (slot, state) = shard.look(probe, at: now), state == .fresh else {
                    shard.miss(probe, kind, hash: hash, at: now)
                    return nil
                }
                shard.hit(slot, kind, hash: hash, at: now)
                return shard.stored(slot)
            }
        }
    }

    /// Those of many keys that are there and fresh.
    public func values(forKeys keys: some Sequence<CacheKey>, as kind: LookupKind = .value) -> [CacheKey: StoredBytes] {
        keys.reduce(into: [:]) { $0[$1] = self.value(forKey: $1, as: kind) }
    }

    /// Puts a value in the place of whatever the key has. Loads of the key that are in flight no longer store theirs.
    ///
    /// Whatever the outcome, what the key had before is not served again: where the value cannot be kept there is none.
    ///
    /// - Complexity: O(length of key and value): the bytes are copied once.
    @discardableResult
    public func set(
        _ bytes: ByteBuffer, forKey key: CacheKey, lifetime: EntryLifetime, tags: [String] = [], cost: LoadCost = LoadCost()
    ) -> StoreOutcome {
        self.put(CacheValue(bytes: bytes), forKey: key, lifetime: lifetime, tags: tags, cost: cost) { _, _ in .replace }
    }

    /// `set` for each.
    public func set(
        _ values: some Sequence<(key: CacheKey, bytes: ByteBuffer)>, lifetime: EntryLifetime, tags: [String] = []
    ) -> [CacheKey: StoreOutcome] {
        values.reduce(into: [:]) { $0[$1.key] = self.set($1.bytes, forKey: $1.key, lifetime: lifetime, tags: tags) }
    }

    /// Puts a value only where the key has none that is fresh; `mismatch` otherwise, and nothing changes.
    public func add(
        _ bytes: ByteBuffer, forKey key: CacheKey, lifetime: EntryLifetime, tags: [String] = [], cost: LoadCost = LoadCost()
    ) -> StoreOutcome {
        self.compareAndSet(bytes, forKey: key, expecting: nil, lifetime: lifetime, tags: tags, cost: cost)
    }

    /// Puts a value only in the place of the very one that was got before, equal bytes stored anew are another; nil expects
    /// none that is fresh. A `mismatch` changes nothing; otherwise what the key had is gone, as after `set`.
    public func compareAndSet(
        _ bytes: ByteBuffer, forKey key: CacheKey, expecting expected: StoredBytes?, lifetime: EntryLifetime,
        tags: [String] = [], cost: LoadCost = LoadCost()
    ) -> StoreOutcome {
        self.put(CacheValue(bytes: bytes), forKey: key, lifetime: lifetime, tags: tags, cost: cost) { shard, slot in
            shard.holds(expected, in: slot) ? .replace : .refuse
        }
    }

    /// Adds to a value that is a decimal integer, and keeps its head, lifetime, tags and cost. Where it throws, nothing changes.
    ///
    /// - Returns: The new value.
    @discardableResult
    public func increment(_ key: CacheKey, by delta: Int64 = 1) throws(IncrementError) -> Int64 {
        while true {
            guard let (stored, draft) = self.draft(of: key) else { throw .absent(key) }
            guard let value = stored.withUnsafeBytes({ Int64(String(decoding: $0, as: UTF8.self)) }) else {
                throw .notAnInteger(key)
            }
            let (sum, isOver) = value.addingReportingOverflow(delta)
            guard !isOver else { throw .overflow(key) }
            let outcome = self.put(draft(ByteBuffer(string: String(sum)))) { shard, slot in
                shard.holds(stored, in: slot) ? .update : .refuse
            }
            switch outcome {
            case .stored: return sum
            // Somebody else was faster.
            case .mismatch, .invalidatedMeanwhile: continue
            case .tooLarge, .noRoom: throw .notStored(key, outcome)
            }
        }
    }

    /// Gives the entry of a key a new lifetime from now on. False where there is none that is fresh.
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
        _ value: CacheValue, forKey key: CacheKey, lifetime: EntryLifetime, tags: [String], cost: LoadCost,
        _ decide: (inout Shard, Slot?) -> StoreDecision
    ) -> StoreOutcome {
        self.put(EntryDraft(key: key, value: value, lifetime: lifetime.drawn(), tags: tags, cost: cost), decide)
    }

    private func put(_ draft: EntryDraft, _ decide: (inout Shard, Slot?) -> StoreDecision) -> StoreOutcome {
        let began = self.log.withLockedValue { $0.sequence }
        let (landing, outcome) = self.store(draft, since: began, at: self.clock.now(), decide)
        switch outcome {
        case .tooLarge: return .tooLarge
        case .noRoom: return .noRoom
        case .stored: return .stored
        case .superseded: return .mismatch
        case .invalidatedMeanwhile: return landing.decision == .refuse ? .mismatch : .invalidatedMeanwhile
        }
    }

    /// The bytes of a fresh entry, and what makes one with other bytes that is like it in all else.
    private func draft(of key: CacheKey) -> (stored: StoredBytes, with: (ByteBuffer) -> EntryDraft)? {
        let now = self.clock.now()
        return self.probe(key) { index, probe in
            self.read(index, at: now) { shard in
                guard let (slot, state) = shard.look(probe, at: now), state == .fresh else { return nil }
                let record = shard.slab[slot]
                var lifetime = record.withExtras { $0.lifetime } ?? EntryLifetime(freshness: nil)
                lifetime.freshness = record.freshUntil == .distantFuture ? nil : now.duration(to: record.freshUntil)
                let head = record.withExtras { $0.head } ?? nil
                let cost = record.withExtras { $0.cost } ?? LoadCost()
                let tags = shard.tagNames(of: slot)
                return (
                    shard.stored(slot),
                    { bytes in
                        EntryDraft(
                            key: key, value: CacheValue(bytes: bytes, head: head), lifetime: lifetime, tags: tags, cost: cost)
                    }
                )
            }
        }
    }
}

extension Shard {
    /// Whether these very bytes are what is there; nil stands for nothing.
    fileprivate func holds(_ expected: StoredBytes?, in slot: Slot?) -> Bool {
        slot.map { self.slab[$0].bytes.takeUnretainedValue() } === expected?.bytes
    }
}
