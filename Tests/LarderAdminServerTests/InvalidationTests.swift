import LarderAdmin
import LarderEngine
import Testing

@Suite struct `Invalidations` {
    @Test func `a dry run changes nothing and tells what would happen`() async throws {
        try await withServedEngine { engine, client in
            for page in 1...12 { engine.store("course_list:?page=\(page)", tags: ["course"]) }
            let result = try await client.invalidate(#"{"select": {"pattern": "course_list:*"}, "dry_run": true}"#)
                .decode(InvalidationResult.self)
            #expect(result.id == nil)
            #expect(result.undoUntil == nil)
            #expect(result.mode == .soft)
            #expect(result.matched == 12)
            #expect(result.exact)
            #expect(result.sample.count == 10)
            #expect(result.bytes > 0)
            #expect(engine.invalidations(limit: 1).isEmpty)
            #expect(try await client.get("/v1/keys/course_list:%3Fpage%3D1").decode(KeyDetail.self).state == .fresh)
        }
    }

    @Test(arguments: LarderAdmin.InvalidationMode.allCases) func `each mode leaves the entry in its state`(
        mode: LarderAdmin.InvalidationMode
    ) async throws {
        try await withServedEngine { engine, client in
            engine.store("a:?page=1")
            let result = try await client.invalidate(#"{"select": {"key": "a:?page=1"}, "mode": "\#(mode.rawValue)"}"#)
                .decode(InvalidationResult.self)
            #expect(result.matched == 1)
            #expect(result.id != nil)
            #expect((result.undoUntil != nil) == (mode == .soft))
            let reply = try await client.get("/v1/keys/a:%3Fpage%3D1")
            switch mode {
            case .soft: #expect(try reply.decode(KeyDetail.self).state == .stale)
            case .revalidate: #expect(try reply.decode(KeyDetail.self).state == .revalidate)
            case .hard: #expect(reply.status == 404)
            }
        }
    }

    static let selections = [
        (#"{"key": "a:?p=1"}"#, 1), (#"{"keys": ["a:?p=1", "b:", "none"]}"#, 2), (#"{"pattern": "a:*"}"#, 2),
        (#"{"tag": "red"}"#, 2), (#"{"tags": ["red", "blue"]}"#, 3), (#"{"route": "a"}"#, 2), (#"{"all": true}"#, 3),
        (#"{"url": "/a/?p=1"}"#, 2),
    ]

    @Test(arguments: selections) func `each selector hits its entries`(selection: String, matched: Int) async throws {
        try await withServedEngine(urls: FixedURLs()) { engine, client in
            engine.store("a:?p=1", tags: ["red"])
            engine.store("a:user=7:?p=1", tags: ["blue"])
            engine.store("b:", tags: ["red"])
            let result = try await client.invalidate(#"{"select": \#(selection), "mode": "hard"}"#)
            #expect(try result.decode(InvalidationResult.self).matched == matched)
            #expect(engine.snapshot().memory.entries == 3 - matched)
        }
    }

    @Test func `a URL of no cached route is refused`() async throws {
        try await withServedEngine(urls: FixedURLs()) { engine, client in
            let reply = try await client.invalidate(#"{"select": {"url": "/elsewhere"}}"#)
            #expect(reply.status == 404)
            #expect(try reply.decode(Problem.self).detail.contains("/elsewhere"))
            #expect(try await client.invalidate(#"{"select": {"url": "elsewhere"}}"#).status == 400)
            #expect(engine.invalidations(limit: 1).isEmpty)
        }
    }

    @Test(arguments: ["true", "false"]) func `more matches than expected are refused and nothing is done`(dryRun: String)
        async throws
    {
        try await withServedEngine { engine, client in
            engine.store("a:")
            engine.store("b:")
            let body = #"{"select": {"all": true}, "mode": "hard", "dry_run": \#(dryRun), "expect_at_most": 1}"#
            let reply = try await client.invalidate(body)
            #expect(reply.status == 409)
            #expect(try reply.decode(Problem.self).detail.contains("2 entries match"))
            #expect(engine.snapshot().memory.entries == 2)
            #expect(try await client.invalidate(body.replacing(": 1}", with: ": 2}")).status == 200)
        }
    }

    @Test func `where nothing matched it names what is near`() async throws {
        try await withServedEngine { engine, client in
            engine.store("course_list:?page=2")
            let result = try await client.invalidate(#"{"select": {"key": "course_lst:?page=2"}, "dry_run": true}"#)
                .decode(InvalidationResult.self)
            #expect(result.matched == 0)
            #expect(!result.near.isEmpty)
        }
    }

    @Test(arguments: [
        ("larder/0.1.0 (dashboard)", PastInvalidation.Source.dashboard), ("larder/0.1.0 (cli)", .cli), ("curl/8.0", .api),
        ("dashboard", .api),
    ]) func `the past tells who, why and from where`(agent: String, source: PastInvalidation.Source) async throws {
        try await withServedEngine { engine, client in
            engine.store("a:", tags: ["red"])
            _ = try await client.invalidate(
                #"{"select": {"tag": "red"}, "reason": "price \u001b[31m", "operator": "ann"}"#, fields: ["User-Agent: \(agent)"])
            let past = try await client.get("/v1/invalidations?limit=5").decode(ItemList<PastInvalidation>.self).items
            #expect(past.count == 1)
            #expect(past[0].source == source)
            #expect(past[0].select == .tag("red"))
            #expect(past[0].reason == "price \u{1B}[31m")
            #expect(past[0].operator == "ann")
            #expect(past[0].matched == 1)
            #expect(!past[0].undone)
        }
    }

    @Test func `a soft one is undone once, and others not at all`() async throws {
        let clock = ManualClock()
        try await withServedEngine(clock: clock) { engine, client in
            engine.store("a:", freshness: nil)
            func purge(_ mode: String) async throws -> String {
                let result = try await client.invalidate(#"{"select": {"key": "a:"}, "mode": "\#(mode)"}"#)
                return try #require(try result.decode(InvalidationResult.self).id)
            }
            let soft = try await purge("soft")
            let undone = try await client.send("DELETE", "/v1/invalidations/\(soft)")
            #expect(undone.status == 200)
            #expect(try undone.decode(UndoResult.self).restored == 1)
            #expect(try await client.get("/v1/keys/a:").decode(KeyDetail.self).state == .fresh)
            #expect(try await client.send("DELETE", "/v1/invalidations/\(soft)").status == 409)
            let past = try await client.get("/v1/invalidations").decode(ItemList<PastInvalidation>.self).items
            #expect(past.map(\.undone) == [true])

            let late = try await purge("soft")
            clock.advance(by: .seconds(301))
            #expect(try await client.send("DELETE", "/v1/invalidations/\(late)").status == 410)
            let hard = try await purge("hard")
            #expect(try await client.send("DELETE", "/v1/invalidations/\(hard)").status == 409)
        }
    }
}
