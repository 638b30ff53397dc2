import NIOConcurrencyHelpers

/// An embedded cache: byte-bounded, sharded, observable.
///
/// What it promises:
/// - `usedBytes` never exceeds the memory limit: room is made before it is taken.
/// - After an invalidation returned, no reader that begins later gets the old copy unasked (`revalidate`, `hard`), and no load
///   that began before it brings the old copy back.
/// - After a write returned, kept or refused, no reader that begins later gets what it was to replace.
/// - One load at a time per key, and one refresh at a time per stale key.
/// - Looking (`peek`, `list`, `tree`, `snapshot`, `hotKeys`) does not change what will be evicted.
///
/// What it does not promise: that a key is evicted in an order over all shards; each shard has a policy of its own.
///
/// On glibc a program that embeds it should call `mallopt(M_MXFAST, 0)` once at its start, as `larder` does: otherwise an
/// invalidation or expiry of very many entries can hold a shard for tens of milliseconds while the allocator tidies up.
///
/// Structure: shards chosen by the resource's hash, each behind a lock of its own; one ledger for the budget; one log of
/// invalidations. Lock order: `ordering`, then `killing`, then one shard (never two), then `log` or `ledger`; `journal`,
/// `recorders` and `witnesses` are held alone. Values are let go outside.
public final class CacheEngine: Sendable {
    public struct Configuration: Sendable {
        public var name: String
        /// Bytes for keys, values, tags, index and loads in flight together.
        public var memoryLimit: Int
        /// At first (``CacheEngine/adopt(_:)``).
        public var policy = EvictionPolicyName.s3FIFO
        /// Entries above this share of the limit are refused: one value must not push everything else out. 0 to 1.
        public var maximumEntryShare = 0.125
        /// How long a soft invalidation can be undone.
        public var undoWindow: Duration = .seconds(300)
        /// How long a softly invalidated entry is servable where it has no stale window of its own.
        public var softStaleWindow: Duration = .seconds(60)
        /// Waiters per load; more go to the origin themselves.
        public var maximumWaiters = 10_000
        /// How long a waiter waits.
        public var waiterPatience: Duration = .seconds(30)
        /// Invalidations that loads in flight can look back on. At least 1.
        public var invalidationLogCapacity = 8192
        /// Past invalidations that people can read, of people and of machines each. At least 1.
        public var invalidationHistoryCapacity = 1000
        /// At least 1.
        public var eventCapacity = 4096
        /// Nil: as many as leave each about four mebibytes, a power of two up to sixteen.
        public var shards: Int?

        public init(name: String = "default", memoryLimit: Int) {
            precondition(memoryLimit > 0, "the memory limit must be positive, got \(memoryLimit)")
            self.name = name
            self.memoryLimit = memoryLimit
        }

