import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import Testing

@Suite struct `Explaining URLs` {
    private let clock = ManualClock()
    private let cache: ResponseCache

    init() {
        self.cache = ResponseCache(
            CacheEngine(CacheEngine.Configuration(memoryLimit: 16 << 20), clock: self.clock),
            listener: ListenerAuthorities(["localhost"]))
    }

    /// Routes `/items/{id}`, by language, and `/mine`, per user; what they answer is said by the query parameter `say`.
    private func run(_ test: @Sendable @escaping (any TestClientProtocol) async throws -> Void) async throws {
        let router = Router()
        router.cachePage(
            CachePolicy(
                route: "item", timeout: .seconds(60), staleWhileRevalidate: .seconds(30), pathParameters: ["id"],
                varyOn: VaryOn(headers: [.acceptLanguage])), in: self.cache
        ).get("/items/{id}") { request, _ in Self.answer(request) }
        router.cachePage(
            CachePolicy(route: "mine", timeout: .seconds(60), varyOn: VaryOn(user: .perUser)), in: self.cache,
            user: { request, _ in request.headers[.authorization].map { .id($0) } }
        ).get("/mine") { request, _ in Self.answer(request) }
        try await Application(router: router).test(.router, test)
    }

    private static func answer(_ request: Request) -> Response {
        switch request.uri.queryParameters["say"] {
        case "no-store": .text("new", [.cacheControl: "no-store"])
        case "missing": .text("none", status: .notFound)
        case "cookie": .text("yours", [.setCookie: "a=b"])
        case "vary": .text("text", [.vary: "X-Plan"])
        default: .text("text")
        }
    }

    @Test func `what is stored is a hit, then stale, then gone`() async throws {
        try await self.run { client in
            let before = try self.cache.explanation(of: "/items/7")
            #expect(before.key.text == "item:7" && before.route.path.description == "/items/{id}")
            #expect(before.verdict.outcome == .miss && before.variants.isEmpty && before.purge.entries == 0)
            _ = try await client.execute(uri: "/items/7", method: .get)
            self.clock.advance(by: .seconds(20))
            let hit = try self.cache.explanation(of: "http://localhost/items/7")
            #expect(hit.verdict.outcome == .hit && hit.verdict.reason.contains("20 s old and fresh for 40 s"))
            let variant = try #require(hit.variants.first)
            #expect(variant.key == "item:7" && variant.state == .fresh && variant.status == 200)
            #expect(variant.age == .seconds(20) && variant.freshFor == .seconds(40) && variant.staleFor == .seconds(30))
            self.clock.advance(by: .seconds(50))
            let stale = try self.cache.explanation(of: "/items/7")
            #expect(stale.verdict.outcome == .stale && stale.verdict.section == "RFC 5861 §3")
            #expect(stale.variants.map(\.state) == [.stale] && stale.variants[0].staleFor == .seconds(20))
            _ = try self.cache.engine.invalidate(
                self.cache.selection(of: "/items/7"), mode: .revalidate, cause: InvalidationCause(source: .api))
            #expect(try self.cache.explanation(of: "/items/7").verdict.outcome != .stale)
        }
    }

    @Test func `it says what a request is then told`() async throws {
        try await self.run { client in
            for uri in ["/items/1", "/items/1?say=missing", "/items/1?say=cookie", "/items/1?say=no-store", "/items/1?say=vary"] {
                for _ in 1...3 {
                    let said = try self.cache.explanation(of: uri).verdict
                    let told = try await client.execute(uri: uri, method: .get).cacheStatus
                    #expect(said.isFromCache == told.contains("; hit"), "\(uri): \(said), \(told)")
                    self.clock.advance(by: .seconds(25))
                }
            }
        }
    }

