import Foundation
import LarderAdmin
import Testing

@Suite(.serialized) struct HeadlessTests {
    private struct Summary: Decodable {
        struct Percentiles: Decodable {
            let p50: Double?
            let p99: Double?
        }

        let requests: Int
        let hit_ratio: Double?
        let hit_us: Percentiles
        let miss_us: Percentiles
        let speedup: Double?
        let queries_saved: Int
        let evictions: [String: Int]
    }

    @Test func `the summary agrees with the endpoint's last figures, and everything shows`() async throws {
        let program = try Program([
            "demo", "--headless", "--json", "--duration", "12s", "--rate", "800", "--api-port", "0", "--admin-port", "0",
            "--memory", "1MiB", "--ready-file", "READY",
        ])
        let served = try await program.ready()
        // The endpoint answers for a second after the traffic has ended: the last answer that came is the final one.
        var last: StatsSnapshot?
        while program.process.isRunning {
            last = (try? await Web.stats(served.admin_url)) ?? last
            try await Task.sleep(for: .milliseconds(100))
        }
        let result = try await program.end(within: .seconds(5))
        #expect(result.status == 0, "\(result.errors)")
        let line = try #require(result.output.split(separator: "\n").last)
        let summary = try JSONDecoder().decode(Summary.self, from: Data(line.utf8))
        let stats = try #require(last)
        #expect(summary.requests == stats.requests.total)
        #expect(summary.queries_saved == stats.saved.queries)
        #expect(summary.evictions["total"] == stats.evictions.total)
        #expect(summary.hit_ratio.map { abs($0 - (stats.requests.hitRatio ?? -1)) < 0.001 } == true)
        #expect(summary.hit_us.p50 != nil && summary.miss_us.p99 != nil && summary.speedup != nil)
        #expect(stats.requests.hits > 0 && stats.requests.misses > 0 && stats.requests.staleHits > 0)
        #expect(stats.evictions.capacity > 0 && stats.evictions.invalidated > 0)
        #expect(stats.requests.errors == 0)
    }

    @Test func `without a duration it runs until a signal, then says what was`() async throws {
        let program = try Program([
            "demo", "--headless", "--rate", "200", "--courses", "300", "--api-port", "0", "--admin-port", "0", "--ready-file",
            "READY",
        ])
        let served = try await program.ready()
        try await eventually("requests are counted", within: .seconds(20)) {
            try await Web.stats(served.admin_url).requests.hits > 20
        }
        program.send(SIGINT)
        let result = try await program.end(within: .seconds(10))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("hit ratio"))
    }
}
