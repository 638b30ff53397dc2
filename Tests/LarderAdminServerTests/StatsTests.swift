import Foundation
import LarderAdmin
import LarderEngine
import NIOCore
import Testing

@Suite struct `Stats` {
    /// What an observer may rely on in every answer.
    static func violations(_ stats: StatsSnapshot) -> [String] {
        var broken: [String] = []
        func require(_ holds: Bool, _ rule: String) {
            if !holds { broken.append(rule) }
        }
        let requests = stats.requests
        require(requests.hits + requests.staleHits + requests.misses + requests.bypassed == requests.total, "classes = total")
        require(requests.coalesced + requests.revalidated <= requests.misses, "coalesced + revalidated <= misses")
        require(requests.errors <= requests.total, "errors among total")
        let memory = stats.memory
        require(
            memory.usedBytes == memory.keyBytes + memory.valueBytes + memory.overheadBytes + memory.inFlightBytes,
            "used = key + value + overhead + in flight")
        require(memory.usedBytes <= memory.limitBytes, "used <= limit")
        let evictions = stats.evictions
        require(
            evictions.total == evictions.capacity + evictions.expired + evictions.invalidated + evictions.replaced
                + evictions.rejected, "evictions = reasons")
        for (window, rates) in stats.rates {
            let sum = rates.hits + rates.staleHits + rates.misses + rates.bypassed
            require(abs(sum - rates.requests) <= 1e-6 * max(1, sum), "rates of \(window) = requests")
            let asked = rates.hits + rates.staleHits + rates.misses
            require((rates.hitRatio == nil) == (asked == 0), "ratio of \(window) is null where nothing was asked")
            require(rates.hitRatio.map { (0...1).contains($0) } ?? true, "ratio of \(window) within 0 and 1")
        }
        return broken
    }