    @Test(arguments: [
        ("missing", Verdict.Outcome.miss, 404, "RFC 9111 §3" as String?), ("no-store", .bypassed, 200, "RFC 9111 §5.2.2.5"),
        ("cookie", .bypassed, 200, nil),
    ]) func `what was refused is told with its rule, for a while`(
        word: String, outcome: Verdict.Outcome, status: Int, section: String?
    ) async throws {
        try await self.run { client in
            let uri = "/items/7?say=\(word)"
            _ = try await client.execute(uri: uri, method: .get)
            self.clock.advance(by: .seconds(5))
            let explanation = try self.cache.explanation(of: uri)
            #expect(explanation.verdict.outcome == outcome && explanation.verdict.section == section)
            #expect(explanation.refused?.status == status && explanation.refused?.ago == .seconds(5))
            #expect(try self.cache.explanation(of: "/items/7").refused == nil)
            self.clock.advance(by: .seconds(40))
            #expect(try self.cache.explanation(of: uri).verdict.outcome == .miss)
            self.clock.advance(by: .seconds(600))
            #expect(try self.cache.explanation(of: uri).refused == nil)
        }
    }

    @Test func `variants are told by what requests select them with`() async throws {
        try await self.run { client in
            for language in ["de", "en"] {
                _ = try await client.execute(uri: "/items/7", method: .get, headers: [.acceptLanguage: language])
            }
            let explanation = try self.cache.explanation(of: "/items/7")
            #expect(explanation.verdict.outcome == .miss && explanation.verdict.section == "RFC 9111 §4.1")
            #expect(
                explanation.variants.map(\.conditions) == [
                    [VariantCondition(name: "accept-language", value: "de")],
                    [VariantCondition(name: "accept-language", value: "en")],
                ])
            #expect(explanation.purge.entries == 2)
            let elsewhere = try self.cache.explanation(of: "http://other.example/items/7")
            #expect(elsewhere.key.text == "item:7#host=other.example")
            #expect(elsewhere.verdict.section == "RFC 9111 §4")
        }
    }

    @Test func `a header that a response was found to depend on is part of the answer`() async throws {
        try await self.run { client in
            _ = try await client.execute(uri: "/items/7?say=vary", method: .get)
            let explanation = try self.cache.explanation(of: "/items/7?say=vary")
            #expect(explanation.verdict.outcome == .hit)
            #expect(explanation.variants.first?.conditions == [VariantCondition(name: "x-plan", value: nil)])
        }
    }

    @Test func `a URL selects what every user has of it, and nothing else`() async throws {
        try await self.run { client in
            for uri in ["/mine", "/mine?page=2", "/mine?page=20"] {
                _ = try await client.execute(uri: uri, method: .get)
                for user in ["ann", "bob"] {
                    _ = try await client.execute(uri: uri, method: .get, headers: [.authorization: user])
                }
            }
            let explanation = try self.cache.explanation(of: "/mine?page=2")
            #expect(explanation.variants.map(\.key) == ["mine:?page=2", "mine:user=ann:?page=2", "mine:user=bob:?page=2"])
            #expect(explanation.purge.entries == 3 && explanation.purge.isExact)
            let report = try self.cache.engine.invalidate(
                self.cache.selection(of: "http://localhost/mine?page=2"), mode: .hard, cause: InvalidationCause(source: .cli))
            #expect(report.matched == 3)
            #expect(self.cache.engine.snapshot().memory.entries == 6)
            #expect(try self.cache.explanation(of: "/mine").purge.entries == 3)
        }
    }

    @Test func `explaining leaves the figures and the entries as they are`() async throws {
        try await self.run { client in
            _ = try await client.execute(uri: "/items/7", method: .get)
            let before = self.cache.engine.snapshot()
            for _ in 1...10 { _ = try self.cache.explanation(of: "/items/7") }
            let after = self.cache.engine.snapshot()
            #expect(before.requests == after.requests && before.evictions == after.evictions)
            #expect(self.cache.engine.peek("item:7")?.info.hits == 0)
        }
    }

    @Test func `a URL of no cached route names those that are near`() async throws {
        try await self.run { _ in
            let error = #expect(throws: URLProblem.self) { try self.cache.explanation(of: "/item/7") }
            guard case .unknown(let path, let nearest) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(path == "/item/7" && nearest.first?.description == "/items/{id}")
            #expect(throws: URLProblem.self) { try self.cache.selection(of: "items") }
        }
    }
}
