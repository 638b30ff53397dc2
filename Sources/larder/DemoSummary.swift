import CourseCatalogue
import Foundation
import LarderEngine

/// What a demo without a screen prints at its end: the clients' measurements beside the engine's figures.
struct DemoSummary: Encodable {
    struct Percentiles: Encodable {
        @ExplicitNull var p50: Double?
        @ExplicitNull var p99: Double?

        init(_ latency: TrafficReport.Latency) {
            self._p50 = ExplicitNull(latency.p50?.microseconds)
            self._p99 = ExplicitNull(latency.p99?.microseconds)
        }
    }

    let requests: Int
    @ExplicitNull var hitRatio: Double?
    let hitUs: Percentiles
    let missUs: Percentiles
    /// Mean of the uncached search over mean of its hits.
    @ExplicitNull var speedup: Double?
    let queriesSaved: Int
    let evictions: [String: Int]

    private enum CodingKeys: String, CodingKey {
        case requests
        case hitRatio = "hit_ratio"
        case hitUs = "hit_us"
        case missUs = "miss_us"
        case speedup
        case queriesSaved = "queries_saved"
        case evictions
    }

    init(_ traffic: TrafficReport, _ engine: EngineSnapshot) {
        self.requests = engine.requests.total
        let hits = engine.requests.hits + engine.requests.staleHits
        let asked = hits + engine.requests.misses
        self._hitRatio = ExplicitNull(asked == 0 ? nil : Double(hits) / Double(asked))
        self.hitUs = Percentiles(traffic.hitLatency)
        self.missUs = Percentiles(traffic.missLatency)
        self._speedup = ExplicitNull(traffic.speedup)
        self.queriesSaved = engine.saved.queries
        self.evictions = Dictionary(uniqueKeysWithValues: EvictionReason.allCases.map { ($0.rawValue, engine.evictions[$0]) })
            .merging(["total": engine.evictions.total]) { $1 }
    }

    /// One line of JSON.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var table: String {
        func figure(_ value: Double?, _ format: String) -> String { value.map { String(format: format, $0) } ?? "none" }
        let reasons = EvictionReason.allCases.map { "\($0.rawValue) \(self.evictions[$0.rawValue] ?? 0)" }
        return """
            requests            \(self.requests)
            hit ratio           \(figure(self.hitRatio.map { $0 * 100 }, "%.1f%%"))
            as clients saw it
              hits              p50 \(figure(self.hitUs.p50, "%.0f µs"))   p99 \(figure(self.hitUs.p99, "%.0f µs"))
              misses            p50 \(figure(self.missUs.p50, "%.0f µs"))   p99 \(figure(self.missUs.p99, "%.0f µs"))
            cached search       \(figure(self.speedup, "%.1f")) times as quick as uncached
            queries saved       \(self.queriesSaved)
            evictions           \(self.evictions["total"] ?? 0): \(reasons.joined(separator: ", "))
            """
    }
}

/// Written as `null` where it is unknown.
@propertyWrapper
struct ExplicitNull: Encodable {
    let wrappedValue: Double?

    init(_ value: Double?) {
        self.wrappedValue = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}

extension Duration {
    fileprivate var microseconds: Double { self / .microseconds(1) }
}
