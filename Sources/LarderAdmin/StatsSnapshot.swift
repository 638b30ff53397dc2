public import Foundation

/// The answer to `GET /v1/stats`: the one poll that a dashboard needs.
///
/// The core is always there; `hotKeys`, `events`, `routes` and `history` only where the request's `include` named them.
public struct StatsSnapshot: Codable, Sendable, Equatable {
    public var instance: Instance
    /// The number of the last invalidation of this process.
    public var sequence: UInt64
    public var at: Date
    /// The eviction policy's name.
    public var policy: String
    public var requests: Requests
    public var lookups: Lookups
    public var saved: Saved
    /// Rates over the windows `1s`, `10s`, `60s` and `900s`.
    public var rates: [String: Rates]
    public var evictions: Evictions
    public var memory: Memory
    public var latencyUs: Latencies
    public var ttlHistogram: [TTLBucket]
    public var backends: [Backend]
    public var hotKeys: [HotKey]?
    public var events: EventPage?
    public var routes: [Route]?
    public var history: History?

    public init(
        instance: Instance, sequence: UInt64, at: Date, policy: String, requests: Requests, lookups: Lookups, saved: Saved,
        rates: [String: Rates], evictions: Evictions, memory: Memory, latencyUs: Latencies, ttlHistogram: [TTLBucket],
        backends: [Backend], hotKeys: [HotKey]? = nil, events: EventPage? = nil, routes: [Route]? = nil, history: History? = nil
    ) {
        self.instance = instance
        self.sequence = sequence
        self.at = at
        self.policy = policy
        self.requests = requests
        self.lookups = lookups
        self.saved = saved
        self.rates = rates
        self.evictions = evictions
        self.memory = memory
        self.latencyUs = latencyUs
        self.ttlHistogram = ttlHistogram
        self.backends = backends
        self.hotKeys = hotKeys
        self.events = events
        self.routes = routes
        self.history = history
    }

    public struct Instance: Codable, Sendable, Equatable {
        /// New at every start of the process: a client that sees another id resets what it remembers.
        public var id: String
        public var name: String
        public var environment: String
        public var version: String
        public var pid: Int
        public var startedAt: Date
        public var uptimeSeconds: Double

        public init(
            id: String, name: String, environment: String, version: String, pid: Int, startedAt: Date, uptimeSeconds: Double
        ) {
            self.id = id
            self.name = name
            self.environment = environment
            self.version = version
            self.pid = pid
            self.startedAt = startedAt
            self.uptimeSeconds = uptimeSeconds
        }

        private enum CodingKeys: String, CodingKey {
            case id, name, environment, version, pid
            case startedAt = "started_at"
            case uptimeSeconds = "uptime_seconds"
        }
    }

    /// `hits + staleHits + misses + bypassed = total` in every snapshot.
    public struct Requests: Codable, Sendable, Equatable {
        public var total: Int
        public var hits: Int
        public var staleHits: Int
        public var misses: Int
        public var bypassed: Int
        /// Misses that waited for somebody else's load.
        public var coalesced: Int
        /// Misses that waited for a revalidation.
        public var revalidated: Int
        public var throttled: Int
        /// 5xx answers among `total`.
        public var errors: Int

        public init(
            total: Int = 0, hits: Int = 0, staleHits: Int = 0, misses: Int = 0, bypassed: Int = 0, coalesced: Int = 0,
            revalidated: Int = 0, throttled: Int = 0, errors: Int = 0
        ) {
            self.total = total
            self.hits = hits
            self.staleHits = staleHits
            self.misses = misses
            self.bypassed = bypassed
            self.coalesced = coalesced
            self.revalidated = revalidated
            self.throttled = throttled
            self.errors = errors
        }

        /// `(hits + staleHits) / (hits + staleHits + misses)`, nil where nothing was asked.
        public var hitRatio: Double? {
            let asked = self.hits + self.staleHits + self.misses
            return asked == 0 ? nil : Double(self.hits + self.staleHits) / Double(asked)
        }

