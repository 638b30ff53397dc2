import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOCore
import Testing

struct Refusal: CustomTestStringConvertible, Sendable {
    let fields: HTTPFields
    let reason: BypassReason
    var testDescription: String { "\(self.reason): \(self.fields)" }
}

@Suite struct RefusalTests {
    @Test(arguments: [
        Refusal(fields: [.setCookie: "sid=1"], reason: "set-cookie"),
        Refusal(fields: [.cacheControl: "private"], reason: "private"),
        Refusal(fields: [.cacheControl: "no-store"], reason: "no-store"),
        Refusal(fields: [.cacheControl: "no-cache"], reason: "no-cache"),
        Refusal(fields: [.vary: "*"], reason: "vary"),
        Refusal(fields: [.vary: "Cookie"], reason: "vary"),
        Refusal(fields: [.cacheControl: "max-age=0"], reason: "expired"),
    ])
    func `a response that may not be shared is made anew for everybody`(_ refusal: Refusal) async throws {
        let app = CachedApplication.counting(refusal.fields)
        try await app.run { (client) async throws in
            #expect(try await client.get().text == "run 1")
            let second = try await client.get()
            #expect(second.text == "run 2")
            #expect(second.cacheStatus == "larder; fwd=uri-miss; key=\"items:\"")
        }
        #expect(app.requests.bypassed == 2)
        #expect(app.bypassReasons == [refusal.reason: 2])
        #expect(app.engine.snapshot().memory.entries == 0)
    }

    @Test func `other statuses than 200 are misses and not stored`() async throws {
        let app = CachedApplication { _, _, run in .text("run \(run)", status: run == 1 ? .notFound : .internalServerError) }
        try await app.run { (client) async throws in
            let answer1 = try await client.get()
            #expect(answer1.status == .notFound)
            let answer2 = try await client.get()
            #expect(answer2.status == .internalServerError)
        }
        #expect(app.requests.misses == 2)
        #expect(app.requests.errors == 1)
    }

