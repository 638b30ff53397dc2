import LarderAdmin
import LarderEngine
import Testing

@Suite struct `Under load` {
    @Test func `every snapshot is consistent while the cache is used, filled, emptied and listed`() async throws {
        try await withServedEngine(memoryLimit: 1 << 20) { engine, client in
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<3 {
                    group.addTask {
                        let route = engine.recorder(forRoute: "r\(worker)")
                        let value = String(repeating: "x", count: 3000)
                        for number in 0..<4000 {
                            let key = "r\(worker):?n=\(number * 7919 % 700)"
                            switch engine.ask(key) {
                            case .fresh: route.record(.hit, latency: .microseconds(20), status: 200, savedBytes: 3000)
                            case .stale: route.record(.staleHit, latency: .microseconds(20), status: 200)
                            case .absent:
                                engine.store(key, value, tags: ["t\(number % 10)"])
                                route.record(
                                    number % 5 == 0 ? .bypassed("no-store") : .miss(number % 3 == 0 ? .coalesced : .loaded),
                                    latency: .milliseconds(1), status: number % 50 == 0 ? 503 : 200)
                            }
                            if number % 97 == 0 {
                                _ = try? engine.invalidate(
                                    .tags(["t\(number % 10)"]), mode: number % 2 == 0 ? .soft : .hard,
                                    cause: InvalidationCause(source: .database))
                            }
                            if number % 16 == 0 { await Task.yield() }
                        }
                    }
                }
                for poller in 0..<2 {
                    group.addTask {
                        var last = StatsSnapshot.Requests()
                        for round in 0..<15 {
                            do {
                                let stats = try await client.get("/v1/stats?include=hot_keys,events,routes,history")
                                    .decode(StatsSnapshot.self)
                                #expect(Stats.violations(stats) == [])
                                #expect(stats.requests.total >= last.total, "counts never fall")
                                last = stats.requests
                                if poller == 0, round % 5 == 0 {
                                    #expect(try await client.get("/v1/keys?sort=hits&order=desc").status == 200)
                                }
                            } catch {
                                Issue.record(error)
                            }
                        }
                    }
                }
            }
            let stats = try await client.get("/v1/stats").decode(StatsSnapshot.self)
            #expect(stats.requests.total == 12000)
            #expect(Stats.violations(stats) == [])
        }
    }
}
