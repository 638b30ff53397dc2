import NIOConcurrencyHelpers

extension CacheEngine {
    /// Changes the memory limit of a running cache. Raised, it holds at once; lowered, entries leave until it is reached, which
    /// loads in flight may delay.
    ///
    /// - Parameter bytes: Positive.
    /// - Complexity: O(entries that have to leave), in slices.
    public func resize(to bytes: Int) {
        precondition(bytes > 0, "the memory limit must be positive, got \(bytes)")
        self.ledger.withLockedValue { $0.resize(to: bytes) }
        let now = self.clock.now()
        for index in self.shards.indices {
            self.change(index, at: now) { $0.policy.resize(to: bytes / self.shards.count) }
        }
        // A little from each in turn, so that none is emptied for the others.
        var isMore = true
        while isMore {
            isMore = false
            for index in self.shards.indices {
                let excess = self.ledger.withLockedValue { $0.used - $0.target }
                guard excess > 0 else { return }
                let hasEvicted = self.change(index, at: now) { $0.evict(bytes: excess, limit: 16, at: now) }
                isMore = isMore || hasEvicted
            }
        }
    }

    /// Lets another policy decide from now on which entries leave. None leaves now but for what the policy itself
    /// keeps in memory.
    ///
    /// - Complexity: O(entries); each shard is held while its own are handed over, about 0.1 µs each.
    public func adopt(_ policy: EvictionPolicyName) {
        let isNew = self.policy.withLockedValue { current in
            defer { current = policy }
            return current != policy
        }
        guard isNew else { return }
        let capacity = self.ledger.withLockedValue { $0.target } / self.shards.count
        let now = self.clock.now()
        for index in self.shards.indices {
            self.change(index, at: now) { $0.adopt(policy.makePolicy(capacity: capacity)) }
        }
    }

    func reserveInFlight(_ bytes: Int, for key: CacheKey) -> Bool {
        self.withRoom(for: bytes, near: key) { $0.reserveInFlight(bytes) }
    }

    func releaseInFlight(_ bytes: Int) {
        guard bytes > 0 else { return }
        self.ledger.withLockedValue { $0.releaseInFlight(bytes) }
    }

    func reserve(_ footprint: Footprint, for key: CacheKey) -> Bool {
        self.withRoom(for: footprint.total, near: key) { $0.reserve(footprint) }
    }

    func release(_ footprint: Footprint) {
        self.ledger.withLockedValue { $0.release(footprint) }
    }

    /// Evicts, from the key's own shard first and from the others in turn, until `take` finds room.
    private func withRoom(for bytes: Int, near key: CacheKey, take: (inout MemoryLedger) -> Bool) -> Bool {
        if self.ledger.withLockedValue(take) { return true }
        // Loads in flight cannot be evicted: what cannot be had for that reason must not cost everybody else's entries.
        guard self.ledger.withLockedValue({ bytes <= $0.target - $0.inFlight }) else { return false }
        let now = self.clock.coarse()
        let own = self.probe(key) { index, _ in index }
        for offset in self.shards.indices {
            let index = (own + offset) % self.shards.count
            // A few at a time: readers of this shard wait meanwhile.
            while self.change(index, at: now, { $0.evict(bytes: bytes, limit: 16, at: now) }) {
                if self.ledger.withLockedValue(take) { return true }
            }
        }
        return false
    }
}

extension Shard {
    /// Evicts until `bytes` are free or `limit` entries have left; false where there is nothing to evict.
    fileprivate mutating func evict(bytes: Int, limit: Int, at now: CacheInstant) -> Bool {
        let before = self.departures.count
        var freed = 0
        var count = 0
        while freed < bytes, count < limit, self.evictOne(at: now) {
            count += 1
            freed = self.departures[before...].reduce(0) { $0 + $1.footprint.total }
        }
        return count > 0
    }
}