    @Test func `two Authorization values never share, and neither gets the copy of those without`() async throws {
        let app = CachedApplication { request, _, _ in .text(request.headers[.authorization] ?? "nobody") }
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/", [.authorization: "Token ann"]).text == "Token ann")
            #expect(try await client.get("/items/").text == "nobody")
            #expect(try await client.get("/items/", [.authorization: "Token bob"]).text == "Token bob")
            #expect(try await client.get("/items/").text == "nobody")
        }
        #expect(app.bypassReasons == ["authorization": 2])
        #expect(app.requests.hits == 1)
    }

    @Test(arguments: ["public", "s-maxage=30", "must-revalidate"])
    func `a response that says it is for everybody is shared with Authorization too`(_ directive: String) async throws {
        let app = CachedApplication.counting([.cacheControl: directive])
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/", [.authorization: "Token ann"]).text == "run 1")
            #expect(try await client.get("/items/", [.authorization: "Token bob"]).text == "run 1")
            #expect(try await client.get("/items/").text == "run 1")
        }
        #expect(app.requests.hits == 2)
    }

    @Test func `a route declared independent of Authorization is shared`() async throws {
        var app = CachedApplication.counting()
        app.policy.authorization = .independent
        try await app.run { (client) async throws in
            _ = try await client.get("/items/", [.authorization: "Token ann"])
            #expect(try await client.get("/items/", [.authorization: "Token bob"]).text == "run 1")
        }
    }

    @Test func `a route cached per user keeps a copy for each, and one for nobody`() async throws {
        var app = CachedApplication { request, _, run in .text("\(request.headers[.authorization] ?? "nobody") \(run)") }
        app.policy.varyOn.user = .perUser
        app.user = { request, _ in request.headers[.authorization].map { .credential($0) } }
        try await app.run { (client) async throws in
            for _ in 0..<2 {
                let ann = try await client.get("/items/", [.authorization: "Token ann"])
                #expect(ann.text == "Token ann 1")
                #expect(ann.headers[.cacheControl] == "private, max-age=60")
                #expect(!ann.cacheStatus.contains("ann"))
                #expect(try await client.get("/items/", [.authorization: "Token bob"]).text == "Token bob 2")
                #expect(try await client.get("/items/").text == "nobody 3")
            }
        }
        #expect(app.requests.hits == 3)
        #expect(app.requests.misses == 3)
    }

    @Test func `a user who cannot be told is an error for that request alone`() async throws {
        var app = CachedApplication.counting()
        app.policy.varyOn.user = .perUser
        app.user = { request, _ in
            guard request.headers[.authorization] == nil else { throw HTTPError(.unauthorized) }
            return nil
        }
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/", [.authorization: "x"]).status == .unauthorized)
            #expect(try await client.get().text == "run 1")
        }
        #expect(app.requests.total == 2)
    }

    @Test(arguments: ["no-cache", "max-age=0", "max-age=3"])
    func `a client that wants no stored response gets a new one, and so does everybody after it`(_ directive: String) async throws
    {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            _ = try await client.get()
            app.clock.advance(by: .seconds(5))
            let own = try await client.get("/items/", [.cacheControl: directive])
            #expect(own.text == "run 2")
            #expect(own.cacheStatus == "larder; fwd=request; stored; key=\"items:\"")
            #expect(try await client.get().text == "run 2")
        }
        #expect(app.requests.misses == 2)
        #expect(app.requests.revalidated == 1)
    }

    @Test func `only-if-cached gets what is stored or 504, and never the handler`() async throws {
        let app = CachedApplication.counting()
        let fields: HTTPFields = [.cacheControl: "only-if-cached"]
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/", fields).status == .gatewayTimeout)
            #expect(app.script.runs == 0)
            _ = try await client.get()
            #expect(try await client.get("/items/", fields).text == "run 1")
        }
        #expect(app.requests.total == 3)
    }

    @Test func `nothing of a no-store request is kept`() async throws {
        let app = CachedApplication.counting()
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/", [.cacheControl: "no-store"]).text == "run 1")
            #expect(try await client.get().text == "run 2")
        }
        #expect(app.bypassReasons == ["request": 1])
    }

    @Test func `a GET with a body, a range of what is not stored, or a condition for the origin is the handler's alone`()
        async throws
    {
        let app = CachedApplication { request, _, run in
            .text("run \(run) \(try await String(buffer: request.body.collect(upTo: 100)))")
        }
        try await app.run { (client) async throws in
            #expect(try await client.get("/items/", [.range: "bytes=0-1"]).text == "run 1 ")
            #expect(try await client.get().text == "run 2 ")
            #expect(try await client.get("/items/", [.range: "bytes=0-1"]).text == "ru")
            #expect(try await client.send(.get, body: "q").text == "run 3 q")
            #expect(try await client.get("/items/", [.ifMatch: "\"x\""]).text == "run 4 ")
            #expect(try await client.get().text == "run 2 ")
        }
        #expect(app.bypassReasons == ["request-body": 1, "range": 1, "precondition": 1])
    }

    @Test func `a parameter in the prefix of a group that the policy does not name is never cached`() async throws {
        let app = CachedApplication.counting()
        let router = Router()
        router.group("/shops/{shop}")
            .cachePage(app.policy, in: ResponseCache(app.engine)).get("/items/") { try await app.script.run($0, $1) }
        try await Application(router: router).test(.router) { client in
            for shop in ["a", "b"] {
                _ = try await client.executeRequest(uri: "/shops/\(shop)/items/", method: .get, headers: [:], body: nil)
            }
        }
        #expect(app.bypassReasons == ["undeclared-parameter": 2])
    }

    @Test func `something else under the key of a response is left alone`() async throws {
        let app = CachedApplication.counting()
        if case .load(let load) = app.engine.acquire(CacheKey(text: "items:")) {
            _ = load.land(
                CacheValue(bytes: ByteBuffer(string: "an object")), lifetime: EntryLifetime(freshness: nil), tags: [],
                cost: LoadCost())
        }
        try await app.run { client in
            let response = try await client.get()
            #expect(response.text == "run 1")
        }
        #expect(app.bypassReasons == ["foreign-entry": 1])
    }
}
