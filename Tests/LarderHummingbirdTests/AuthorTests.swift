import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOConcurrencyHelpers
import NIOCore
import Testing

/// What API authors write, and what they get.
@Suite struct AuthorTests {
    private let clock = ManualClock()
    private let engine: CacheEngine
    private let cache: ResponseCache
    private let script = Script { request, context, run in
        let parameters = context.parameters.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        return .text("\(request.uri.path) \(parameters) ?\(request.uri.query ?? "") run \(run)")
    }

    init() {
        self.engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 16 << 20), clock: self.clock)
        self.cache = ResponseCache(self.engine, listener: ListenerAuthorities(["localhost"]))
    }

    private func run(
        _ router: Router<BasicRequestContext>, _ test: @Sendable @escaping (CachedApplication.Client) async throws -> Void
    )
        async throws
    {
        try await Application(router: router).test(.router) { try await test(CachedApplication.Client(client: $0)) }
    }

    private func handler(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        try await self.script.run(request, context)
    }

    private var keys: Set<String> {
        Set(self.engine.list(ListQuery(limit: 100)).items.map(\.key.text))
    }

    @Test func `one word caches a route, a group or a whole application, each route under the name of its path`() async throws {
        let router = Router()
        let app = router.cachePage(for: .minutes(15), in: self.cache)
        app.get("/", use: self.handler)
        app.get("/courses/", use: self.handler)
        app.group("/v1").get("/courses/{id}", use: self.handler)
        app.get("/media/{name}.svg", use: self.handler)
        router.group("/v2").cachePage(for: .minutes(15), in: self.cache).get("/courses/{id}", use: self.handler)
        try await self.run(router) { (client) async throws in
            for _ in 0..<2 {
                for uri in ["/", "/courses/", "/v1/courses/7", "/v2/courses/7", "/media/logo.svg", "/courses/?page=2"] {
                    #expect(try await client.get(uri).status == .ok)
                }
            }
        }
        #expect(
            self.keys == [
                "root:", "courses:", "v1.courses.id:7", "v2.courses.id:7", "media.name.svg:logo", "courses:?page=2",
            ])
        #expect(self.script.runs == 6)
    }

    @Test func `two groups whose routes were given one name share nothing`() async throws {
        let router = Router()
        for version in ["/v1", "/v2"] {
            router.group(RouterPath(version)).cachePage(for: .minutes(15), in: self.cache) { $0.route = "courses" }
                .get("/courses", use: self.handler)
        }
        try await self.run(router) { (client) async throws in
            for _ in 0..<2 {
                #expect(try await client.get("/v1/courses").text.hasPrefix("/v1/courses"))
                #expect(try await client.get("/v2/courses").text.hasPrefix("/v2/courses"))
            }
        }
        #expect(self.script.runs == 3)
        #expect(self.cache.routes.map(\.path.description) == ["/v1/courses"])
    }

    @Test func `the policy is adjusted where the route is declared`() async throws {
        let router = Router()
        router.cachePage(for: .seconds(60), in: self.cache) {
            $0.route = "course"
            $0.pathParameters = ["id"]
            $0.tags = ["course:{id}"]
            $0.errorTimeouts = [404: .seconds(5)]
        }.get("/courses/{id}") { _, context in
            if context.parameters.get("id") == "0" { throw HTTPError(.notFound) }
            return "found"
        }
        try await self.run(router) { (client) async throws in
            _ = try await client.get("/courses/7")
            #expect(try await client.get("/courses/0").status == .notFound)
            let again = try await client.get("/courses/0")
            #expect(again.status == .notFound)
            #expect(again.cacheStatus.contains("hit"))
        }
        #expect(self.engine.peek("course:7")?.info.tags == ["course:7"])
    }

    @Test func `what a handler throws is cached where a lifetime is given for it, and only then`() async throws {
        let router = Router()
        router.cachePage(for: .seconds(60), in: self.cache) { $0.errorTimeouts = [404: .seconds(5)] }
            .get("/absent") { request, context -> Response in
                _ = try await self.handler(request, context)
                throw HTTPError(.notFound)
            }
            .get("/teapot") { request, context -> Response in
                _ = try await self.handler(request, context)
                throw HTTPError(.badRequest)
            }
        try await self.run(router) { (client) async throws in
            for _ in 0..<3 { #expect(try await client.get("/absent").status == .notFound) }
            #expect(self.script.runs == 1)
            self.clock.advance(by: .seconds(5))
            _ = try await client.get("/absent")
            #expect(self.script.runs == 2)
            for _ in 0..<3 { #expect(try await client.get("/teapot").status == .badRequest) }
            #expect(self.script.runs == 5)
        }
    }

    @Test func `a handler tags its response, says for how long, or that it is not to be kept`() async throws {
        let router = Router()
        router.cachePage(for: .seconds(60), in: self.cache) { $0.tags = ["all"] }
            .get("/tagged") { request, context in
                ResponseCaching.tag("a", "b")
                return try await self.handler(request, context)
            }
            .get("/brief") { request, context in
                ResponseCaching.timeout(.seconds(5))
                return try await self.handler(request, context)
            }
            .get("/draft") { request, context in
                ResponseCaching.doNotStore()
                return try await self.handler(request, context)
            }
            .get("/streamed") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        ResponseCaching.tag("late")
                        try await writer.write(ByteBuffer(string: "streamed"))
                        try await writer.finish(nil)
                    })
            }
        try await self.run(router) { (client) async throws in
            for uri in ["/tagged", "/brief", "/draft", "/draft", "/streamed"] { _ = try await client.get(uri) }
            #expect(self.script.runs == 4)
            #expect(try await client.get("/brief").text.hasSuffix("run 2"))
            self.clock.advance(by: .seconds(5))
            #expect(try await client.get("/brief").text.hasSuffix("run 5"))
        }
        #expect(Set(self.engine.peek("tagged:")?.info.tags ?? []) == ["all", "a", "b"])
        #expect(Set(self.engine.peek("streamed:")?.info.tags ?? []) == ["all", "late"])
        #expect(self.engine.peek("draft:") == nil)
        #expect(self.engine.routeFigures().first { $0.route == "draft" }?.bypassReasons == ["handler": 2])
    }

    @Test func `a purge by a handler's tag finds what its response was loaded while it came`() async throws {
        let gate = Gate()
        let router = Router()
        router.cachePage(for: .seconds(60), in: self.cache).get("/tagged") { request, context in
            ResponseCaching.tag("a")
            let response = try await self.handler(request, context)
            await gate.pass()
            return response
        }
        try await self.run(router) { (client) async throws in
            async let first = client.get("/tagged")
            try await eventually { self.script.runs == 1 }
            _ = try self.engine.invalidate(.tags(["a"]), mode: .hard, cause: InvalidationCause(source: .api))
            await gate.open()
            #expect(try await first.text.hasSuffix("run 1"))
            #expect(try await client.get("/tagged").text.hasSuffix("run 2"))
        }
    }

    @Test func `requests that are to go past the cache do, and leave what is stored alone`() async throws {
        let router = Router()
        router.cachePage(for: .seconds(60), in: self.cache, unless: { request, _ in request.headers[.authorization] == "editor" })
            .get("/page", use: self.handler)
        try await self.run(router) { (client) async throws in
            _ = try await client.get("/page")
            #expect(try await client.get("/page", [.authorization: "editor"]).text.hasSuffix("run 2"))
            #expect(try await client.get("/page").text.hasSuffix("run 1"))
        }
        #expect(self.engine.routeFigures().first?.bypassReasons == ["route": 1])
    }

    // MARK: Keys of chosen parts

    @Test func `a query parameter that is in no key reaches no handler of a shared response`() async throws {
        let router = Router()
        router.cacheResponse(for: .seconds(60), key: [.query("q"), .pagination], in: self.cache).get("/search", use: self.handler)
        try await self.run(router) { (client) async throws in
            let first = try await client.get("/search?utm=x&q=a%20b&page=2&utm=y")
            #expect(first.text == "/search  ?q=a%20b&page=2 run 1")
            #expect(try await client.get("/search?page=2&q=a%20b&utm=z").text == first.text)
            #expect(try await client.get("/search?page=3&q=a%20b").text.hasSuffix("run 2"))
        }
        #expect(self.keys.contains("search:?page=2&q=a%20b"))
    }

    @Test func `a bare list of parts has the path alone, and every page of it is the first`() async throws {
        let router = Router()
        router.cacheResponse(for: .seconds(60), key: [], in: self.cache).get("/list", use: self.handler)
        try await self.run(router) { (client) async throws in
            // The handler never saw the page: what is stored is right for what is asked under its key.
            #expect(try await client.get("/list?page=2").text == "/list  ? run 1")
            #expect(try await client.get("/list").text == "/list  ? run 1")
        }
    }

    @Test func `languages and formats are told apart by what they mean`() async throws {
        let router = Router()
        router.cacheResponse(for: .seconds(60), key: [.language, .format], in: self.cache).get("/page", use: self.handler)
        try await self.run(router) { (client) async throws in
            let german = try await client.get("/page", [.acceptLanguage: "de, en;q=0.5"])
            #expect(german.headers[.vary]?.lowercased().contains("accept-language") == true)
            #expect(try await client.get("/page", [.acceptLanguage: "de,en; q=0.5"]).text == german.text)
            #expect(try await client.get("/page", [.acceptLanguage: "en"]).text.hasSuffix("run 2"))
            #expect(try await client.get("/page?format=csv", [.acceptLanguage: "en"]).text.hasSuffix("run 3"))
        }
    }

    @Test func `a search by POST is cached by its body, and still changes nothing`() async throws {
        let router = Router()
        router.cacheResponse(for: .seconds(60), key: [.body], in: self.cache).post("/search") { request, context in
            let body = try await String(buffer: request.body.collect(upTo: 1000))
            return try await Response.text("\(body) \(self.handler(request, context).status.code) run \(self.script.runs)")
        }
        try await self.run(router) { (client) async throws in
            func search(_ body: String, _ type: String = "application/json") async throws -> String {
                try await client.send(.post, "/search", [.contentType: type, .contentLength: "\(body.utf8.count)"], body: body)
                    .text
            }
            let first = try await search("{\"q\":1}")
            #expect(first.hasPrefix("{\"q\":1}"))
            #expect(try await search("{\"q\":1}") == first)
            #expect(try await search("{\"q\":2}").hasPrefix("{\"q\":2}"))
            #expect(try await search("{\"q\":1}", "text/plain") != first)
            #expect(self.script.runs == 3)
            let large = String(repeating: "x", count: 70_000)
            // Too large for a key: nothing of it is kept.
            _ = try await client.send(.post, "/search", [.contentLength: "70000"], body: large)
        }
        #expect(self.keys.allSatisfy { $0.hasPrefix("search:body=") })
    }

    @Test func `a part of one's own is a segment of the key`() async throws {
        let router = Router()
        router.cacheResponse(
            for: .seconds(60), key: [.custom(name: "plan") { request, _ in request.headers[.authorization] ?? "free" }],
            in: self.cache
        ) { $0.authorization = .independent }
        .get("/prices", use: self.handler)
        try await self.run(router) { (client) async throws in
            _ = try await client.get("/prices", [.authorization: "gold & more"])
            #expect(try await client.get("/prices").text.hasSuffix("run 2"))
            #expect(try await client.get("/prices", [.authorization: "gold & more"]).text.hasSuffix("run 1"))
        }
        #expect(self.keys == ["prices:plan=gold%20%26%20more", "prices:plan=free"])
    }

    @Test func `a context that knows its user caches for each in one word`() async throws {
        struct UserContext: UserRequestContext {
            var coreContext: CoreRequestContextStorage
            var user: UserIdentity?

            init(source: ApplicationRequestContextSource) {
                self.coreContext = .init(source: source)
            }
        }
        struct TokenMiddleware: RouterMiddleware {
            func handle(_ request: Request, context: UserContext, next: (Request, UserContext) async throws -> Response)
                async throws
                -> Response
            {
                var context = context
                context.user = request.headers[.authorization].map { .id($0) }
                return try await next(request, context)
            }
        }
        let router = Router(context: UserContext.self)
        router.add(middleware: TokenMiddleware())
        router.cachePage(for: .minutes(5), in: self.cache, .perUser).get("/my/courses/") { _, context in
            "\(String(describing: context.user))"
        }
        try await Application(router: router).test(.router) { client in
            for _ in 0..<2 {
                for user in ["ann", "bob"] {
                    let response = try await client.executeRequest(
                        uri: "/my/courses/", method: .get, headers: [.authorization: user], body: nil)
                    #expect(response.text.contains(user))
                    #expect(response.headers[.cacheControl] == "private, max-age=300")
                }
            }
        }
        #expect(self.keys == ["my.courses:user=ann", "my.courses:user=bob"])
        #expect(self.engine.snapshot().requests.hits == 2)
    }

    // MARK: Safe defaults

    @Test(arguments: [
        "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "Forwarded", "X-Original-URL", "X-HTTP-Method-Override",
        "X-Host", "Cookie",
    ])
    func `what no key holds changes nothing that is stored`(name: String) async throws {
        let field = try #require(HTTPField.Name(name))
        let router = Router()
        for declared in [false, true] {
            router.cachePage(for: .seconds(60), in: self.cache) { $0.varyOn.headers = declared ? [field] : [] }
                .get(declared ? "/declared" : "/shared") { request, _ in Response.text(request.headers[field] ?? "nothing") }
        }
        try await self.run(router) { (client) async throws in
            #expect(try await client.get("/shared", [field: "evil"]).text == "nothing")
            let second = try await client.get("/shared", [field: "other"])
            #expect(second.text == "nothing")
            #expect(second.cacheStatus.contains("hit"))
            #expect(try await client.get("/declared", [field: "evil"]).text == "evil")
            #expect(try await client.get("/declared").text == "nothing")
            #expect(try await client.get("/declared", [field: "evil"]).cacheStatus.contains("hit"))
        }
    }

    @Test func `a path dressed up as another file is another resource`() async throws {
        let router = Router()
        router.cachePage(for: .seconds(60), in: self.cache).get("/account/{name}", use: self.handler)
        try await self.run(router) { (client) async throws in
            var bodies: Set<String> = []
            for uri in [
                "/account/me", "/account/me%2Fx.css", "/account/me;x.css", "/account/me%3Bx.css", "/account/ME", "/account/me%00",
            ] {
                bodies.insert(try await client.get(uri).text)
                #expect(try await client.get(uri).cacheStatus.contains("hit"), "\(uri)")
            }
            #expect(bodies.count == 6)
        }
    }

    @Test func `variants of a resource are bounded, whatever clients send`() async throws {
        let router = Router()
        router.cachePage(for: .seconds(60), in: self.cache) { $0.varyOn.headers = [.userAgent] }.get("/page", use: self.handler)
        try await self.run(router) { (client) async throws in
            for number in 0..<300 { _ = try await client.get("/page", [.userAgent: "agent \(number)"]) }
        }
        #expect((1...64).contains(self.engine.snapshot().memory.entries))
    }
}
