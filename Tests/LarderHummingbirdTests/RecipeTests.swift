import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOCore
import Testing

/// What the caching recipes for Django REST framework get wrong, each as it comes out here.
@Suite struct RecipeTests {
    @Test func `a hit carries the Vary that the miss did`() async throws {
        let app = CachedApplication.counting([.vary: "Accept-Language"])
        try await app.run { (client) async throws in
            for _ in 0..<2 { #expect(try await client.get().headers[.vary] == "Accept-Language") }
        }
        #expect(app.requests.hits == 1)
    }

    @Test(arguments: [
        ("?b=2&a=1", "?a=1&b=2"), ("?a=%31", "?a=1"), ("?a=1&&b=2", "?b=2&a=1"), ("?a=1#x", "?a=1"),
    ])
    func `queries that say the same share an entry`(left: String, right: String) async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/\(left)").text == "run 1")
            #expect(try await client.get("/items/\(right)").text == "run 1")
        }
    }

    @Test(arguments: [("?page=2", "?page=1"), ("?page=2", ""), ("?a=1&a=2", "?a=2&a=1"), ("?a=x y", "?a=xy")])
    func `queries that say something else do not`(left: String, right: String) async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/\(left)").text == "run 1")
            #expect(try await client.get("/items/\(right)").text == "run 2")
        }
    }

    @Test func `a query with blanks, quotes and control characters is a key like any other`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            for _ in 0..<2 {
                let response = try await client.get("/items/?q=%3CQueryDict:%20%7B'a'%7D%3E%0A%1B%5B31m")
                #expect(response.text == "run 1")
                #expect(response.cacheStatus.utf8.allSatisfy { $0 > 0x1F && $0 < 0x7F })
            }
        }
    }

    @Test(arguments: [500, 502, 503, 504, 400, 404, 429])
    func `an error is not cached because it was returned`(status: Int) async throws {
        let app = CachedApplication { _, _, run in .text("run \(run)", status: .init(code: status)) }
        try await app.run { (client) async throws in
            for run in 1...3 { #expect(try await client.get().text == "run \(run)") }
        }
        #expect(app.engine.snapshot().memory.entries == 0)
    }

    @Test func `an empty answer is an answer`() async throws {
        let app = CachedApplication { _, _, _ in Response(status: .ok) }
        try await app.run { (client) async throws in
            for _ in 0..<3 { #expect(try await client.get().body.readableBytes == 0) }
        }
        #expect(app.script.runs == 1)
    }

    @Test func `HEAD warms GET, and GET warms HEAD`() async throws {
        for methods in [[HTTPRequest.Method.head, .get], [.get, .head]] {
            let app = CachedApplication { _, _, run in .text("run \(run)") }
            try await app.run { (client) async throws in
                for method in methods {
                    let response = try await client.send(method)
                    #expect(response.headers[.contentLength] == "5")
                    #expect(response.body.readableBytes == (method == .get ? 5 : 0))
                }
            }
            #expect(app.script.runs == 1)
        }
    }

    @Test func `a response's own max-age wins over a longer timeout`() async throws {
        let app = CachedApplication.counting([.cacheControl: "max-age=5"])
        try await app.run { (client) async throws in
            _ = try await client.get()
            app.clock.advance(by: .seconds(4))
            #expect(try await client.get().headers[.age] == "4")
            app.clock.advance(by: .seconds(40))
            #expect(try await client.get().text == "run 2")
        }
    }

    @Test func `what is private is kept for its user, and for nobody where nobody is named`() async throws {
        var app = CachedApplication { request, _, run in
            .text("\(request.headers[.authorization] ?? "nobody") \(run)", [.cacheControl: "private, max-age=60"])
        }
        app.policy.varyOn.user = .perUser
        app.user = { request, _ in request.headers[.authorization].map { .id($0) } }
        try await app.run { (client) async throws in
            for _ in 0..<2 {
                #expect(try await client.get("/items/", [.authorization: "ann"]).text == "ann 1")
                #expect(try await client.get("/items/", [.authorization: "bob"]).text.hasPrefix("bob"))
            }
            for _ in 0..<2 { #expect(try await client.get().cacheStatus.contains("hit") == false) }
        }
        #expect(app.requests.hits == 2)
        #expect(app.bypassReasons == ["private": 2])
    }
}
