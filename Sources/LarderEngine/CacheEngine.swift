import NIOConcurrencyHelpers

/// An embedded cache: byte-bounded, sharded, observable.
///
/// What it promises:
/// - `usedBytes` never exceeds the memory limit: room is made before it is taken.
/// - After an invalidation returned, no reader that begins later gets the old copy unasked (`revalidate`, `hard`), and no load
///   that began before it brings the old copy back.
/// - One load at a time per key, and one refresh at a time per stale key.
/// - Looking (`peek`, `list`, `snapshot`, `hotKeys`) does not change what will be evicted.
///
/// Structure: shards chosen by the resource's hash, each behind a lock of its own; one ledger for the budget; one log of
/// invalidations. Lock order: `ordering`, then one shard (never two), then `log` or `ledger`; `journal` and `recorders` are held alone. Values are let go outside.
public final class CacheEngine: Sendable {
    public struct Configuration: Sendable {
        public var name: String
        /// Bytes for keys, values, tags, index and loads in flight together.
        public var memoryLimit: Int
        /// Entries above this share of the limit are refused: one value must not push everything else out.
        public var maximumEntryShare = 0.125
        /// How long a soft invalidation can be undone.
        public var undoWindow: Duration = .seconds(300)
        /// How long a softly invalidated entry is servable where it has no stale window of its own.
        public var softStaleWindow: Duration = .seconds(60)
        /// Waiters per load; more go to the origin themselves.
        public var maximumWaiters = 10_000
        /// How long a waiter waits.
        public var waiterPatience: Duration = .seconds(30)
        /// Invalidations that loads in flight can look back on.
        public var invalidationLogCapacity = 8192
        /// Past invalidations that people can read, of people and of machines each.
        public var invalidationHistoryCapacity = 1000
        public var eventCapacity = 4096
        /// Nil: as many as leave each about four mebibytes, a power of two up to sixteen.
        public var shards: Int?

        public init(name: String = "default", memoryLimit: Int) {
            precondition(memoryLimit > 0, "the memory limit must be positive, got \(memoryLimit)")
            self.name = name
            self.memoryLimit = memoryLimit
        }

        fileprivate var shardCount: Int {
            if let shards { return max(1, shards) }
            var count = 1
            while count < 16, self.memoryLimit / (count * 2) >= 4 << 20 {
                count *= 2
            }
            return count
        }
    }

    struct Journal {
        var events: EventRing
        var evictions = EvictionCounts()
    }

    public let configuration: Configuration
    public let clock: any CacheClock
    /// In every invalidation's id.
    let mark = UInt16.random(in: .min ... .max)
    let shards: [NIOLockedValueBox<Shard>]
    let ledger: NIOLockedValueBox<MemoryLedger>
    let log: NIOLockedValueBox<InvalidationLog>
    /// Held for the whole of an invalidation, so that they happen one after the other and counts mean what they say.
    let ordering: NIOLockedValueBox<InvalidationHistory>
    let journal: NIOLockedValueBox<Journal>
    let recorders = NIOLockedValueBox<[String: RouteRecorder]>([:])

    public init(_ configuration: Configuration, clock: any CacheClock = SystemClock()) {
        self.configuration = configuration
        self.clock = clock
        let now = clock.now()
        self.shards = (0..<configuration.shardCount).map { _ in NIOLockedValueBox(Shard(now: now)) }
        self.ledger = NIOLockedValueBox(MemoryLedger(limit: configuration.memoryLimit))
        self.log = NIOLockedValueBox(InvalidationLog(capacity: configuration.invalidationLogCapacity))
        self.ordering = NIOLockedValueBox(InvalidationHistory(capacity: configuration.invalidationHistoryCapacity))
        self.journal = NIOLockedValueBox(Journal(events: EventRing(capacity: configuration.eventCapacity)))
    }

    public var name: String { self.configuration.name }