        private enum CodingKeys: String, CodingKey {
            case total, hits, misses, bypassed, coalesced, revalidated, throttled, errors
            case staleHits = "stale_hits"
        }
    }

    /// Data-cache lookups by kind; they never enter `requests`.
    public struct Lookups: Codable, Sendable, Equatable {
        public var object: Count
        public var query: Count
        public var fragment: Count
        public var value: Count

        public init(object: Count = Count(), query: Count = Count(), fragment: Count = Count(), value: Count = Count()) {
            self.object = object
            self.query = query
            self.fragment = fragment
            self.value = value
        }

        public struct Count: Codable, Sendable, Equatable {
            public var hits: Int
            public var misses: Int

            public init(hits: Int = 0, misses: Int = 0) {
                self.hits = hits
                self.misses = misses
            }
        }
    }

    /// What hits spared the origin.
    public struct Saved: Codable, Sendable, Equatable {
        public var seconds: Double
        public var bytes: Int
        public var queries: Int

        public init(seconds: Double = 0, bytes: Int = 0, queries: Int = 0) {
            self.seconds = seconds
            self.bytes = bytes
            self.queries = queries
        }
    }

    /// Per second, over one window.
    public struct Rates: Codable, Sendable, Equatable {
        public var requests: Double
        public var hits: Double
        public var staleHits: Double
        public var misses: Double
        public var bypassed: Double
        public var evictions: Double
        /// Those because room was needed, which are the ones that a larger cache would not have had.
        @Nullable public var capacityEvictions: Double?
        @Nullable public var hitRatio: Double?

        public init(
            requests: Double = 0, hits: Double = 0, staleHits: Double = 0, misses: Double = 0, bypassed: Double = 0,
            evictions: Double = 0, capacityEvictions: Double? = nil, hitRatio: Double? = nil
        ) {
            self.requests = requests
            self.hits = hits
            self.staleHits = staleHits
            self.misses = misses
            self.bypassed = bypassed
            self.evictions = evictions
            self.capacityEvictions = capacityEvictions
            self.hitRatio = hitRatio
        }

        private enum CodingKeys: String, CodingKey {
            case requests, hits, misses, bypassed, evictions
            case staleHits = "stale_hits"
            case capacityEvictions = "capacity_evictions"
            case hitRatio = "hit_ratio"
        }
    }

    /// Entries that left or were refused (`rejected`); `total` is the sum of the reasons.
    public struct Evictions: Codable, Sendable, Equatable {
        public var total: Int
        public var capacity: Int
        public var expired: Int
        public var invalidated: Int
        public var replaced: Int
        public var rejected: Int

        public init(capacity: Int = 0, expired: Int = 0, invalidated: Int = 0, replaced: Int = 0, rejected: Int = 0) {
            self.total = capacity + expired + invalidated + replaced + rejected
            self.capacity = capacity
            self.expired = expired
            self.invalidated = invalidated
            self.replaced = replaced
            self.rejected = rejected
        }
    }

    /// `usedBytes` = key + value + overhead + in-flight bytes, never above `limitBytes`.
    public struct Memory: Codable, Sendable, Equatable {
        public var limitBytes: Int
        public var targetBytes: Int
        public var usedBytes: Int
        public var reclaimableBytes: Int
        /// Of values that left and are still being written out; null where that is not measured.
        @Nullable public var pinnedBytes: Int?
        public var entries: Int
        public var keyBytes: Int
        public var valueBytes: Int
        public var overheadBytes: Int
        public var inFlightBytes: Int
        /// Resident memory of the whole process.
        @Nullable public var residentBytes: Int?

