/// The engine's figures at one moment, consistent in themselves.
public struct EngineSnapshot: Sendable {
    public var at: CacheInstant
    /// The number of the last invalidation.
    public var sequence: UInt64
    public var policy: EvictionPolicyName
    public var requests: RequestCounts
    /// Reads of the cache itself, whoever asked.
    public var lookups: LookupCounts
    public var saved: SavedFigures
    public var evictions: EvictionCounts
    public var memory: MemoryFigures
    public var hitLatency: LatencySummary
    public var missLatency: LatencySummary
    /// Entries by how long they stay fresh; the first bucket holds those that no longer are.
    public var remainingFreshness: [FreshnessBucket]
}

/// Requests by how they were answered.
public struct RequestCounts: Sendable, Hashable {
    public var hits = 0
    public var staleHits = 0
    public var misses = 0
    public var bypassed = 0
    /// Misses that waited for somebody else's load.
    public var coalesced = 0
    /// Misses that waited for a revalidation.
    public var revalidated = 0
    /// Refused before they were counted as anything else.
    public var throttled = 0
    /// 5xx among `total`.
    public var errors = 0

    public init() {}

    /// Derived, so that it agrees with its parts at every moment.
    public var total: Int {
        self.hits + self.staleHits + self.misses + self.bypassed
    }

    static func += (lhs: inout RequestCounts, rhs: RequestCounts) {
        lhs.hits += rhs.hits
        lhs.staleHits += rhs.staleHits
        lhs.misses += rhs.misses
        lhs.bypassed += rhs.bypassed
        lhs.coalesced += rhs.coalesced
        lhs.revalidated += rhs.revalidated
        lhs.throttled += rhs.throttled
        lhs.errors += rhs.errors
    }
}

/// What hits spared the origin.
public struct SavedFigures: Sendable, Hashable {
    public var elapsed: Duration = .zero
    public var bytes = 0
    public var queries = 0

    public init() {}

    static func += (lhs: inout SavedFigures, rhs: SavedFigures) {
        lhs.elapsed += rhs.elapsed
        lhs.bytes += rhs.bytes
        lhs.queries += rhs.queries
    }
}

/// Why an entry left or was refused.
public enum EvictionReason: String, CaseIterable, Sendable {
    /// Its room was needed.
    case capacity
    case expired
    case invalidated
    /// A newer copy took its place.
    case replaced
    /// It never came in: too large, or no room could be made.
    case rejected
}

public struct EvictionCounts: Sendable, Hashable {
    private var counts = [Int](repeating: 0, count: EvictionReason.allCases.count)

    public init() {}

    public subscript(reason: EvictionReason) -> Int {
        get { self.counts[reason.index] }
        set { self.counts[reason.index] = newValue }
    }

    public var total: Int {
        self.counts.reduce(0, +)
    }
}

extension EvictionReason {
    fileprivate var index: Int {
        switch self {
        case .capacity: 0
        case .expired: 1
        case .invalidated: 2
        case .replaced: 3
        case .rejected: 4
        }
    }
}

/// `usedBytes` = key + value + overhead + in-flight bytes, never above `limitBytes`.
public struct MemoryFigures: Sendable, Hashable {
    public var limitBytes: Int
    public var targetBytes: Int
    /// Held by entries that are dead and not yet reclaimed.
    public var reclaimableBytes: Int
    /// Values that have left while somebody still reads them; not among the used ones.
    public var pinnedBytes: Int
    public var entries: Int
    public var keyBytes: Int
    public var valueBytes: Int
    public var overheadBytes: Int
    /// Bytes of loads that have not landed.
    public var inFlightBytes: Int

    public var usedBytes: Int {
        self.keyBytes + self.valueBytes + self.overheadBytes + self.inFlightBytes
    }
}

/// Percentiles are nil where nothing was measured.
public struct LatencySummary: Sendable, Hashable {
    public var count = 0
    public var p50: Duration?
    public var p90: Duration?
    public var p99: Duration?
    public var max: Duration?

    public init() {}
}

public struct FreshnessBucket: Sendable, Hashable {
    /// Nil: no bound.
    public var upTo: Duration?
    public var entries: Int
}

public struct RouteFigures: Sendable {
    public var route: String
    public var requests: RequestCounts
    public var saved: SavedFigures
    public var entries: Int
    public var bytes: Int
    public var hitLatency: LatencySummary
    public var missLatency: LatencySummary
    public var bypassReasons: [BypassReason: Int]
    public var breaker: CircuitBreaker.State
}

public struct HotKeyFigures: Sendable {
    public var key: String
    public var hitsPerSecond: Double
    /// Requests counted for the key; by at most `errorBound` too many.
    public var requests: Int
    public var misses: Int
    public var bytesPerSecond: Double
    /// Seconds that its misses took, per second.
    public var costPerSecond: Double
    /// Nil where the key has no entry now.
    public var size: Int?
    public var remainingFreshness: Duration?
    public var state: EntryState
    public var errorBound: Int
}

/// One entry, seen without touching its recency.
public struct EntryInfo: Sendable {
    /// The name of its cache, where those of several are told together.
    public var cache: String? = nil
    public var key: CacheKey
    public var tags: [String]
    public var state: EntryState
    public var createdAt: CacheInstant
    public var freshUntil: CacheInstant?
    public var staleUntil: CacheInstant?
    public var lastHitAt: CacheInstant?
    public var hits: Int
    /// Bytes of key, value and overhead.
    public var size: Int
    public var cost: LoadCost
    public var status: Int?
    public var contentType: String?
    public var etag: String?
}
