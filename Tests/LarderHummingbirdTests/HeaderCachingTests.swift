import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOConcurrencyHelpers
import NIOCore
import Testing

/// What groups say about headers, inside a cache and outside one.
@Suite struct HeaderCachingTests {
    typealias Routes = RouterGroup<BasicRequestContext>

    /// Routes around and inside the cache of one page whose handler counts.
    private struct Page: Sendable {
        let clock = ManualClock()
        let engine: CacheEngine
        var policy = CachePolicy(route: "items", timeout: .seconds(60))
        let script: Script

        init(_ step: @escaping Script.Step = { _, _, run in .text("run \(run)") }) {
            self.script = Script(step)
            self.engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 16 << 20), clock: self.clock)
        }

        func run(
            outside: (Router<BasicRequestContext>) -> Routes = { $0.group() }, inside: (Routes) -> Routes = { $0 },
            _ test: @Sendable @escaping (CachedApplication.Client) async throws -> Void
        ) async throws {
            try await ask { router in
                let routes = inside(outside(router).cachePage(self.policy, in: ResponseCache(self.engine)))
                routes.get("/items/") { try await self.script.run($0, $1) }
                routes.put("/items/") { _, _ in Response.text("put") }
            } _: {
                try await test($0)
            }
        }
    }

    @Test func `never inside a cache keeps it from storing`() async throws {
        let page = Page()
        try await page.run(inside: { $0.neverCache() }) { (client) async throws in
            #expect(try await client.get().text == "run 1")
            let second = try await client.get()
            #expect(second.text == "run 2")
            #expect(second.headers[.cacheControl] == "max-age=0, no-cache, no-store, must-revalidate, private")
        }
    }

    @Test func `never outside a cache only tells others`() async throws {
        let page = Page()
        try await page.run(outside: { $0.neverCache() }) { (client) async throws in
            #expect(try await client.get().text == "run 1")
            let second = try await client.get()
            #expect(second.text == "run 1")
            #expect(second.headers[.cacheControl] == "max-age=0, no-cache, no-store, must-revalidate, private")
            #expect(second.cacheStatus.contains("hit"))
        }
    }

    @Test func `directives inside a cache are obeyed by it`() async throws {
        let page = Page()
        try await page.run(inside: { $0.cacheControl(.public, .maxAge(.seconds(5))) }) { (client) async throws in
            _ = try await client.get()
            let hit = try await client.get("/items/", [.authorization: "Token ann"])
            #expect(hit.text == "run 1")
            #expect(hit.headers[.cacheControl] == "public, max-age=5")
            page.clock.advance(by: .seconds(6))
            #expect(try await client.get().text == "run 2")
        }
    }

    @Test func `directives outside a cache are for others, and shorten what the cache says`() async throws {
        let page = Page()
        try await page.run(outside: { $0.cacheControl(.maxAge(.seconds(5)), .mustRevalidate) }) { (client) async throws in
            _ = try await client.get()
            let hit = try await client.get()
            #expect(hit.text == "run 1")
            #expect(hit.headers[.cacheControl] == "max-age=5, must-revalidate")
        }
    }

    @Test func `private inside a cache keeps it from storing`() async throws {
        let page = Page()
        try await page.run(inside: { $0.cacheControl(.private) }) { (client) async throws in
            _ = try await client.get()
            #expect(try await client.get().text == "run 2")
        }
    }

    @Test func `a header that is named inside a cache is learned by it`() async throws {
        let page = Page { request, _, _ in .text(request.headers[.acceptLanguage] ?? "") }
        try await page.run(inside: { $0.varyOn(.acceptLanguage) }) { (client) async throws in
            for language in ["de", "en", "de", "en"] {
                let response = try await client.get("/items/", [.acceptLanguage: language])
                #expect(response.text == language)
                #expect(response.headers[.vary] == "Accept-Language")
            }
        }
        #expect(page.script.runs == 2)
    }

    @Test func `Django's recipe 3: a hit has the Vary that the miss had`() async throws {
        var page = Page { request, _, _ in .text(request.headers[.acceptLanguage] ?? "") }
        page.policy.varyOn.headers = [.acceptLanguage]
        try await page.run(inside: { $0.varyOn(.acceptLanguage) }) { (client) async throws in
            for _ in 0..<2 {
                for language in ["de", "en"] {
                    let response = try await client.get("/items/", [.acceptLanguage: language])
                    #expect(response.text == language)
                    #expect(response.headers[.vary] == "Accept-Language")
                }
            }
        }
        #expect(page.script.runs == 2)
    }

    @Test func `Django's recipe 2: sessions inside a cache do not leak, for it hears that they vary on cookies`() async throws {
        let page = Page { request, _, _ in .text(request.headers[.cookie] ?? "nobody") }
        try await page.run(inside: { $0.varyOn(.cookie) }) { (client) async throws in
            for cookie in ["session=ann", "session=bob"] {
                #expect(try await client.get("/items/", [.cookie: cookie]).text == cookie)
            }
        }
    }

    @Test func `conditions inside a cache give it its tags, and are asked when it has none or they expire`() async throws {
        let page = Page()
        let asked = NIOLockedValueBox(0)
        let tag = EntityTag(of: "1").text
        try await page.run(
            inside: {
                $0.conditional(
                    etag: { _, _ in
                        asked.withLockedValue { $0 += 1 }
                        return EntityTag(of: "1")
                    }, changes: .refused)
            }
        ) { (client) async throws in
            #expect(try await client.get("/items/", [.ifNoneMatch: tag]).status == .notModified)
            #expect(page.script.runs == 1)
            let hit = try await client.get()
            #expect(hit.text == "run 1")
            #expect(hit.headers[.eTag] == tag)
            #expect(try await client.get("/items/", [.ifNoneMatch: tag]).status == .notModified)
            #expect(asked.withLockedValue { $0 } == 1)
            page.clock.advance(by: .seconds(61))
            #expect(try await client.get().text == "run 1")
            #expect(asked.withLockedValue { $0 } == 2)
            #expect(page.script.runs == 1)
            #expect(try await client.send(.put).status == .preconditionRequired)
            #expect(try await client.send(.put, "/items/", [.ifMatch: "\"x\""]).status == .preconditionFailed)
            #expect(try await client.send(.put, "/items/", [.ifMatch: tag]).text == "put")
        }
    }

    @Test func `conditions outside a cache never date what it stored`() async throws {
        let page = Page()
        let changed = NIOLockedValueBox(HTTPDate(seconds: 784_111_777))
        try await page.run(outside: { $0.conditional(lastModified: { _, _ in changed.withLockedValue { $0 } }) }) {
            (client) async throws in
            #expect(try await client.get().headers[.lastModified] == nil)
            changed.withLockedValue { $0 = HTTPDate(seconds: $0.seconds + 60) }
            let old = try await client.get()
            #expect(old.text == "run 1")
            #expect(old.headers[.lastModified] == nil)
        }
    }

    @Test func `tags outside a cache are for what it does not store`() async throws {
        let page = Page { _, _, _ in .text("body", [.cacheControl: "private"]) }
        let tag = ByteBuffer(string: "body").withUnsafeReadableBytes { EntityTag(hashing: $0).text }
        try await page.run(outside: { $0.entityTags() }) { (client) async throws in
            #expect(try await client.get().headers[.eTag] == tag)
            #expect(try await client.get("/items/", [.ifNoneMatch: tag]).status == .notModified)
        }
        #expect(page.script.runs == 2)
    }

    @Test func `tags outside and inside a cache are its own`() async throws {
        let tag = ByteBuffer(string: "run 1").withUnsafeReadableBytes { EntityTag(hashing: $0).text }
        for isOutside in [true, false] {
            let page = Page()
            try await page.run(
                outside: { isOutside ? $0.entityTags() : $0.group() }, inside: { isOutside ? $0 : $0.entityTags() }
            ) { (client) async throws in
                for _ in 0..<2 {
                    #expect(try await client.get().headers[.eTag] == tag)
                    #expect(try await client.get("/items/", [.ifNoneMatch: tag]).status == .notModified)
                }
            }
            #expect(page.script.runs == 1)
        }
    }

    @Test func `an error is marked inside a cache as outside, and not stored`() async throws {
        for isOutside in [true, false] {
            let page = Page { _, _, _ in throw OwnError(status: .notFound) }
            try await page.run(
                outside: { isOutside ? $0.neverCache() : $0.group() }, inside: { isOutside ? $0 : $0.neverCache() }
            ) { (client) async throws in
                for _ in 0..<2 {
                    let response = try await client.get()
                    #expect(response.status == .notFound)
                    #expect(response.headers[.cacheControl] == "max-age=0, no-cache, no-store, must-revalidate, private")
                }
            }
            #expect(page.script.runs == 2)
        }
    }
}
