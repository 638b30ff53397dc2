import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import NIOCore
import Testing

@Suite struct LoadingTests {
    /// Starts `count` requests, lets them all arrive while the handler is held, then opens the gate.
    private func stampede(
        _ count: Int, on app: CachedApplication, _ client: CachedApplication.Client, gate: Gate
    ) async throws -> [TestResponse] {
        try await withThrowingTaskGroup(of: TestResponse.self) { group in
            for _ in 0..<count {
                group.addTask { try await client.get() }
            }
            try await eventually { app.engine.hotKeys(limit: 1).first.map { $0.requests >= count } ?? false }
            await gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `two hundred requests for one absent key run the handler once`() async throws {
        let gate = Gate()
        let app = CachedApplication { _, _, run in
            await gate.pass()
            return .text("run \(run)")
        }
        try await app.run { (client) async throws in
            let responses = try await stampede(200, on: app, client, gate: gate)
            #expect(responses.count == 200)
            #expect(responses.allSatisfy { $0.text == "run 1" })
            #expect(responses.filter { $0.cacheStatus.contains("; collapsed") }.count == app.requests.coalesced)
        }
        #expect(app.script.runs == 1)
        #expect(app.requests.total == 200)
        #expect(app.requests.coalesced + app.requests.hits == 199)
    }

    @Test func `one error reaches all who wait and is not kept`() async throws {
        let gate = Gate()
        let app = CachedApplication { _, _, run in
            await gate.pass()
            guard run > 1 else { throw HTTPError(.serviceUnavailable) }
            return .text("run \(run)")
        }
        try await app.run { (client) async throws in
            let responses = try await stampede(50, on: app, client, gate: gate)
            #expect(responses.allSatisfy { $0.status == .serviceUnavailable })
            #expect(try await client.get().text == "run 2")
        }
        #expect(app.requests.errors == 50)
        #expect(app.requests.misses == 51)
    }

    @Test func `an error without a status is a 500`() async throws {
        struct Broken: Error {}
        let app = CachedApplication { _, _, _ in throw Broken() }
        try await app.run { (client) async throws in
            let answer1 = try await client.get()
            #expect(answer1.status == .internalServerError)
        }
        #expect(app.requests.errors == 1)
    }

    @Test func `what turns out not to be cacheable releases those who wait`() async throws {
        let gate = Gate()
        let app = CachedApplication { _, _, run in
            await gate.pass()
            return .text("run \(run)", [.setCookie: "a=b"])
        }
        try await app.run { (client) async throws in
            let responses = try await stampede(20, on: app, client, gate: gate)
            #expect(Set(responses.map(\.text)).count == 20)
        }
        #expect(app.requests.bypassed == 20)
    }

    @Test func `a client that goes away leaves the load to the others`() async throws {
        let gate = Gate()
        let app = CachedApplication { _, _, run in
            await gate.pass()
            try Task.checkCancellation()
            return .text("run \(run)")
        }
        try await app.run { (client) async throws in
            let leader = Task { try await client.get() }
            try await eventually { app.script.runs == 1 }
            leader.cancel()
            async let follower = client.get()
            try await eventually { app.engine.hotKeys(limit: 1).first.map { $0.requests >= 2 } ?? false }
            await gate.open()
            #expect(try await follower.text == "run 1")
            _ = await leader.result
            #expect(try await client.get().text == "run 1")
        }
        #expect(app.script.runs == 1)
        #expect(app.requests.total == 3)
    }

    @Test func `a client who waits and goes away is counted once, and not as an error`() async throws {
        let gate = Gate()
        let app = CachedApplication { _, _, run in
            await gate.pass()
            return .text("run \(run)")
        }
        try await app.run { (client) async throws in
            async let leader = client.get()
            try await eventually { app.script.runs == 1 }
            let follower = Task { try await client.get() }
            try await eventually { app.engine.hotKeys(limit: 1).first.map { $0.requests >= 2 } ?? false }
            follower.cancel()
            _ = await follower.result
            #expect(app.requests.coalesced == 1)
            await gate.open()
            _ = try await leader
        }
        #expect(app.requests.total == 2)
        #expect(app.requests.errors == 0)
    }

    @Test func `a load that an invalidation overtook is answered and not stored`() async throws {
        let gate = Gate()
        let app = CachedApplication { _, _, run in
            if run == 1 { await gate.pass() }
            return .text("run \(run)")
        }
        try await app.run { (client) async throws in
            async let early = client.get()
            try await eventually { app.script.runs == 1 }
            try app.invalidate(.revalidate)
            #expect(try await client.get().text == "run 2")
            await gate.open()
            let response = try await early
            #expect(response.text == "run 1")
            #expect(response.cacheStatus == "larder; fwd=uri-miss; key=\"items:\"")
            #expect(try await client.get().text == "run 2")
        }
    }

    @Test func `a body that comes in parts is stored whole`() async throws {
        let app = CachedApplication { _, _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for part in ["a", "b", "c"] { try await writer.write(ByteBuffer(string: part)) }
                    try await writer.finish(nil)
                })
        }
        try await app.run { (client) async throws in
            #expect(try await client.get().text == "abc")
            let hit = try await client.get()
            #expect(hit.text == "abc")
            #expect(hit.headers[.contentLength] == "3")
        }
        #expect(app.script.runs == 1)
        #expect(app.engine.snapshot().memory.inFlightBytes == 0)
    }