        public init(
            limitBytes: Int = 0, targetBytes: Int = 0, usedBytes: Int = 0, reclaimableBytes: Int = 0, pinnedBytes: Int? = nil,
            entries: Int = 0, keyBytes: Int = 0, valueBytes: Int = 0, overheadBytes: Int = 0, inFlightBytes: Int = 0,
            residentBytes: Int? = nil
        ) {
            self.limitBytes = limitBytes
            self.targetBytes = targetBytes
            self.usedBytes = usedBytes
            self.reclaimableBytes = reclaimableBytes
            self.pinnedBytes = pinnedBytes
            self.entries = entries
            self.keyBytes = keyBytes
            self.valueBytes = valueBytes
            self.overheadBytes = overheadBytes
            self.inFlightBytes = inFlightBytes
            self.residentBytes = residentBytes
        }

        private enum CodingKeys: String, CodingKey {
            case entries
            case limitBytes = "limit_bytes"
            case targetBytes = "target_bytes"
            case usedBytes = "used_bytes"
            case reclaimableBytes = "reclaimable_bytes"
            case pinnedBytes = "pinned_bytes"
            case keyBytes = "key_bytes"
            case valueBytes = "value_bytes"
            case overheadBytes = "overhead_bytes"
            case inFlightBytes = "in_flight_bytes"
            case residentBytes = "resident_bytes"
        }
    }

    public struct Latencies: Codable, Sendable, Equatable {
        public var hit: Latency
        public var miss: Latency

        public init(hit: Latency = Latency(), miss: Latency = Latency()) {
            self.hit = hit
            self.miss = miss
        }
    }

    /// Microseconds; percentiles are null where nothing was measured.
    public struct Latency: Codable, Sendable, Equatable {
        public var count: Int
        @Nullable public var p50: Double?
        @Nullable public var p90: Double?
        @Nullable public var p99: Double?
        @Nullable public var max: Double?

        public init(count: Int = 0, p50: Double? = nil, p90: Double? = nil, p99: Double? = nil, max: Double? = nil) {
            self.count = count
            self.p50 = p50
            self.p90 = p90
            self.p99 = p99
            self.max = max
        }
    }

    /// Entries whose remaining freshness is at most `upToSeconds` (null in the last: no bound) and above the bucket before.
    public struct TTLBucket: Codable, Sendable, Equatable {
        @Nullable public var upToSeconds: Double?
        public var entries: Int

        public init(upToSeconds: Double?, entries: Int) {
            self.upToSeconds = upToSeconds
            self.entries = entries
        }

        private enum CodingKeys: String, CodingKey {
            case entries
            case upToSeconds = "up_to_seconds"
        }
    }

    public struct Backend: Codable, Sendable, Equatable {
        public enum State: String, Codable, Sendable {
            case up, degraded, down
        }

        public var name: String
        public var kind: String
        public var location: String
        public var state: State
        @Nullable public var error: String?
        @Nullable public var latencyUs: Double?
        public var capabilities: [String]

        public init(
            name: String, kind: String, location: String, state: State, error: String?, latencyUs: Double?, capabilities: [String]
        ) {
            self.name = name
            self.kind = kind
            self.location = location
            self.state = state
            self.error = error
            self.latencyUs = latencyUs
            self.capabilities = capabilities
        }

        private enum CodingKeys: String, CodingKey {
            case name, kind, location, state, error, capabilities
            case latencyUs = "latency_us"
        }
    }

    public struct HotKey: Codable, Sendable, Equatable {
        public var key: String
        public var hitsPerSecond: Double
        public var requests: Int
        public var misses: Int
        public var bytesPerSecond: Double
        @Nullable public var sizeBytes: Int?
        @Nullable public var hitRatio: Double?
        @Nullable public var ttlSeconds: Double?
        public var state: EntryState
        /// By how much `requests` may be too high.
        public var errorBound: Int

        public init(
            key: String, hitsPerSecond: Double, requests: Int, misses: Int, bytesPerSecond: Double, sizeBytes: Int?,
            hitRatio: Double?, ttlSeconds: Double?, state: EntryState, errorBound: Int
        ) {
            self.key = key
            self.hitsPerSecond = hitsPerSecond
            self.requests = requests
            self.misses = misses
            self.bytesPerSecond = bytesPerSecond
            self.sizeBytes = sizeBytes
            self.hitRatio = hitRatio
            self.ttlSeconds = ttlSeconds
            self.state = state
            self.errorBound = errorBound
        }

