/// A part of the key space with all that belongs to it. Knows neither threads nor clocks nor the budget.
///
/// Entries sit in slots of a slab. An index leads from a resource to its first variant, the variants of a resource are
/// chained; the policy chains all entries that may be kept, another chain holds those that leave first; two wheels know when
/// entries age and end; namespaces and tags know their members, their totals and the invalidations that lie on them.
///
/// An invalidation of a namespace or a tag is not brought to its entries at once: each entry carries the number of the last
/// invalidation it is known good as of, and one read with a lower number than the shard's `epoch` looks at its namespaces,
/// tags and the pending patterns first.
struct Shard: ~Copyable {
    /// More variants of one resource than this push the longest unchanged one out: what varies them is the client's choice.
    static let maximumVariants = 64

    /// An entry that left. Whoever gets it lets the bytes go, outside the lock.
    struct Departure {
        var bytes: EntryBytes
        /// Held so that heads and views are let go outside the lock too.
        let extras: EntryExtras?
        let footprint: Footprint
        let createdAt: CacheInstant
        let lastHitAt: CacheInstant?
        let reason: EvictionReason
        /// The number of the invalidation that made it leave.
        let invalidation: UInt64?
        let at: CacheInstant
    }

    /// A pattern that is on its way through the shard.
    struct PendingPattern {
        let pattern: KeyPattern
        let kill: Kill
        /// What it has hit so far.
        var reach = Reach()
    }

    let startedAt: CacheInstant
    let hasher: KeyHash
    /// How long a softly invalidated entry is servable where it has no stale window of its own.
    let softStaleWindow: Duration
    /// As many as can be told apart.
    let maximumEntries: Int

    var slab = Slab()
    var index = KeyIndex()
    var policy: any EvictionPolicy
    private var useCeiling: UInt8?
    var condemned = PolicyQueue(mark: 255)
    var namespaces = NamespaceTree()
    var tags = TagTable()
    /// Entries that are fresh, by the end of their freshness.
    var fresh: TimerWheel
    /// Those past it, by the next change of their state.
    var aged: TimerWheel
    /// When `aged` was last turned.
    var agedUntil: CacheInstant
    var freshCount = 0
    var patterns: [PendingPattern] = []
    /// The number of the last invalidation that was laid on this shard and not brought to its entries at once.
    var epoch: UInt64 = 0

    var held = Footprint(key: 0, value: 0, overhead: 0)
    /// Bytes of extras, and of marks, that entries got after they had come.
    var lateExtraBytes = 0
    /// Structure bytes that the ledger has been told of.
    var chargedStructure = 0
    var departures: [Departure] = []

    var flights: [CacheKey: Flight] = [:]
    var hotKeys: HotKeySketch
    var lookups = LookupCounts()
    var untilTimedRead = LatencySample.Countdown()

    init(
        policy: any EvictionPolicy, hasher: KeyHash, softStaleWindow: Duration, now: CacheInstant,
        maximumEntries: Int = Int(WheelLinks.maximumSlots)
    ) {
        self.maximumEntries = maximumEntries
        self.policy = policy
        self.useCeiling = policy.useCeiling
        self.hasher = hasher
        self.softStaleWindow = softStaleWindow
        self.startedAt = now
        self.fresh = TimerWheel(now: now)
        self.aged = TimerWheel(now: now)
        self.agedUntil = now
        self.hotKeys = HotKeySketch(now: now)
    }

    /// Hands the entries over in the order in which the old policy would have let them go.
    mutating func adopt(_ policy: any EvictionPolicy) {
        var successor = policy
        let links = self.slab.policyLinks
        while let slot = self.policy.evict(links) {
            let handed = links[slot]
            links[slot] = PolicyLinks(weight: handed.weight, hash: handed.hash)
            successor.admit(slot, links)
        }
        self.policy = successor
        self.useCeiling = successor.useCeiling
    }

    deinit {
        self.slab.destroy()
        self.index.destroy()
        self.tags.destroy()
    }

    /// Bytes beside the entries' own footprints: nodes of namespaces and tags, ghosts, extras that came late.
    var structureBytes: Int {
        self.namespaces.overheadBytes + self.tags.overheadBytes + self.policy.overheadBytes + self.lateExtraBytes
    }

    // MARK: Finding

    @inline(__always)
    func find(_ probe: KeyProbe) -> Slot? {
        var isFirst = false
        let found = self.index.place(of: probe.tag) { bytes in
            bytes._withUnsafeGuaranteedRef { bytes in
                guard bytes.isOfResource(probe) else { return false }
                isFirst = bytes.isVariant(probe)
                return true
            }
        }
        guard let place = found else { return nil }
        var slot = self.index[place]
        // The record is not needed to know that this is the one.
        if isFirst { return slot }
        slot = self.slab.cold[slot].nextVariant
        while slot != .none {
            guard !self.slab[slot].bytes._withUnsafeGuaranteedRef({ $0.isVariant(probe) }) else { return slot }
            slot = self.slab.cold[slot].nextVariant
        }
        return nil
    }

    /// The entry of a key without a variant by the whole of its hash.
    func find(hash: UInt64) -> Slot? {
        let hasher = self.hasher
        return self.index.place(of: UInt32(truncatingIfNeeded: hash)) {
            $0._withUnsafeGuaranteedRef { hasher.hash($0.key) == hash }
        }.map { self.index[$0] }
    }

