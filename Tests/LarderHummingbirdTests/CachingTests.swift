import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import Testing

@Suite struct CachingTests {
    @Test func `a second request is answered from memory with the same bytes`() async throws {
        let app = CachedApplication.counting([.contentType: "text/plain"])
        try await app.run { (client) async throws in
            let miss = try await client.get("/items/?b=2&a=1")
            #expect(miss.cacheStatus == "larder; fwd=uri-miss; stored; key=\"items:?a=1&b=2\"")
            #expect(miss.headers[.age] == nil)
            app.clock.advance(by: .milliseconds(7900))
            let hit = try await client.get("/items/?a=1&b=2")
            #expect(hit.text == "run 1")
            #expect(hit.cacheStatus == "larder; hit; ttl=52; key=\"items:?a=1&b=2\"")
            #expect(hit.headers[.age] == "7")
            #expect(hit.headers[.cacheControl] == "max-age=60")
            #expect(hit.headers[.contentType] == "text/plain")
            #expect(hit.headers[.eTag] == miss.headers[.eTag])
            #expect(hit.headers[.contentLength] == "5")
        }
        #expect(app.script.runs == 1)
        #expect(app.requests.hits == 1)
        #expect(app.requests.misses == 1)
        #expect(app.engine.snapshot().saved.bytes == 5)
    }

