import LarderAdmin
import LarderAdminServer
import LarderEngine
import Testing

@Suite struct `Snapshots` {
    @Test func `are made once per tick and shared by all who ask`() async throws {
        let clock = ManualClock()
        try await withServedEngine(clock: clock, configure: { $0.snapshotTick = .milliseconds(100) }) { engine, client in
            let first = try await client.get("/v1/stats")
            let route = engine.recorder(forRoute: "a")
            route.record(.hit, latency: .zero, status: 200)
            clock.advance(by: .milliseconds(99))
            #expect(try await client.get("/v1/stats").body == first.body)
            let others = try await client.get("/v1/stats?include=routes,history&points=3").decode(StatsSnapshot.self)
            #expect(others.requests.total == 0)
            #expect(others.routes == [])
            clock.advance(by: .milliseconds(1))
            let next = try await client.get("/v1/stats?include=routes").decode(StatsSnapshot.self)
            #expect(next.requests.total == 1)
            #expect(next.routes?.map(\.requests) == [1])
            #expect(try await client.get("/v1/stats").decode(StatsSnapshot.self).at == next.at)
        }
    }

    @Test func `show what was just done through the endpoint`() async throws {
        try await withServedEngine(clock: ManualClock(), configure: { $0.snapshotTick = .seconds(60) }) { engine, client in
            engine.store("a:")
            func aged() async throws -> Int? {
                try await client.get("/v1/stats").decode(StatsSnapshot.self).ttlHistogram.first?.entries
            }
            #expect(try await aged() == 0)
            let done = try await client.invalidate(#"{"select": {"all": true}}"#).decode(InvalidationResult.self)
            #expect(try await aged() == 1)
            #expect(try await client.send("DELETE", "/v1/invalidations/\(done.id ?? "")").status == 200)
            #expect(try await aged() == 0)
        }
    }

    @Test(arguments: ["", "?include=events", "?include=hot_keys,events,routes,history", "?include=throttle"])
    func `are whole whatever was asked for`(query: String) async throws {
        try await withServedEngine { engine, client in
            engine.store("a:")
            engine.ask("a:")
            let stats = try await client.get("/v1/stats\(query)").decode(StatsSnapshot.self)
            #expect(stats.memory.entries == 1)
            #expect((stats.events != nil) == query.contains("events"))
            #expect((stats.hotKeys != nil) == query.contains("hot_keys"))
        }
    }
}