    @Test func `a body that outgrows the limit is passed on whole and not stored`() async throws {
        var app = CachedApplication { _, _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for part in 0..<100 { try await writer.write(ByteBuffer(string: "\(part),")) }
                    try await writer.finish(nil)
                })
        }
        app.policy.maximumEntrySize = 50
        let expected = (0..<100).map { "\($0)," }.joined()
        let asked = app
        try await app.run { (client) async throws in
            for _ in 0..<2 {
                let response = try await client.get()
                #expect(response.text == expected)
                #expect(response.cacheStatus == "larder; fwd=uri-miss; key=\"items:\"")
            }
            #expect(try await client.send(.head).body.readableBytes == 0)
            try await eventually { asked.engine.snapshot().memory.inFlightBytes == 0 }
        }
        #expect(app.requests.misses == 1)
        #expect(app.bypassReasons == ["body-size": 2])
        #expect(app.engine.snapshot().memory.entries == 0)
    }

    @Test func `a body without room in memory is passed on whole`() async throws {
        let app = CachedApplication(memoryLimit: 64 << 10) { _, _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 0..<40 { try await writer.write(ByteBuffer(repeating: 0x61, count: 4096)) }
                    try await writer.finish(nil)
                })
        }
        try await app.run { (client) async throws in
            #expect(try await client.get().body.readableBytes == 40 * 4096)
        }
        #expect(app.engine.snapshot().memory.inFlightBytes == 0)
    }

    @Test func `a body whose length is known to be too large is not read at all`() async throws {
        var app = CachedApplication { _, _, _ in .text(String(repeating: "x", count: 1000)) }
        app.policy.maximumEntrySize = 999
        try await app.run { (client) async throws in
            #expect(try await client.get().body.readableBytes == 1000)
        }
        #expect(app.requests.misses == 1)
    }

    @Test func `a body that breaks off is an error and not stored`() async throws {
        let app = CachedApplication { _, _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    throw HTTPError(.badGateway)
                })
        }
        try await app.run { (client) async throws in
            let answer2 = try await client.get()
            #expect(answer2.status == .badGateway)
        }
        #expect(app.engine.snapshot().memory.entries == 0)
        #expect(app.engine.snapshot().memory.inFlightBytes == 0)
    }

    @Test func `a handler makes its response for everybody, without one client's conditions`() async throws {
        let app = CachedApplication { request, _, _ in
            request.headers[.ifNoneMatch] == nil ? .text("whole") : Response(status: .notModified)
        }
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/", [.ifNoneMatch: "\"x\""]).text == "whole")
        }
    }
}
