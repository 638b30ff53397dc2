import NIOConcurrencyHelpers

/// Why a request went past the cache, in a word for a table: `authorization`, `set-cookie`, `no-store`.
public struct BypassReason: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible {
    public var rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(stringLiteral value: String) {
        self.rawValue = value
    }

    public var description: String { self.rawValue }
}

/// How a request to a cached route was answered; each request has exactly one.
public enum RequestOutcome: Sendable, Hashable {
    case hit
    case staleHit
    case miss(MissKind)
    case bypassed(BypassReason)
}

public enum MissKind: Sendable, Hashable {
    /// Ran the load itself.
    case loaded
    /// Waited for somebody else's load.
    case coalesced
    /// Waited for a revalidation.
    case revalidated
}

/// Counts the requests of one route.
public final class RouteRecorder: Sendable {
    struct Tally {
        var requests = RequestCounts()
        var saved = SavedFigures()
        var bypassReasons: [BypassReason: Int] = [:]
        var hitLatency: LatencyWindow
        var missLatency: LatencyWindow
        var breaker = CircuitBreaker()
    }

    public let route: String
    private let clock: any CacheClock
    private let tally: NIOLockedValueBox<Tally>

    init(route: String, clock: any CacheClock) {
        self.route = route
        self.clock = clock
        let now = clock.now()
        self.tally = NIOLockedValueBox(Tally(hitLatency: LatencyWindow(now: now), missLatency: LatencyWindow(now: now)))
    }

    /// - Parameters:
    ///   - savedCost: Of a hit: what the entry had cost to make.
    ///   - savedBytes: Of a hit: the bytes answered from memory.
    public func record(
        _ outcome: RequestOutcome, latency: Duration, status: Int, savedCost: LoadCost = LoadCost(), savedBytes: Int = 0
    ) {
        let now = self.clock.now()
        self.tally.withLockedValue { tally in
            switch outcome {
            case .hit:
                tally.requests.hits += 1
                tally.hitLatency.record(latency, at: now)
            case .staleHit:
                tally.requests.staleHits += 1
                tally.hitLatency.record(latency, at: now)
            case .miss(let kind):
                tally.requests.misses += 1
                tally.missLatency.record(latency, at: now)
                switch kind {
                case .loaded: break
                case .coalesced: tally.requests.coalesced += 1
                case .revalidated: tally.requests.revalidated += 1
                }
            case .bypassed(let reason):
                tally.requests.bypassed += 1
                tally.bypassReasons[reason, default: 0] += 1
            }
            if status >= 500 {
                tally.requests.errors += 1
            }
            tally.saved.elapsed += savedCost.elapsed
            tally.saved.queries += savedCost.queries
            tally.saved.bytes += savedBytes
        }
    }

    // MARK: The route's source

    /// Whether it is to be asked by a request that could have a stale response.
    public func admits() -> Bool {
        let now = self.clock.now()
        return self.tally.withLockedValue { $0.breaker.admits(at: now) }
    }

    /// It answered in time.
    public func succeeded() {
        self.tally.withLockedValue { $0.breaker.succeeded() }
    }

    /// It did not answer in time.
    public func failed() {
        let now = self.clock.now()
        self.tally.withLockedValue { $0.breaker.failed(at: now) }
    }

    struct Reading {
        var breaker: CircuitBreaker.State
        var requests: RequestCounts
        var saved: SavedFigures
        var bypassReasons: [BypassReason: Int]
        var hitLatency: LatencyHistogram
        var missLatency: LatencyHistogram
    }

    func read() -> Reading {
        let now = self.clock.now()
        return self.tally.withLockedValue { tally in
            Reading(
                breaker: tally.breaker.state(at: now), requests: tally.requests, saved: tally.saved,
                bypassReasons: tally.bypassReasons,
                hitLatency: tally.hitLatency.merged(at: now), missLatency: tally.missLatency.merged(at: now))
        }
    }
}