    @Test func `the core has every field of the contract and no part that was not asked for`() async throws {
        try await withServedEngine { engine, client in
            let reply = try await client.get("/v1/stats")
            #expect(reply.status == 200)
            #expect(reply.fields["content-type"] == "application/json")
            #expect(reply.fields["cache-control"] == "no-store")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(reply.body.utf8)) as? [String: Any])
            #expect(
                Set(object.keys) == [
                    "instance", "sequence", "at", "policy", "requests", "lookups", "saved", "rates", "evictions", "memory",
                    "latency_us", "ttl_histogram", "backends",
                ])
            #expect(Set(try #require(object["rates"] as? [String: Any]).keys) == ["1s", "10s", "60s", "900s"])
            #expect((object["rates"] as? [String: [String: Any]])?["1s"]?["hit_ratio"] is NSNull)
            let stats = try reply.decode(StatsSnapshot.self)
            #expect(stats.instance.name == "catalogue-1")
            #expect(stats.instance.pid == Int(ProcessInfo.processInfo.processIdentifier))
            #expect(try #require(stats.memory.residentBytes) > 1 << 20)
            #expect(stats.backends.map(\.state) == [.up])
            #expect(Self.violations(stats) == [])
        }
    }

    @Test func `lookups of the program's own values are counted by kind and enter no requests`() async throws {
        try await withServedEngine { engine, client in
            let key = CacheKey(text: "rates")
            #expect(engine.value(forKey: key) == nil)
            engine.set(ByteBuffer(string: "1"), forKey: key, lifetime: EntryLifetime(freshness: nil))
            for kind in [LookupKind.value, .query, .query] {
                #expect(engine.value(forKey: key, as: kind) != nil)
            }
            engine.ask("course_list:")
            let stats = try await client.get("/v1/stats").decode(StatsSnapshot.self)
            typealias Count = StatsSnapshot.Lookups.Count
            #expect(
                stats.lookups
                    == StatsSnapshot.Lookups(query: Count(hits: 2, misses: 0), value: Count(hits: 1, misses: 1)))
            #expect(stats.requests.total == 0)
        }
    }

    @Test func `the row of the memory says how long a read of it takes`() async throws {
        try await withServedEngine { engine, client in
            let idle = try await client.get("/v1/stats").decode(StatsSnapshot.self)
            #expect(idle.backends.map(\.latencyUs) == [nil])
            engine.ask("course_list:")
            let stats = try await client.get("/v1/stats").decode(StatsSnapshot.self)
            #expect(try #require(stats.backends.first?.latencyUs) > 0)
        }
    }

    @Test func `parts come as asked for`() async throws {
        try await withServedEngine { engine, client in
            engine.store("course_list:?page=1")
            engine.ask("course_list:?page=1")
            let route = engine.recorder(forRoute: "course_list")
            route.record(.miss(.loaded), latency: .milliseconds(3), status: 200)
            route.record(
                .hit, latency: .microseconds(80), status: 200, savedCost: LoadCost(elapsed: .seconds(1), queries: 2),
                savedBytes: 9)
            route.record(.staleHit, latency: .microseconds(80), status: 200)
            route.record(.bypassed("set-cookie"), latency: .milliseconds(1), status: 503)
            let stats = try await client.get("/v1/stats?include=hot_keys,events,routes,history,throttle&points=10&window=10s")
                .decode(StatsSnapshot.self)
            #expect(stats.requests.total == 4)
            #expect(stats.requests.errors == 1)
            #expect(stats.saved == StatsSnapshot.Saved(seconds: 1, bytes: 9, queries: 2))
            #expect(stats.routes?.map(\.route) == ["course_list"])
            #expect(stats.routes?.first?.bypassReasons == ["set-cookie": 1])
            #expect(stats.routes?.first?.hitRatio == 2.0 / 3)
            #expect(stats.hotKeys?.first?.key == "course_list:?page=1")
            #expect(stats.events?.items == [])
            #expect(stats.history?.stepSeconds == 1)
            #expect(
                stats.history.map { Set($0.series.keys) } == [
                    "hits", "stale_hits", "misses", "bypassed", "evictions", "used_bytes", "hit_p50_us", "hit_p99_us",
                    "miss_p50_us", "miss_p99_us",
                ])
            #expect(stats.history?.series.values.allSatisfy { $0.count == 10 } == true)
            #expect(Self.violations(stats) == [])
        }
    }

    @Test func `times are those of the wall, spans those of the engine`() async throws {
        let clock = ManualClock()
        try await withServedEngine(clock: clock) { engine, client in
            clock.advance(by: .seconds(90))
            engine.store("a:", freshness: .seconds(30), staleWindow: .seconds(10))
            let stats = try await client.get("/v1/stats").decode(StatsSnapshot.self)
            #expect(abs(stats.instance.uptimeSeconds - 90) < 1e-6)
            #expect(abs(stats.at.timeIntervalSince1970 - clock.wallSeconds()) < 0.002)
            #expect(abs(stats.at.timeIntervalSince(stats.instance.startedAt) - 90) < 0.002)
            let key = try await client.get("/v1/keys/a:").decode(KeyDetail.self)
            #expect(abs(key.createdAt.timeIntervalSince(stats.at)) < 0.002)
            #expect(abs(try #require(key.freshUntil).timeIntervalSince(key.createdAt) - 30) < 0.002)
            #expect(abs(try #require(key.staleUntil).timeIntervalSince(key.createdAt) - 40) < 0.002)
        }
    }

    @Test func `events are read on from the number that was given`() async throws {
        try await withServedEngine { engine, client in
            for number in 0..<5 {
                _ = engine.invalidate(all(), mode: .hard, number)
            }
            let first = try await client.get("/v1/events?after=0&limit=2").decode(EventPage.self)
            #expect(first.items.map(\.seq) == [1, 2])
            let rest = try await client.get("/v1/events?after=\(first.next)").decode(EventPage.self)
            #expect(rest.items.map(\.seq) == [3, 4, 5])
            #expect(rest.items.allSatisfy { $0.kind == .invalidated && $0.reason == "hard" && $0.count == 0 })
            let stats = try await client.get("/v1/stats?include=events&events_after=\(rest.next)").decode(StatsSnapshot.self)
            #expect(stats.events == EventPage(next: 5, dropped: 0, items: []))
        }
    }

    private func all() -> LarderEngine.Selection { .all }

    @Test(arguments: ["requests", "bytes", "misses", "cost"]) func `hot keys are ordered by what was asked`(order: String)
        async throws
    {
        try await withServedEngine { engine, client in
            engine.store("often:", "x")
            engine.store("seldom:", "y")
            for _ in 0..<50 { engine.ask("often:") }
            let reply = try await client.get("/v1/hot-keys?by=\(order)&limit=1")
            let keys = try reply.decode(ItemList<StatsSnapshot.HotKey>.self).items
            #expect(keys.count == 1)
            if order == "requests" { #expect(keys[0].key == "often:") }
        }
    }

    @Test(arguments: [
        "/healthz", "/v1/stats", "/v1/history", "/v1/keys", "/v1/keys/a:", "/v1/keys/a:/value", "/v1/invalidations",
    ])
    func `HEAD tells what GET would send, without it`(path: String) async throws {
        // Time stands still, so that both answers have the same length.
        try await withServedEngine(clock: ManualClock()) { engine, client in
            engine.store("a:")
            let get = try await client.get(path)
            let head = try await client.send("HEAD", path)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.fields["content-type"] == get.fields["content-type"])
            #expect(head.fields["content-length"] != nil && head.fields["content-length"] != "0")
        }
    }

    @Test func `health is ok`() async throws {
        try await withServedEngine { _, client in
            let reply = try await client.get("/healthz")
            #expect(reply.status == 200)
            #expect(reply.body == "ok")
        }
    }
}

extension CacheEngine {
    fileprivate func invalidate(_ selection: LarderEngine.Selection, mode: LarderEngine.InvalidationMode, _ number: Int)
        -> InvalidationReport?
    {
        try? self.invalidate(selection, mode: mode, cause: InvalidationCause(source: .api, reason: "\(number)"))
    }
}
