import Foundation
import LarderAdmin
import LarderEngine

// The engine's figures in the words of the wire.

extension StatsSnapshot.Requests {
    init(_ counts: RequestCounts) {
        self.init(
            total: counts.total, hits: counts.hits, staleHits: counts.staleHits, misses: counts.misses, bypassed: counts.bypassed,
            coalesced: counts.coalesced, revalidated: counts.revalidated, throttled: counts.throttled, errors: counts.errors)
    }
}

extension StatsSnapshot.Lookups {
    init(_ counts: LookupCounts) {
        func count(_ kind: LookupKind) -> Count {
            Count(hits: counts[kind].hits, misses: counts[kind].misses)
        }
        self.init(object: count(.object), query: count(.query), fragment: count(.fragment), value: count(.value))
    }
}

extension StatsSnapshot.Saved {
    init(_ figures: SavedFigures) {
        self.init(seconds: figures.elapsed.seconds, bytes: figures.bytes, queries: figures.queries)
    }
}

extension StatsSnapshot.Evictions {
    init(_ counts: EvictionCounts) {
        self.init(
            capacity: counts[.capacity], expired: counts[.expired], invalidated: counts[.invalidated],
            replaced: counts[.replaced], rejected: counts[.rejected])
    }
}

extension StatsSnapshot.Memory {
    init(_ figures: MemoryFigures, residentBytes: Int?) {
        self.init(
            limitBytes: figures.limitBytes, targetBytes: figures.targetBytes, usedBytes: figures.usedBytes,
            reclaimableBytes: figures.reclaimableBytes, pinnedBytes: figures.pinnedBytes, entries: figures.entries,
            keyBytes: figures.keyBytes,
            valueBytes: figures.valueBytes, overheadBytes: figures.overheadBytes, inFlightBytes: figures.inFlightBytes,
            residentBytes: residentBytes)
    }
}

extension StatsSnapshot.Latency {
    init(_ summary: LatencySummary) {
        self.init(
            count: summary.count, p50: summary.p50?.microseconds, p90: summary.p90?.microseconds,
            p99: summary.p99?.microseconds, max: summary.max?.microseconds)
    }
}

extension StatsSnapshot.TTLBucket {
    init(_ bucket: FreshnessBucket) {
        self.init(upToSeconds: bucket.upTo?.seconds, entries: bucket.entries)
    }
}

extension StatsSnapshot.HotKey {
    init(_ figures: HotKeyFigures) {
        self.init(
            key: figures.key, hitsPerSecond: figures.hitsPerSecond, requests: figures.requests, misses: figures.misses,
            bytesPerSecond: figures.bytesPerSecond, sizeBytes: figures.size,
            // Both are estimates of their own, so one may exceed the other a little.
            hitRatio: figures.requests == 0 ? nil : max(0, 1 - Double(figures.misses) / Double(figures.requests)),
            ttlSeconds: figures.remainingFreshness?.seconds, state: LarderAdmin.EntryState(figures.state),
            errorBound: figures.errorBound)
    }
}

extension StatsSnapshot.Route {
    init(_ figures: RouteFigures) {
        let requests = StatsSnapshot.Requests(figures.requests)
        self.init(
            route: figures.route, requests: requests.total, hits: requests.hits, misses: requests.misses,
            hitRatio: requests.hitRatio, entries: figures.entries, bytes: figures.bytes,
            hitP99Us: figures.hitLatency.p99?.microseconds, missP50Us: figures.missLatency.p50?.microseconds,
            savedSeconds: figures.saved.elapsed.seconds, breaker: figures.breaker.rawValue,
            bypassReasons: Dictionary(uniqueKeysWithValues: figures.bypassReasons.map { ($0.key.rawValue, $0.value) }),
            staleHits: requests.staleHits, bypassed: requests.bypassed, savedBytes: figures.saved.bytes,
            savedQueries: figures.saved.queries)
    }
}

extension StatsSnapshot.History {
    init(_ excerpt: History.Excerpt, _ wall: WallTime) {
        func series(_ value: (History.Excerpt.Step) -> Double?) -> [Double?] {
            excerpt.steps.map { $0.flatMap(value) }
        }
        self.init(
            stepSeconds: excerpt.stepSeconds, from: wall.date(excerpt.from),
            series: [
                "hits": series { $0.perSecond(\.hits) }, "stale_hits": series { $0.perSecond(\.staleHits) },
                "misses": series { $0.perSecond(\.misses) }, "evictions": series { $0.perSecond(\.evictions) },
                "bypassed": series { $0.perSecond(\.bypassed) }, "used_bytes": series { Double($0.end.usedBytes) },
                "hit_p50_us": series(\.end.hitLatency?.p50), "hit_p99_us": series(\.end.hitLatency?.p99),
                "miss_p50_us": series(\.end.missLatency?.p50), "miss_p99_us": series(\.end.missLatency?.p99),
            ])
    }
}

extension LarderAdmin.EntryState {
    init(_ state: LarderEngine.EntryState) {
        self =
            switch state {
            case .fresh: .fresh
            case .stale: .stale
            case .revalidate: .revalidate
            case .absent: .absent
            }
    }
}