        fileprivate func check() {
            precondition(
                (0...1).contains(self.maximumEntryShare), "maximumEntryShare must be 0 to 1, got \(self.maximumEntryShare)")
            precondition(
                self.invalidationLogCapacity > 0,
                "invalidationLogCapacity must be positive, got \(self.invalidationLogCapacity)")
            precondition(
                self.invalidationHistoryCapacity > 0,
                "invalidationHistoryCapacity must be positive, got \(self.invalidationHistoryCapacity)")
            precondition(self.eventCapacity > 0, "eventCapacity must be positive, got \(self.eventCapacity)")
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
    private let isSystemClock: Bool
    /// In every invalidation's id.
    let mark = UInt16.random(in: .min ... .max)
    let hasher: KeyHash
    let shards: Shards
    let ledger: NIOLockedValueBox<MemoryLedger>
    let log: NIOLockedValueBox<InvalidationLog>
    /// Held while an invalidation is counted and laid on all shards, so that they happen one after the other and counts mean
    /// what they say; not during a sweep.
    let ordering: NIOLockedValueBox<InvalidationHistory>
    /// Held from the moment an invalidation is in the log until it lies on all shards: microseconds.
    let killing = NIOLock()
    let journal: NIOLockedValueBox<Journal>
    let policy: NIOLockedValueBox<EvictionPolicyName>
    let recorders = NIOLockedValueBox<[String: RouteRecorder]>([:])
    let failures: NIOLockedValueBox<RecentFailures>
    let refreshes = RefreshQueue()
    let latencySample: LatencySample
    let pinned = NIOLockedValueBox(PinnedBytes())
    let witnesses = NIOLockedValueBox<[@Sendable (InvalidationRecord) -> Void]>([])

    public convenience init(_ configuration: Configuration, clock: any CacheClock = SystemClock()) {
        self.init(configuration, clock: clock, hasher: KeyHash())
    }

    /// - Parameter hasher: Chooses shards and places; secret, except where runs have to be alike.
    init(_ configuration: Configuration, clock: any CacheClock, hasher: KeyHash) {
        configuration.check()
        self.configuration = configuration
        self.clock = clock
        self.isSystemClock = clock is SystemClock
        let now = clock.now()
        self.hasher = hasher
        self.policy = NIOLockedValueBox(configuration.policy)
        let count = configuration.shardCount
        self.shards = Shards(count: count) {
            Shard(
                policy: configuration.policy.makePolicy(capacity: configuration.memoryLimit / count), hasher: hasher,
                softStaleWindow: configuration.softStaleWindow, now: now)
        }
        self.ledger = NIOLockedValueBox(MemoryLedger(limit: configuration.memoryLimit))
        self.log = NIOLockedValueBox(InvalidationLog(capacity: configuration.invalidationLogCapacity))
        self.ordering = NIOLockedValueBox(InvalidationHistory(capacity: configuration.invalidationHistoryCapacity))
        self.journal = NIOLockedValueBox(Journal(events: EventRing(capacity: configuration.eventCapacity)))
        self.latencySample = LatencySample(clock: clock)
        self.failures = NIOLockedValueBox(RecentFailures(capacity: 1024))
    }

    deinit {
        self.shards.destroy()
    }

    public var name: String { self.configuration.name }

    /// The one in force (``adopt(_:)``).
    public var evictionPolicy: EvictionPolicyName { self.policy.withLockedValue { $0 } }

    /// Larger entries, with their key and overhead, are refused: their share of the limit, and never more than a record can tell.
    public var maximumEntryBytes: Int {
        let share = Double(self.ledger.withLockedValue { $0.target }) * self.configuration.maximumEntryShare
        return Int(min(share, Double(EntryRecord.maximumWeight)))
    }

    /// Reclaims expired entries, brings invalidations to their entries, a few at a time, and runs refreshes ahead of their
    /// readers, until it is cancelled.
    public func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    let start = ContinuousClock.now
                    let isMore = self.reapSome()
                    // Never more than an eighth of a core, and of the time of those who read.
                    let rest = max(.milliseconds(1), start.duration(to: .now) * Pause.share)
                    // Ends early by cancellation alone.
                    try? await Task.sleep(for: isMore ? rest : .milliseconds(250))
                }
            }
            await self.refreshes.serve()
        }
    }

    /// Does all that is due: entries whose time is over, invalidations that have not been brought to their entries.
    func reap() {
        while self.reapSome() {}
    }

    /// A little of it in each shard.
    ///
    /// - Returns: Whether there is more.
    private func reapSome() -> Bool {
        var isMore = false
        for index in self.shards.indices {
            let now = self.clock.now()
            let isTimeLeft = self.change(index, at: now) { $0.turnWheels(to: now, limit: 8) }
            let isSweepLeft = self.change(index, at: now) { $0.settleSome(at: now) != nil }
            isMore = isMore || isTimeLeft || isSweepLeft
        }
        return isMore
    }

    // MARK: Shards

    /// The time as hits take it: the system's clock is asked directly, not by way of the protocol.
    @inline(__always)
    var coarseTime: CacheInstant {
        self.isSystemClock ? SystemClock().coarse() : self.clock.coarse()
    }

    /// - Parameter body: Gets the place of the key's shard, and the key's bytes and hash.
    @inline(__always)
    func probe<Result>(_ key: CacheKey, _ body: (Int, KeyProbe) -> Result) -> Result {
        key.text.withBytes { whole in
            let hash = self.hasher.hash(UnsafeRawBufferPointer(rebasing: whole[..<key.resourceLength]))
            return body(
                self.shardIndex(of: hash), KeyProbe(text: whole, resourceLength: key.resourceLength, hash: hash))
        }
    }

    /// From the hash's upper end; the index takes the lower.
    @inline(__always)
    func shardIndex(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: ((hash >> 32) &* UInt64(self.shards.count)) >> 32)
    }

    /// Changes a shard, settles the ledger under its lock, and writes down what left.
    @inline(__always)
    func change<Result>(_ index: Int, at now: CacheInstant, _ body: (inout Shard) -> Result) -> Result {
        var (result, departures) = self.shards.withLock(index) { shard in
            let result = body(&shard)
            self.balance(&shard, at: now)
            return (result, shard.takeDepartures())
        }
        self.report(&departures)
        return result
    }

    /// As `change`, for what has nothing to do in most shards, and says so.
    func changeWhereNeeded(_ index: Int, at now: CacheInstant, _ body: (inout Shard) -> Bool) {
        var departures = self.shards.withLock(index) { shard -> [Shard.Departure] in
            guard body(&shard) else { return [] }
            self.balance(&shard, at: now)
            return shard.takeDepartures()
        }
        self.report(&departures)
    }

    /// As `change`, for what as a rule leaves the shard as it is: costs nothing more where nothing left.
    @inline(__always)
    func read<Result>(_ index: Int, at now: CacheInstant, _ body: (inout Shard) -> Result) -> Result {
        var isDeparted = false
        let result = self.shards.withLock(index) { shard in
            let result = body(&shard)
            isDeparted = !shard.departures.isEmpty
            return result
        }
        if isDeparted {
            self.change(index, at: now) { _ in }
        }
        return result
    }

    /// Gives the room of what left back, and takes what the shard's own structure has grown by; evicts where there is none.
    private func balance(_ shard: inout Shard, at now: CacheInstant) {
        var reported = 0
        while true {
            let structure = shard.structureBytes
            guard reported < shard.departures.count || structure != shard.chargedStructure else { return }
            let left = shard.departures[reported...].reduce(into: Footprint.none) { $0 += $1.footprint }
            reported = shard.departures.count
            let isPaid = self.ledger.withLockedValue { ledger in
                ledger.release(left)
                return ledger.reserveStructure(structure - shard.chargedStructure)
            }
            if isPaid {
                shard.chargedStructure = structure
            } else if !shard.evictOne(at: now) {
                // Nothing is left to evict: what is owed is asked for again with the next change.
                return
            }
        }
    }

    /// Writes down what left.
    private func report(_ departures: inout [Shard.Departure]) {
        guard !departures.isEmpty else { return }
        self.pin(&departures)
        self.journal.withLockedValue { journal in
            for departure in departures {
                journal.evictions[departure.reason] += 1
                journal.events.append(
                    .evicted(
                        departure.reason, key: CacheKey(text: CacheKey.noted(departure.bytes.key)),
                        size: departure.footprint.total, age: departure.createdAt.duration(to: departure.at),
                        idle: (departure.lastHitAt ?? departure.createdAt).duration(to: departure.at),
                        invalidation: departure.invalidation.map(self.invalidationID)),
                    at: departure.at)
            }
        }
    }

    /// Keeps account of what readers still hold.
    private func pin(_ departures: inout [Shard.Departure]) {
        for index in departures.indices {
            // The entry's own hold on its buffer ends here; one that readers have keeps the bytes.
            departures[index].extras?.view = nil
            if !isKnownUniquelyReferenced(&departures[index].bytes) {
                let departure = departures[index]
                self.pinned.withLockedValue { $0.add(departure.bytes, weight: departure.footprint.value) }
            }
        }
    }

    func refuse(_ key: CacheKey, size: Int) {
        let now = self.clock.now()
        self.journal.withLockedValue { journal in
            journal.evictions[.rejected] += 1
            journal.events.append(
                .evicted(.rejected, key: key.noted, size: size, age: .zero, idle: .zero, invalidation: nil), at: now)
        }
    }

    func invalidationID(_ sequence: UInt64) -> InvalidationID {
        InvalidationID(engineMark: self.mark, sequence: sequence)
    }
}

extension Shard {
    fileprivate mutating func takeDepartures() -> [Departure] {
        guard !self.departures.isEmpty else { return [] }
        defer { self.departures = [] }
        return self.departures
    }
}
