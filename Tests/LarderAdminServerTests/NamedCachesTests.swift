import LarderAdmin
import LarderAdminServer
import LarderEngine
import NIOCore
import Testing

@Suite struct `Several named caches` {
    private static func withTwo(_ body: @Sendable (CacheEngine, CacheEngine, RawClient) async throws -> Void) async throws {
        let clock = SystemClock()
        let engines = ["default", "shared"].map {
            CacheEngine(CacheEngine.Configuration(name: $0, memoryLimit: 8 << 20), clock: clock)
        }
        try await withServedEngines(engines) { try await body(engines[0], engines[1], $0) }
    }

    @Test func `are summed, and named each shows its own`() async throws {
        try await Self.withTwo { first, second, client in
            first.store("a:")
            second.store("b:")
            second.store("c:")
            first.recorder(forRoute: "a").record(.hit, latency: .zero, status: 200)
            second.recorder(forRoute: "b").record(.miss(.loaded), latency: .zero, status: 200)
            let all = try await client.get("/v1/stats?include=routes,history,events,hot_keys").decode(StatsSnapshot.self)
            #expect(all.requests.total == 2)
            #expect(all.memory.entries == 3)
            #expect(all.memory.limitBytes == 16 << 20)
            #expect(all.routes?.map(\.route) == ["a", "b"])
            #expect(all.backends.map(\.name) == ["default", "shared"])
            #expect(Stats.violations(all) == [])
            let shared = try await client.get("/v1/stats?cache=shared&include=routes").decode(StatsSnapshot.self)
            #expect(shared.requests.misses == 1 && shared.requests.total == 1)
            #expect(shared.memory.entries == 2)
            #expect(shared.routes?.map(\.route) == ["b"])
            #expect(shared.backends.map(\.name) == ["shared"])
            let unknown = try await client.get("/v1/stats?cache=none")
            #expect(unknown.status == 404)
            #expect(try unknown.decode(Problem.self).detail.contains("\"default\", \"shared\""))
            let metrics = try await client.get("/metrics").body
            #expect(metrics.contains("larder_requests_total{cache=\"shared\",result=\"miss\"} 1\n"))
        }
    }

    @Test(arguments: KeyPage.Sort.allCases) func `are listed together, page by page, each entry once`(sort: KeyPage.Sort)
        async throws
    {
        try await Self.withTwo { first, second, client in
            for number in 0..<40 {
                first.store("a:?n=\(number)")
                second.store(number < 10 ? "a:?n=\(number)" : "b:?n=\(number)")
            }
            var seen: [String] = []
            var cursor: String?
            repeat {
                let page = try await client.get(
                    "/v1/keys?sort=\(sort.rawValue)&limit=7" + (cursor.map { "&cursor=\($0)" } ?? "")
                ).decode(KeyPage.self)
                #expect(page.matched == 80)
                seen += page.items.map(\.key)
                cursor = page.nextCursor
            } while cursor != nil && seen.count <= 80
            #expect(seen.count == 80)
            #expect(Set(seen).count == 70)
            if sort == .key { #expect(seen == seen.sorted()) }
            let narrowed = try await client.get("/v1/keys?cache=shared&pattern=a:*").decode(KeyPage.self)
            #expect(narrowed.matched == 10)
            #expect(narrowed.items.allSatisfy { $0.cache == nil })
            let both = try await client.get("/v1/keys?pattern=a:%5C%3Fn=1").decode(KeyPage.self)
            #expect(Set(both.items.map(\.cache)) == ["default", "shared"])
            #expect(try await client.get("/v1/keys/b%3A%3Fn%3D20").decode(KeyDetail.self).cache == "shared")
        }
    }

    @Test func `make one tree`() async throws {
        try await Self.withTwo { first, second, client in
            first.store("a:?n=1")
            second.store("a:?n=2")
            second.store("b:")
            let tree = try await client.get("/v1/tree").decode(TreePage.self)
            #expect(tree.entries == 3)
            #expect(Set(tree.children.map(\.prefix)) == ["a:", "b:"])
            #expect(tree.children.first { $0.prefix == "a:" }?.entries == 2)
            #expect(try await client.get("/v1/tree?limit=1").decode(TreePage.self).children.map(\.prefix) == ["a:"])
        }
    }

    @Test func `are invalidated together and taken back together`() async throws {
        try await Self.withTwo { first, second, client in
            first.store("a:")
            second.store("a:")
            second.store("b:")
            let tooMany = try await client.invalidate(#"{"select": {"all": true}, "expect_at_most": 2}"#)
            #expect(tooMany.status == 409)
            #expect(first.invalidations(limit: 1).isEmpty && second.invalidations(limit: 1).isEmpty)
            let done = try await client.invalidate(#"{"select": {"key": "a:"}, "expect_at_most": 2}"#)
                .decode(InvalidationResult.self)
            #expect(done.matched == 2)
            let undone = try await client.send("DELETE", "/v1/invalidations/\(done.id ?? "")").decode(UndoResult.self)
            #expect(undone.restored == 2)
            let one = try await client.send(
                "POST", "/v1/invalidations?cache=shared", fields: ["Content-Type: application/json"],
                body: #"{"select": {"all": true}, "mode": "hard"}"#
            ).decode(InvalidationResult.self)
            #expect(one.matched == 2)
            #expect(first.snapshot().memory.entries == 1)
            let past = try await client.get("/v1/invalidations").decode(ItemList<PastInvalidation>.self).items
            #expect(past.map(\.cache) == ["shared", "shared", "default"])
            #expect(try await client.get("/v1/keys/a:?cache=shared").status == 404)
            #expect(try await client.get("/v1/keys/a:").status == 200)
        }
    }
}
