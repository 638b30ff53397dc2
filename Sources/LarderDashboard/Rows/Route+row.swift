import LarderAdmin

extension StatsSnapshot.Route: TableRow {
    enum Sort: String, TableSort {
        case requests
        case hitRate = "hit%"
        case hitLatency = "hit p99"
        case missLatency = "miss p50"
        case saved, bypassed, entries, bytes, route
    }

    /// What is wrong with a route, in a word.
    enum Flag: String, Sendable {
        case noHits = "NO HITS"
        case open = "BREAKER"
        case slowHits = "SLOW HIT"
    }

    /// As many requests as it takes to say that hits never come.
    static let enoughRequests = 20

    /// Of fewer hits the 99th percentile is the slowest one.
    static let enoughHits = 100
    static let feltMicroseconds = 1000.0

    var flag: Flag? {
        if self.breaker != "closed" {
            return .open
        }
        if self.requests >= Self.enoughRequests, self.hits == 0, self.staleHits == 0 {
            return .noHits
        }
        return self.hasSlowHits ? .slowHits : nil
    }

    /// A 99th percentile is held against a median here, so it must be of enough hits, well above, and long enough to be felt.
    private var hasSlowHits: Bool {
        guard let hit = self.hitP99Us, let miss = self.missP50Us, self.hits >= Self.enoughHits else { return false }
        return hit > 2 * miss && hit >= Self.feltMicroseconds
    }

    /// The reasons with their counts, most frequent first.
    var bypasses: [(reason: String, count: Int)] {
        self.bypassReasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    var identity: String { self.route }
    var filterText: String { self.route }

    func order(before other: Self, by sort: Sort) -> Double {
        switch sort {
        case .requests: Double(other.requests) - Double(self.requests)
        // Hits that never come are what one sorts by hit rate for.
        case .hitRate: (self.hitRatio ?? 2) - (other.hitRatio ?? 2)
        case .hitLatency: (other.hitP99Us ?? -1) - (self.hitP99Us ?? -1)
        case .missLatency: (other.missP50Us ?? -1) - (self.missP50Us ?? -1)
        case .saved: other.savedSeconds - self.savedSeconds
        case .bypassed: Double(other.bypassed) - Double(self.bypassed)
        case .entries: Double(other.entries) - Double(self.entries)
        case .bytes: Double(other.bytes) - Double(self.bytes)
        case .route: 0
        }
    }
}