        private enum CodingKeys: String, CodingKey {
            case key, requests, misses, state
            case hitsPerSecond = "hits_per_second"
            case bytesPerSecond = "bytes_per_second"
            case sizeBytes = "size_bytes"
            case hitRatio = "hit_ratio"
            case ttlSeconds = "ttl_seconds"
            case errorBound = "error_bound"
        }
    }

    public struct Route: Codable, Sendable, Equatable {
        public var route: String
        public var requests: Int
        public var hits: Int
        public var misses: Int
        @Nullable public var hitRatio: Double?
        public var entries: Int
        public var bytes: Int
        @Nullable public var hitP99Us: Double?
        @Nullable public var missP50Us: Double?
        public var savedSeconds: Double
        /// What hits spared the handler; nil from a process that does not tell.
        public var savedBytes: Int?
        public var savedQueries: Int?
        public var breaker: String
        public var bypassReasons: [String: Int]
        /// With `hits`, `misses` and `bypassed` these make up `requests`.
        public var staleHits: Int
        public var bypassed: Int

        public init(
            route: String, requests: Int, hits: Int, misses: Int, hitRatio: Double?, entries: Int, bytes: Int, hitP99Us: Double?,
            missP50Us: Double?, savedSeconds: Double, breaker: String, bypassReasons: [String: Int], staleHits: Int = 0,
            bypassed: Int = 0, savedBytes: Int? = nil, savedQueries: Int? = nil
        ) {
            self.route = route
            self.requests = requests
            self.hits = hits
            self.misses = misses
            self.hitRatio = hitRatio
            self.entries = entries
            self.bytes = bytes
            self.hitP99Us = hitP99Us
            self.missP50Us = missP50Us
            self.savedSeconds = savedSeconds
            self.savedBytes = savedBytes
            self.savedQueries = savedQueries
            self.breaker = breaker
            self.bypassReasons = bypassReasons
            self.staleHits = staleHits
            self.bypassed = bypassed
        }

        private enum CodingKeys: String, CodingKey {
            case route, requests, hits, misses, entries, bytes, breaker, bypassed
            case hitRatio = "hit_ratio"
            case hitP99Us = "hit_p99_us"
            case missP50Us = "miss_p50_us"
            case savedSeconds = "saved_seconds"
            case savedBytes = "saved_bytes"
            case savedQueries = "saved_queries"
            case bypassReasons = "bypass_reasons"
            case staleHits = "stale_hits"
        }
    }

    /// One value a step; a null is a gap: nothing was recorded then.
    public struct History: Codable, Sendable, Equatable {
        public var stepSeconds: Double
        /// When the first step begins.
        public var from: Date
        /// `hits`, `stale_hits`, `misses`, `bypassed` and `evictions` per second; `used_bytes`, and the latencies `hit_p50_us`,
        /// `hit_p99_us`, `miss_p50_us` and `miss_p99_us`, as they stood.
        public var series: [String: [Double?]]

        public init(stepSeconds: Double, from: Date, series: [String: [Double?]]) {
            self.stepSeconds = stepSeconds
            self.from = from
            self.series = series
        }

        private enum CodingKeys: String, CodingKey {
            case from, series
            case stepSeconds = "step_seconds"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case instance, sequence, at, policy, requests, lookups, saved, rates, evictions, memory, backends, events, routes, history
        case latencyUs = "latency_us"
        case ttlHistogram = "ttl_histogram"
        case hotKeys = "hot_keys"
    }
}

/// What a reader would get for a key now.
public enum EntryState: String, Codable, Sendable, CaseIterable {
    case fresh
    /// Servable while it is refreshed.
    case stale
    /// Kept, but not served before the origin was asked.
    case revalidate
    case absent
}
