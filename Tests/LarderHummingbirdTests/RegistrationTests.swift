import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import Testing

@Suite struct RegistrationTests {
    @Test func `an application's routes each have the policy of their path`() async throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20), clock: ManualClock())
        let router = Router()
        router.cachePages(in: ResponseCache(engine, listener: ListenerAuthorities(["localhost"]))) { path in
            switch path.description {
            case "/a": CachePolicy(route: "a", timeout: .seconds(60))
            case "/b/{id}": CachePolicy(route: "b", timeout: .seconds(60), pathParameters: ["id"])
            default: nil
            }
        }
        .get("/a") { _, _ in "a" }
        .get("/b/{id}") { _, context in context.parameters.get("id") ?? "" }
        .get("/c") { _, _ in "c" }
        try await Application(router: router).test(.router) { client in
            for uri in ["/a", "/b/1", "/c", "/a", "/b/1", "/c"] {
                _ = try await client.executeRequest(uri: uri, method: .get, headers: [:], body: nil)
            }
        }
        #expect(engine.peek("a:") != nil)
        #expect(engine.peek("b:1") != nil)
        #expect(engine.snapshot().requests.hits == 2)
        #expect(engine.snapshot().requests.total == 4)
    }

    @Test func `a change behind a group's prefix invalidates what was stored before the group had any request`() async throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20), clock: ManualClock())
        // As two processes would, the second with the snapshot of the first.
        func application() -> some ApplicationProtocol {
            let router = Router()
            router.group("api").cachePage(
                for: .seconds(60), in: ResponseCache(engine, listener: ListenerAuthorities(["localhost"]))
            )
            .get("/items/{id}") { _, _ in "item" }
            .put("/items/{id}") { _, _ in HTTPResponse.Status.noContent }
            return Application(router: router)
        }
        try await application().test(.router) { client in
            _ = try await client.executeRequest(uri: "/api/items/1", method: .get, headers: [:], body: nil)
            #expect(engine.peek("api.items.id:1")?.info.state == .fresh)
        }
        try await application().test(.router) { client in
            _ = try await client.executeRequest(uri: "/api/items/1", method: .put, headers: [:], body: nil)
            #expect(engine.peek("api.items.id:1")?.info.state == .revalidate)
        }
    }

    @Test func `a route's policy changes while it serves, and drops nothing`() async throws {
        let clock = ManualClock()
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20), clock: clock)
        let cache = ResponseCache(engine, listener: ListenerAuthorities(["localhost"]))
        let router = Router()
        let old = CachePolicy(route: "a", timeout: .seconds(60), varyOn: VaryOn(query: .only(["page"])))
        router.cachePage(old, in: cache).get("/a") { request, _ in "\(request.uri.query ?? "")" }
        try await Application(router: router).test(.router) { client in
            func ask(_ uri: String) async throws -> String {
                let response = try await client.executeRequest(uri: uri, method: .get, headers: [:], body: nil)
                return "\(String(buffer: response.body)) \(response.headers[.cacheControl] ?? "")"
            }
            let before = try await ask("/a?page=1&sort=up")
            #expect(before == "page=1 max-age=60")
            var policy = old
            policy.timeout = .seconds(5)
            policy.varyOn.query = .only(["page", "sort"])
            cache.update([policy, CachePolicy(route: "other", timeout: nil)])
            #expect(try await ask("/a?page=1") == "page=1 max-age=60")
            #expect(try await ask("/a?page=1&sort=up") == "page=1&sort=up max-age=5")
            #expect(cache.routes.map(\.policy) == [policy])
            // A name, a path parameter or a user that keys have cannot change.
            policy.pathParameters = ["id"]
            cache.update([policy])
            #expect(cache.routes.first?.policy.pathParameters == [])
        }
    }

    @Test func `a policy that names a parameter its path has not sends requests past the cache`() async throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
        let router = Router()
        let policy = CachePolicy(route: "a", timeout: .seconds(60), pathParameters: ["tenant", "id"])
        router.group("{tenent}").cachePage(policy, in: ResponseCache(engine)).get("/a/{id}") { _, _ in "a" }
        try await Application(router: router).test(.router) { client in
            for _ in 0..<2 {
                let response = try await client.executeRequest(uri: "/x/a/1", method: .get, headers: [:], body: nil)
                #expect(String(buffer: response.body) == "a")
            }
        }
        #expect(engine.snapshot().requests.bypassed == 2)
        #expect(engine.snapshot().memory.entries == 0)
    }

    @Test func `a policy that changes before its route is known holds from the route's first request on`() async throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20), clock: ManualClock())
        let cache = ResponseCache(engine)
        let router = Router()
        router.group("api").cachePage(CachePolicy(route: "a", timeout: .seconds(60)), in: cache).get("/a") { _, _ in "a" }
        cache.update([CachePolicy(route: "a", timeout: .seconds(5))])
        try await Application(router: router).test(.router) { client in
            let response = try await client.executeRequest(uri: "/api/a", method: .get, headers: [:], body: nil)
            #expect(response.headers[.cacheControl] == "max-age=5")
        }
    }

    @Test func `a policy that would share keys among resources traps`() async {
        await #expect(processExitsWith: .failure) {
            let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
            _ = Router().cachePage(CachePolicy(route: "b", timeout: .seconds(1)), in: ResponseCache(engine)).get("/b/{id}") {
                _, _ in ""
            }
        }
        await #expect(processExitsWith: .failure) {
            let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
            _ = Router().cachePage(CachePolicy(route: "b", timeout: .seconds(1)), in: ResponseCache(engine)).get("/b/*") { _, _ in
                ""
            }
        }
        await #expect(processExitsWith: .failure) {
            let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
            _ = Router().cachePage(CachePolicy(route: "b", timeout: .seconds(1)), in: ResponseCache(engine))
                .get("/b") { _, _ in "" }.get("/c") { _, _ in "" }
        }
    }

    @Test func `a route cached per user must say who asks`() async {
        await #expect(processExitsWith: .failure) {
            let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
            _ = Router().cachePage(
                CachePolicy(route: "b", timeout: .seconds(1), varyOn: VaryOn(user: .perUser)), in: ResponseCache(engine)
            )
            .get("/b") { _, _ in "" }
        }
    }

    @Test func `another host has entries of its own`() async throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20), clock: ManualClock())
        let listener = ListenerAuthorities()
        let router = Router()
        router.cachePage(CachePolicy(route: "a", timeout: .seconds(60)), in: ResponseCache(engine, listener: listener)).get("/a")
        { _, _ in "a" }
        try await Application(router: router).test(.router) { client in
            _ = try await client.executeRequest(uri: "/a", method: .get, headers: [:], body: nil)
            #expect(engine.peek("a:#host=localhost") != nil)
            listener.add(["LOCALHOST"])
            _ = try await client.executeRequest(uri: "/a", method: .get, headers: [:], body: nil)
            #expect(engine.peek("a:") != nil)
        }
    }

    @Test func `HEAD and 304 leave a connection in order`() async throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
        let router = Router()
        router.cachePage(CachePolicy(route: "a", timeout: .seconds(60)), in: ResponseCache(engine)).get("/a") { _, _ in "answer" }
        try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0))).test(.live) {
            client in
            func ask(_ method: HTTPRequest.Method, _ headers: HTTPFields = [:]) async throws -> TestResponse {
                try await client.executeRequest(uri: "/a", method: method, headers: headers, body: nil)
            }
            for _ in 0..<2 {
                let head = try await ask(.head)
                #expect(head.headers[.contentLength] == "6")
                #expect(head.body.readableBytes == 0)
                #expect(try await ask(.get, [.ifNoneMatch: head.headers[.eTag] ?? ""]).status == .notModified)
                let whole = try await ask(.get)
                #expect(String(buffer: whole.body) == "answer")
            }
        }
        #expect(engine.snapshot().requests.total == 6)
        #expect(engine.snapshot().requests.hits == 5)
    }
}
