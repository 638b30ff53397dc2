import NIOCore

/// A soft invalidation that an entry bears.
struct SoftMark: Hashable {
    var sequence: UInt64
    var at: CacheInstant
    /// Until then the entry may be served stale; afterwards it has to be revalidated.
    var servableUntil: CacheInstant
}

/// What a shard keeps for one key.
struct Entry {
    let key: CacheKey
    let value: CacheValue
    let tags: [String]
    let footprint: Footprint
    let cost: LoadCost
    let createdAt: CacheInstant
    let freshUntil: CacheInstant
    /// The end of its natural life: freshness and stale window together.
    let staleUntil: CacheInstant
    private let lifetime: EntryLifetime
    /// The invalidation number when its load began.
    let loadBeganAt: UInt64
    /// Tells an entry from the one that had its slot before.
    let stamp: UInt64

    /// In the order of the invalidations; none reaches further than the one before.
    private(set) var softMarks: [SoftMark] = []
    /// The invalidation after which it must not be served unasked.
    private(set) var outdatedBy: UInt64?
    private(set) var lastHitAt: CacheInstant?
    private(set) var hits = 0

    /// Neighbours in order of use.
    var older: Int32?
    var newer: Int32?
    /// The next variant of the same resource.
    var nextVariant: Int32?

    init(
        key: CacheKey, value: CacheValue, tags: [String], lifetime: EntryLifetime, cost: LoadCost, createdAt: CacheInstant,
        loadBeganAt: UInt64, stamp: UInt64
    ) {
        self.key = key
        self.value = value
        self.tags = tags
        self.footprint = Self.footprint(key: key, value: value, tags: tags)
        self.cost = cost
        self.createdAt = createdAt
        self.freshUntil = lifetime.freshness.map { createdAt.advanced(by: $0) } ?? .distantFuture
        self.staleUntil = self.freshUntil.advanced(by: lifetime.staleWindow)
        self.lifetime = lifetime
        self.loadBeganAt = loadBeganAt
        self.stamp = stamp
    }

    /// When nothing can use it any more.
    var deadline: CacheInstant {
        max(self.staleUntil, self.softMarks.first?.servableUntil ?? self.staleUntil)
    }

    func state(at now: CacheInstant) -> EntryState {
        guard now < self.deadline else { return .absent }
        guard self.outdatedBy == nil else { return .revalidate }
        if let mark = self.softMarks.last {
            return now < mark.servableUntil ? .stale : .revalidate
        }
        return now < self.freshUntil ? .fresh : .stale
    }

    func isLive(at now: CacheInstant) -> Bool {
        switch self.state(at: now) {
        case .fresh, .stale: true
        case .revalidate, .absent: false
        }
    }

    /// Zero where it is kept but no longer fresh; nil where it never expires, or is gone.
    func remainingFreshness(at now: CacheInstant) -> Duration? {
        switch self.state(at: now) {
        case .absent: nil
        case .stale, .revalidate: .zero
        case .fresh: self.freshUntil == .distantFuture ? nil : now.duration(to: self.freshUntil)
        }
    }

    mutating func hit(at now: CacheInstant) {
        self.hits += 1
        self.lastHitAt = now
    }

    /// - Parameter window: How long it may be served stale where it has no stale window of its own.
    mutating func markStale(by sequence: UInt64, at now: CacheInstant, window: Duration) {
        // A load that landed while the invalidation was on its way bears it already.
        guard self.softMarks.last?.sequence != sequence else { return }
        let servableUntil: CacheInstant
        switch self.lifetime.staleServing {
        case .forbidden:
            servableUntil = now
        case .allowed:
            let ownWindow = self.lifetime.staleWindow
            let servableAnyway = self.softMarks.last?.servableUntil ?? (now < self.freshUntil ? .distantFuture : self.staleUntil)
            servableUntil = min(servableAnyway, now.advanced(by: ownWindow > .zero ? ownWindow : window))
        }
        self.softMarks.append(SoftMark(sequence: sequence, at: now, servableUntil: servableUntil))
    }

    /// Whether the mark was there.
    mutating func unmark(_ sequence: UInt64) -> Bool {
        guard let index = self.softMarks.firstIndex(where: { $0.sequence == sequence }) else { return false }
        self.softMarks.remove(at: index)
        return true
    }

    mutating func outdate(by sequence: UInt64) {
        self.outdatedBy = sequence
    }

    func cached() -> CachedEntry {
        // A soft invalidation ends the freshness when it happens.
        let freshUntil = min(self.freshUntil, self.softMarks.first?.at ?? self.freshUntil)
        return CachedEntry(
            key: self.key, value: self.value, createdAt: self.createdAt,
            freshUntil: freshUntil == .distantFuture ? nil : freshUntil, cost: self.cost)
    }

    func info(at now: CacheInstant) -> EntryInfo {
        EntryInfo(
            key: self.key, tags: self.tags, state: self.state(at: now), createdAt: self.createdAt,
            freshUntil: self.freshUntil == .distantFuture ? nil : self.freshUntil,
            staleUntil: self.staleUntil == .distantFuture ? nil : self.staleUntil, lastHitAt: self.lastHitAt, hits: self.hits,
            size: self.footprint.total, cost: self.cost, status: self.value.head?.status,
            contentType: self.value.head?.contentType, etag: self.value.head?.etag)
    }

    /// Hits per second over its life.
    func hitsPerSecond(at now: CacheInstant) -> Double {
        Double(self.hits) / max(self.createdAt.duration(to: now).seconds, 1)
    }

    /// What an entry costs beside its key's and value's bytes: its slot, its place in the index (a string and a number at a
    /// load of three quarters), its deadline, the heap blocks of its strings and its buffer; and for each tag the text and
    /// two places in sets, as if no two entries shared a tag.
    static func footprint(key: CacheKey, value: CacheValue, tags: [String]) -> Footprint {
        let fixed = MemoryLayout<Entry?>.stride + 32 + MemoryLayout<Shard.Deadline>.stride + 2 * 32 + 64
        return Footprint(
            key: key.byteCount, value: value.weight,
            overhead: tags.reduce(fixed) { $0 + $1.utf8.count + MemoryLayout<String>.stride + 80 })
    }
}