    /// Where the index leads to the first variant of the resource looked for.
    func place(of probe: KeyProbe) -> KeyIndex.Place? {
        self.index.place(of: probe.tag) { $0._withUnsafeGuaranteedRef { $0.isOfResource(probe) } }
    }

    /// All variants of the resource looked for.
    func variants(_ probe: KeyProbe) -> [Slot] {
        self.place(of: probe).map { self.variants(from: self.index[$0]) } ?? []
    }

    func variants(from first: Slot) -> [Slot] {
        var found: [Slot] = []
        var slot = first
        while slot != .none {
            found.append(slot)
            slot = self.slab.cold[slot].nextVariant
        }
        return found
    }

    // MARK: Reading

    /// The entry of a key with its state now, after all invalidations; nil where there is none.
    @inline(__always)
    mutating func look(_ probe: KeyProbe, at now: CacheInstant) -> (slot: Slot, state: EntryState)? {
        guard let slot = self.find(probe) else { return nil }
        if self.slab[slot].asOf < self.epoch, !self.bringUpToDate(slot, at: now) { return nil }
        return (slot, self.slab[slot].state(at: now))
    }

    /// A use of the entry.
    @inline(__always)
    mutating func hit(_ slot: Slot, _ kind: LookupKind, hash: UInt64, at now: CacheInstant) {
        self.lookups[kind].hits &+= 1
        self.slab[slot].hits = self.slab[slot].hits &+ (self.slab[slot].hits == .max ? 0 : 1)
        self.slab[slot].lastHit = self.hitTime(now)
        if !self.slab[slot].flags.contains(.condemned) {
            if let useCeiling {
                let frequency = self.slab[slot].policy.frequency
                self.slab[slot].policy.frequency = frequency < useCeiling ? frequency + 1 : frequency
            } else {
                self.policy.use(slot, self.slab.policyLinks)
            }
        }
        self.namespaces.hit(on: slot, in: self.slab)
        let slab = self.slab
        self.hotKeys.record(.hit(bytes: slab[slot].valueLength), hash: hash, at: now) { CacheKey.noted(slab[slot].key) }
    }

    /// A look-up that found nothing to serve.
    mutating func miss(_ probe: KeyProbe, _ kind: LookupKind, hash: UInt64, at now: CacheInstant) {
        self.lookups[kind].misses &+= 1
        self.namespaces.miss(key: probe.text)
        self.hotKeys.record(.miss, hash: hash, at: now) { CacheKey.noted(probe.text) }
    }

    static func text(of key: UnsafeRawBufferPointer) -> String {
        String(decoding: key, as: UTF8.self)
    }

    /// In the record's units, rounded up, so that a hit never seems older than it is.
    @inline(__always)
    private func hitTime(_ now: CacheInstant) -> UInt32 {
        UInt32(clamping: (now.nanoseconds &- self.startedAt.nanoseconds) >> 24 &+ 1)
    }

    /// Never later than `now`.
    func lastHit(of slot: Slot, at now: CacheInstant) -> CacheInstant? {
        let lastHit = self.slab[slot].lastHit
        guard lastHit > 0 else { return nil }
        return min(now, CacheInstant(nanoseconds: self.startedAt.nanoseconds + Int64(lastHit) << 24))
    }

    /// The entry as a reader gets it, with a buffer on its own bytes.
    mutating func cached(_ slot: Slot, key: CacheKey) -> CachedEntry {
        let record = self.slab[slot]
        let until = record.apparentFreshUntil
        return CachedEntry(
            key: key, value: self.value(of: slot), createdAt: self.slab.cold[slot].createdAt,
            freshUntil: until == .distantFuture ? nil : until, cost: record.withExtras { $0.cost } ?? LoadCost(),
            standing: record.standing)
    }

    /// The value with a buffer that all readers share. Where there is no place to keep one, or somebody holds the bytes without
    /// it, a buffer alone would not know of the others when it is written to: then it is a copy.
    func value(of slot: Slot) -> CacheValue {
        let record = self.slab[slot]
        guard let extras = record.extras?.takeUnretainedValue() else {
            return CacheValue(bytes: self.stored(slot).buffer)
        }
        if extras.view == nil {
            guard self.isHeldAlone(slot) else { return CacheValue(bytes: self.stored(slot).buffer, head: extras.head) }
            extras.view = record.bytes._withUnsafeGuaranteedRef { EntryView(of: $0) }
            self.slab[slot].flags.insert(.viewed)
        }
        return CacheValue(bytes: extras.view!.buffer, head: extras.head)
    }

    /// The bytes as a reader holds them, and with them the buffer that others may have got.
    @inline(__always)
    func stored(_ slot: Slot) -> StoredBytes {
        let isViewed = self.slab[slot].flags.contains(.viewed)
        return StoredBytes(
            bytes: self.slab[slot].bytes.takeUnretainedValue(),
            view: isViewed ? self.slab[slot].extras!._withUnsafeGuaranteedRef { $0.view } : nil)
    }

    /// Whether no reader holds the entry's bytes.
    private func isHeldAlone(_ slot: Slot) -> Bool {
        var bytes = self.slab[slot].bytes.takeRetainedValue()
        defer { self.slab[slot].bytes = .passRetained(bytes) }
        return isKnownUniquelyReferenced(&bytes)
    }
}
