import EngineProperties
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOConcurrencyHelpers
import Testing

/// Requests that differ in whom they are from and what they may have, against an oracle that knows what each may get.
@Suite struct NoLeakTests {
    /// What a handler says of itself and of the request it saw.
    private static func response(_ request: Request, _ stance: String, version: Int) -> Response {
        func value(_ name: HTTPField.Name) -> String { request.headers[name] ?? "-" }
        let body = [
            "stance=\(stance)", "host=\(request.head.authority ?? "-")", "auth=\(value(.authorization))",
            "cookie=\(value(.cookie))", "lang=\(value(.acceptLanguage))", "accept=\(value(.accept))",
            "q=\(request.uri.query ?? "")", "version=\(version)",
        ].joined(separator: "|")
        var fields: HTTPFields = [:]
        switch stance {
        case "plain": break
        case "public": fields[.cacheControl] = "public, max-age=60"
        case "private": fields[.cacheControl] = "private, max-age=60"
        case "no-store": fields[.cacheControl] = "no-store"
        case "cookie": fields[.setCookie] = "sid=\(value(.authorization))"
        case "lang": fields[.vary] = "Accept-Language"
        case "both": fields[.vary] = "Accept, Accept-Language"
        case "any": fields[.vary] = "*"
        default: fields[.vary] = "Cookie"
        }
        return .text(body, fields)
    }

    private static let stances = ["plain", "public", "private", "no-store", "cookie", "lang", "both", "any", "vary-cookie"]

    private struct Asked {
        var route: String
        var host: String
        var auth: String?
        var cookie: String?
        var lang: String?
        var accept: String?
        var query: String

        init(using generator: inout SeededGenerator) {
            self.route = ["shared", "user", "page"].randomElement(using: &generator)!
            self.host = ["localhost", "a.example", "b.example"].randomElement(using: &generator)!
            self.auth = [nil, "ann", "bob"].randomElement(using: &generator)!
            self.cookie = [nil, "s=1", "s=2"].randomElement(using: &generator)!
            self.lang = [nil, "de", "en"].randomElement(using: &generator)!
            self.accept = [nil, "a/b", "c/d"].randomElement(using: &generator)!
            self.query = ["", "p=1", "p=2"].randomElement(using: &generator)!
        }

        var fields: HTTPFields {
            var fields: HTTPFields = [:]
            fields[.authorization] = self.auth
            fields[.cookie] = self.cookie
            fields[.acceptLanguage] = self.lang
            fields[.accept] = self.accept
            fields[.testHost] = self.host
            return fields
        }
    }

    @Test(arguments: UInt64(0)..<12) func `nobody ever gets what is somebody else's`(seed: UInt64) async throws {
        let clock = ManualClock()
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 4 << 20), clock: clock)
        let authorities = ListenerAuthorities(["localhost"])
        let cache = ResponseCache(engine, listener: authorities)
        // What resources say of themselves changes with time.
        let stance = NIOLockedValueBox("plain")
        let version = NIOLockedValueBox(0)
        let router = Router()
        @Sendable func handle(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
            let response = Self.response(request, stance.withLockedValue { $0 }, version: version.withLockedValue { $0 })
            await Task.yield()
            return response
        }
        router.add(middleware: HostOfTest())
        router.cachePage(for: .seconds(20), in: cache) { $0.staleWhileRevalidate = .seconds(5) }.get("/shared", use: handle)
        router.cachePage(
            for: .seconds(20), in: cache, perUser: { request, _ in request.headers[.authorization].map { .credential($0) } }
        )
        .get("/user", use: handle)
        router.cacheResponse(for: .seconds(20), key: [.query("p")], in: cache).get("/page", use: handle)
        try await Application(router: router).test(.router) { client in
            var generator = SeededGenerator(seed: seed)
            for step in 0..<150 {
                stance.withLockedValue { $0 = Self.stances.randomElement(using: &generator)! }
                version.withLockedValue { $0 = step }
                clock.advance(by: .seconds(Int.random(in: 0...3, using: &generator)))
                // Several at a time, so that some wait for each other's.
                let asked = (0..<Int.random(in: 1...6, using: &generator)).map { _ in Asked(using: &generator) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for asked in asked {
                        group.addTask {
                            let uri = "/\(asked.route)" + (asked.query.isEmpty ? "" : "?\(asked.query)")
                            let response = try await client.executeRequest(
                                uri: uri, method: .get, headers: asked.fields, body: nil)
                            Self.judge(response, asked, "seed \(seed), step \(step)")
                        }
                    }
                    try await group.waitForAll()
                }
                // A refresh may outlive the answer that set it off.
                try await eventually { engine.snapshot().memory.inFlightBytes == 0 }
            }
        }
        let requests = engine.snapshot().requests
        #expect(requests.hits + requests.staleHits + requests.misses + requests.bypassed == requests.total)
        #expect(requests.hits > 0, "nothing was shared, so nothing could leak: seed \(seed)")
    }

    private static func judge(_ response: TestResponse, _ asked: Asked, _ comment: Comment) {
        let got = Dictionary(
            response.text.split(separator: "|").compactMap { part -> (String, String)? in
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return pair.count == 2 ? (String(pair[0]), String(pair[1])) : nil
            }, uniquingKeysWith: { first, _ in first })
        let stance = got["stance"] ?? ""
        #expect(got["host"] == asked.host, comment)
        #expect(got["q"] == asked.query, comment)
        let own = asked.auth ?? "-"
        // What says that it is for everybody may be somebody else's, unless there is a copy for each user.
        if asked.route == "user" || stance != "public" { #expect(got["auth"] == own, comment) }
        #expect(got["cookie"] == "-" || got["cookie"] == asked.cookie, comment)
        if ["lang", "both"].contains(stance) { #expect(got["lang"] == asked.lang ?? "-", comment) }
        if stance == "both" { #expect(got["accept"] == asked.accept ?? "-", comment) }
        let isOwn = asked.route == "user" && asked.auth != nil
        let isMadeAnew = ["no-store", "cookie", "any", "vary-cookie"].contains(stance) || stance == "private" && !isOwn
        if isMadeAnew { #expect(!response.cacheStatus.contains("hit"), comment) }
    }
}

extension HTTPField.Name {
    fileprivate static let testHost = HTTPField.Name("X-Test-Host")!
}

/// A client of this framework cannot choose the host it asks.
private struct HostOfTest: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        head.authority = request.headers[.testHost]
        return try await next(Request(head: head, body: request.body), context)
    }
}