    /// Larger entries, with their key and overhead, are refused.
    public var maximumEntryBytes: Int {
        Int(Double(self.configuration.memoryLimit) * self.configuration.maximumEntryShare)
    }

    /// Reclaims expired entries, a few at a time, until it is cancelled.
    public func run() async throws {
        while !Task.isCancelled {
            self.reap()
            do {
                try await Task.sleep(for: .milliseconds(250))
            } catch {
                return
            }
        }
    }

    /// Removes all entries whose time is over.
    func reap() {
        let now = self.clock.now()
        for shard in self.shards {
            var departures: [Shard.Departure] = []
            repeat {
                departures = shard.withLockedValue { $0.reap(at: now, limit: 256) }
                self.settle(departures)
            } while !departures.isEmpty
        }
    }

    func shard(for key: CacheKey) -> NIOLockedValueBox<Shard> {
        self.shards[self.shardIndex(for: key)]
    }

    private func shardIndex(for key: CacheKey) -> Int {
        Int(UInt(bitPattern: key.resource.hashValue) >> 32) % self.shards.count
    }

    // MARK: Room

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

    /// Evicts, from the key's own shard first and from the others in turn, until `take` finds room.
    private func withRoom(for bytes: Int, near key: CacheKey, take: (inout MemoryLedger) -> Bool) -> Bool {
        if self.ledger.withLockedValue(take) { return true }
        // Loads in flight cannot be evicted: what cannot be had for that reason must not cost everybody else's entries.
        guard self.ledger.withLockedValue({ bytes <= $0.limit - $0.inFlight }) else { return false }
        let now = self.clock.now()
        let own = self.shardIndex(for: key)
        for offset in self.shards.indices {
            let shard = self.shards[(own + offset) % self.shards.count]
            // A few at a time: readers of this shard wait meanwhile.
            while let victims = shard.withLockedValue({ $0.evict(bytes: bytes, limit: 16, at: now) }) {
                self.settle(victims)
                if self.ledger.withLockedValue(take) { return true }
            }
        }
        return false
    }

    /// Gives the room of those that left back, and writes them down.
    func settle(_ departures: [Shard.Departure]) {
        guard !departures.isEmpty else { return }
        self.ledger.withLockedValue { ledger in
            for departure in departures {
                ledger.release(departure.entry.footprint)
                if departure.entry.outdatedBy != nil {
                    ledger.forgetOutdated(departure.entry.footprint)
                }
            }
        }
        self.journal.withLockedValue { journal in
            for departure in departures {
                let entry = departure.entry
                journal.evictions[departure.reason] += 1
                journal.events.append(
                    .evicted(
                        departure.reason, key: entry.key, size: entry.footprint.total,
                        age: entry.createdAt.duration(to: departure.at),
                        idle: (entry.lastHitAt ?? entry.createdAt).duration(to: departure.at),
                        invalidation: departure.invalidation.map(self.invalidationID)),
                    at: departure.at)
            }
        }
    }

    func refuse(_ key: CacheKey, size: Int) {
        let now = self.clock.now()
        self.journal.withLockedValue { journal in
            journal.evictions[.rejected] += 1
            journal.events.append(
                .evicted(.rejected, key: key, size: size, age: .zero, idle: .zero, invalidation: nil), at: now)
        }
    }

    func invalidationID(_ sequence: UInt64) -> InvalidationID {
        InvalidationID(engineMark: self.mark, sequence: sequence)
    }
}

extension Shard {
    /// Evicts until `bytes` are free or `limit` entries have left; nil where there is nothing to evict.
    fileprivate mutating func evict(bytes: Int, limit: Int, at now: CacheInstant) -> [Departure]? {
        var victims: [Departure] = []
        var freed = 0
        while freed < bytes, victims.count < limit, let victim = self.evictOldest(at: now) {
            freed += victim.entry.footprint.total
            victims.append(victim)
        }
        return victims.isEmpty ? nil : victims
    }
}