    @Test func `other queries have entries of their own`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            for query in ["?q=a+b", "?q=a%20b", "?q=a%2Bb", "?%71=a%20b", "?q=%zz", "?q=%25zz"] {
                _ = try await client.get("/items/\(query)")
            }
        }
        #expect(app.script.runs == 6)
    }

    @Test func `path parameters are segments of the key and of the tags`() async throws {
        var app = CachedApplication { _, context, _ in .text(context.parameters.get("id") ?? "") }
        app.path = "/items/{id}"
        app.policy.pathParameters = ["id"]
        app.policy.tags = ["item", "item:{id}"]
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/42").text == "42")
            #expect(try await client.get("/items/43").text == "43")
        }
        #expect(app.engine.peek("items:42")?.info.tags.sorted() == ["item", "item:42"])
        #expect(app.script.runs == 2)
    }

    @Test func `a client that has the response gets 304, on a miss and on a hit`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            let tag = try #require(try await client.get("/items/").headers[.eTag])
            let hit = try await client.get("/items/", [.ifNoneMatch: "\"x\", W/\(tag)"])
            #expect(hit.status == .notModified)
            #expect(hit.body.readableBytes == 0)
            #expect(hit.headers[.eTag] == tag)
            #expect(hit.headers[.contentLength] == nil)
            #expect(try await client.get("/items/?new", [.ifNoneMatch: "*"]).status == .notModified)
            #expect(try await client.get("/items/?new").text == "run 2")
        }
        #expect(app.requests.hits == 2)
        #expect(app.requests.misses == 2)
    }

    @Test func `HEAD is answered from the entry of GET and makes one where there is none`() async throws {
        let app = CachedApplication { request, _, run in
            #expect(request.method == .get)
            return .text("run \(run)")
        }
        try await app.run { (client) async throws in
            let cold = try await client.send(.head)
            #expect(cold.body.readableBytes == 0)
            #expect(cold.headers[.contentLength] == "5")
            let get = try await client.get()
            #expect(get.text == "run 1")
            let warm = try await client.send(.head)
            #expect(warm.body.readableBytes == 0)
            #expect(warm.headers[.contentLength] == "5")
            #expect(warm.headers[.eTag] == get.headers[.eTag])
            #expect(try await client.get().text == "run 1")
        }
        #expect(app.requests.hits == 3)
        #expect(app.requests.total == 4)
    }

    @Test func `other methods pass through and are not counted`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            #expect(try await client.send(.post).text == "posted")
            #expect(try await client.send(.post).headers[.cacheStatus] == nil)
        }
        #expect(app.requests.total == 0)
    }

    @Test func `a stale response is served at once while one refresh runs`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            _ = try await client.get()
            app.clock.advance(by: .seconds(61))
            let stale = try await client.get()
            #expect(stale.text == "run 1")
            #expect(stale.cacheStatus == "larder; hit; ttl=-1; key=\"items:\"")
            try await eventually { app.engine.peek("items:")?.info.state == .fresh }
            #expect(try await client.get().text == "run 2")
        }
        #expect(app.requests.staleHits == 1)
        #expect(app.requests.hits == 1)
        #expect(app.requests.total == 3)
    }

    @Test func `a refresh that hangs or fails delays nobody who may have stale`() async throws {
        let gate = Gate()
        let app = CachedApplication { _, _, run in
            if run == 2 {
                await gate.pass()
                throw HTTPError(.serviceUnavailable)
            }
            return .text("run \(run)")
        }
        try await app.run { (client) async throws in
            _ = try await client.get()
            app.clock.advance(by: .seconds(61))
            for _ in 0..<5 {
                #expect(try await client.get().text == "run 1")
            }
            await gate.open()
        }
        #expect(app.requests.staleHits == 5)
        #expect(app.requests.errors == 0)
        #expect(app.script.runs <= 3)
    }

    @Test func `past the stale window the handler is asked`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            _ = try await client.get()
            app.clock.advance(by: .seconds(91))
            #expect(try await client.get().text == "run 2")
        }
        #expect(app.requests.misses == 2)
    }

    @Test func `a response that says less is fresh for less, and must-revalidate is never served stale`() async throws {
        let app = CachedApplication.counting([.cacheControl: "max-age=10, must-revalidate"])
        try await app.run { (client) async throws in
            _ = try await client.get()
            app.clock.advance(by: .seconds(9))
            #expect(try await client.get().text == "run 1")
            app.clock.advance(by: .seconds(2))
            #expect(try await client.get().text == "run 2")
        }
        #expect(app.requests.staleHits == 0)
    }

    @Test func `after an invalidation the handler is asked, and the request counts as revalidated`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            _ = try await client.get()
            try app.invalidate(.revalidate)
            let response = try await client.get()
            #expect(response.text == "run 2")
            #expect(response.cacheStatus == "larder; fwd=stale; stored; key=\"items:\"")
        }
        #expect(app.requests.revalidated == 1)
    }

    @Test func `a soft purge serves the old copy while it is refreshed`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            _ = try await client.get()
            try app.invalidate(.soft)
            #expect(try await client.get().text == "run 1")
            try await eventually { app.engine.peek("items:")?.info.state == .fresh }
            #expect(try await client.get().text == "run 2")
        }
        #expect(app.requests.staleHits == 1)
    }

    @Test func `two header values have two entries, and Vary says so`() async throws {
        var app = CachedApplication { request, _, _ in .text(request.headers[.acceptLanguage] ?? "none") }
        app.policy.varyOn.headers = [.acceptLanguage]
        try await app.run { (client) async throws in
            for language in ["de", "en", "de"] {
                let response = try await client.get("/items/", [.acceptLanguage: language])
                #expect(response.text == language)
                #expect(response.headers[.vary] == "Accept-Language")
            }
            #expect(try await client.get().text == "none")
        }
        #expect(app.script.runs == 3)
    }

    @Test func `the cost of a load is its time and its queries`() async throws {
        let clock = ManualClock()
        let app = CachedApplication(clock: clock) { _, _, _ in
            clock.advance(by: .milliseconds(40))
            LoadMeter.current?.recordQueries(3)
            return .text("x")
        }
        try await app.run { (client) async throws in
            _ = try await client.get()
            _ = try await client.get()
        }
        #expect(app.engine.snapshot().saved.elapsed == .milliseconds(40))
        #expect(app.engine.snapshot().saved.queries == 3)
    }
}
