import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderHTTP
import LarderHummingbird
import NIOConcurrencyHelpers
import NIOCore
import Testing

struct HeaderCase: CustomTestStringConvertible, Sendable {
    let rule: String
    let routes: @Sendable (Router<BasicRequestContext>) -> RouterGroup<BasicRequestContext>
    var method = HTTPRequest.Method.get
    let answer: @Sendable () throws -> Response
    /// Every value of the field.
    let expected: [HTTPField.Name: [String]]
    var testDescription: String { self.rule }
}

@Suite struct HeaderTests {
    private static let minute: @Sendable (Router<BasicRequestContext>) -> RouterGroup<BasicRequestContext> = {
        $0.cacheControl(.public, .maxAge(.seconds(60)), .noTransform)
    }
    private static let said = "public, max-age=60, no-transform"
    private static let never = "max-age=0, no-cache, no-store, must-revalidate, private"
    private static let epoch = "Thu, 01 Jan 1970 00:00:00 GMT"

    @Test(arguments: [
        HeaderCase(
            rule: "Django's cache_control", routes: Self.minute, answer: { .text("a") }, expected: [.cacheControl: [Self.said]]),
        HeaderCase(
            rule: "Django: the handler's lesser max-age", routes: Self.minute,
            answer: { .text("a", [.cacheControl: "max-age=5, x=\"y, z\""]) },
            expected: [.cacheControl: ["max-age=5, x=\"y, z\", public, no-transform"]]),
        HeaderCase(
            rule: "the handler's private stays (Django: it becomes public)", routes: Self.minute,
            answer: { .text("a", [.cacheControl: "private"]) },
            expected: [.cacheControl: ["private, max-age=60, no-transform"]]),
        HeaderCase(
            rule: "9111 §5.2.2.5 the handler's no-store stays", routes: Self.minute,
            answer: { .text("a", [.cacheControl: "no-store"]) }, expected: [.cacheControl: ["no-store, \(Self.said)"]]),
        HeaderCase(
            rule: "a redirect is an answer", routes: Self.minute, answer: { .text("", status: .movedPermanently) },
            expected: [.cacheControl: [Self.said]]),
        HeaderCase(
            rule: "9110 §15.4.5 the handler's own 304", routes: Self.minute, answer: { .text("", status: .notModified) },
            expected: [.cacheControl: [Self.said]]),
        HeaderCase(
            rule: "an error that is returned is not kept for as long (Django: it is)", routes: Self.minute,
            answer: { .text("", status: .notFound) }, expected: [.cacheControl: ["no-transform"]]),
        HeaderCase(
            rule: "an error that is thrown neither", routes: Self.minute, answer: { throw HTTPError(.notFound) },
            expected: [.cacheControl: ["no-transform"]]),
        HeaderCase(
            rule: "9111 §5.2.2.7 an error is as private as what it stands for", routes: { $0.cacheControl(.private) },
            answer: { throw OwnError(status: .notFound) }, expected: [.cacheControl: ["private"]]),
        HeaderCase(
            rule: "an error's own words stay", routes: Self.minute,
            answer: { throw HTTPError(.gone, headers: [.cacheControl: "max-age=10"]) },
            expected: [.cacheControl: ["max-age=10, no-transform"]]),
        HeaderCase(
            rule: "9110 §9.3.3 an answer to POST is not kept for it (Django: it is)", routes: Self.minute, method: .post,
            answer: { .text("a") }, expected: [.cacheControl: ["no-transform"]]),
        HeaderCase(
            rule: "HEAD as GET", routes: Self.minute, method: .head, answer: { .text("a") },
            expected: [.cacheControl: [Self.said]]),
        HeaderCase(
            rule: "groups in groups: the lesser", routes: { Self.minute($0).cacheControl(.maxAge(.seconds(5)), .mustRevalidate) },
            answer: { .text("a") }, expected: [.cacheControl: ["max-age=5, must-revalidate, public, no-transform"]]),
        HeaderCase(
            rule: "Django's never_cache", routes: { $0.neverCache() }, answer: { .text("a") },
            expected: [.cacheControl: [Self.never], .expires: [Self.epoch]]),
        HeaderCase(
            rule: "never, whatever the handler says", routes: { $0.neverCache() },
            answer: { .text("a", [.cacheControl: "public, max-age=60", .expires: "Sun, 06 Nov 2094 08:49:37 GMT"]) },
            expected: [
                .cacheControl: ["max-age=0, no-cache, no-store, must-revalidate, private"], .expires: [Self.epoch],
            ]),
        HeaderCase(
            rule: "9213 §2.2 never, not by caches in the middle either (Django: still by those)", routes: { $0.neverCache() },
            answer: { .text("a", [.init("CDN-Cache-Control")!: "max-age=600"]) },
            expected: [.cacheControl: [Self.never], .init("CDN-Cache-Control")!: []]),
        HeaderCase(
            rule: "never, for other methods too", routes: { $0.neverCache() }, method: .put, answer: { .text("a") },
            expected: [.cacheControl: [Self.never]]),
        HeaderCase(
            rule: "9110 §15.1 a 404 may be kept unasked: never says no (Django: not to one that is raised)",
            routes: { $0.neverCache() }, answer: { throw HTTPError(.notFound, message: "none") },
            expected: [.cacheControl: [Self.never], .expires: [Self.epoch], .contentType: ["application/json; charset=utf-8"]]),
        HeaderCase(
            rule: "never, for errors of the application", routes: { $0.neverCache() },
            answer: { throw OwnError(status: .gone, headers: [.cacheControl: "max-age=600", .allow: "GET"]) },
            expected: [.cacheControl: [Self.never], .expires: [Self.epoch], .allow: ["GET"]]),
        HeaderCase(
            rule: "never goes before what groups say", routes: { Self.minute($0).neverCache() }, answer: { .text("a") },
            expected: [.cacheControl: ["\(Self.never), no-transform"], .expires: [Self.epoch]]),
        HeaderCase(
            rule: "Django's vary_on_headers", routes: { $0.varyOn(.acceptLanguage, .accept, .acceptLanguage) },
            answer: { .text("a") }, expected: [.vary: ["Accept-Language, Accept"]]),
        HeaderCase(
            rule: "Django's vary_on_cookie", routes: { $0.varyOn(.cookie) }, answer: { .text("a", [.vary: "Origin"]) },
            expected: [.vary: ["Origin, Cookie"]]),
        HeaderCase(
            rule: "Django: no name twice, in any case; order kept", routes: { $0.varyOn(.accept, .cookie) },
            answer: { .text("a", [.vary: "ORIGIN, accept"]) }, expected: [.vary: ["ORIGIN, accept, Cookie"]]),
        HeaderCase(
            rule: "9110 §12.5.5 * is everything", routes: { $0.varyOn(.cookie) }, answer: { .text("a", [.vary: "*"]) },
            expected: [.vary: ["*"]]),
        HeaderCase(
            rule: "9110 §12.5.5 errors depend on it too (Django: not those that are raised)", routes: { $0.varyOn(.cookie) },
            answer: { throw HTTPError(.notFound) }, expected: [.vary: ["Cookie"]]),
        HeaderCase(
            rule: "all of them", routes: { $0.varyOn(.cookie).cacheControl(.private).group("").varyOn(.accept) },
            answer: { .text("a") }, expected: [.vary: ["Accept, Cookie"], .cacheControl: ["private"]]),
    ])
    func `groups say what their responses do not`(_ row: HeaderCase) async throws {
        try await ask { router in
            row.routes(router).on("/items/", method: row.method) { _, _ in try row.answer() }
        } _: { (client) async throws in
            let response = try await client.send(row.method)
            for (name, values) in row.expected {
                #expect(response.headers[values: name] == values, "\(name)")
            }
        }
    }

    @Test func `a group concerns what is registered through it, and a middleware what comes after it`() async throws {
        try await ask { router in
            router.get("/before") { _, _ in "a" }
            router.neverCache().get("/inside") { _, _ in "a" }
            router.get("/beside") { _, _ in "a" }
            router.add(middleware: CacheControlMiddleware(.private))
            router.get("/after") { _, _ in "a" }
        } _: { (client) async throws in
            #expect(try await client.get("/before").headers[.cacheControl] == nil)
            #expect(try await client.get("/inside").headers[.cacheControl] == Self.never)
            #expect(try await client.get("/beside").headers[.cacheControl] == nil)
            #expect(try await client.get("/after").headers[.cacheControl] == "private")
        }
    }

    @Test func `a middleware of the whole application also marks what no route answers`() async throws {
        try await ask { router in
            router.add(middleware: NeverCacheMiddleware())
        } _: { (client) async throws in
            let response = try await client.get("/nowhere")
            #expect(response.status == .notFound)
            #expect(response.headers[.cacheControl] == Self.never)
        }
    }

    @Test func `a stream stays one`() async throws {
        let body = WatchedBody(declared: nil)
        try await ask { router in
            router.group().add(middleware: WatchedBody.Watch(body: body))
                .neverCache().cacheControl(.private).varyOn(.cookie).get("/items/") { _, _ in body.response() }
        } _: { (client) async throws in
            let response = try await client.get()
            #expect(response.text == "first second")
            #expect(response.headers[.vary] == "Cookie")
        }
        #expect(body.writtenEarly == 0)
        #expect(body.written == 1)
    }

    @Test func `errors stay what they are for whoever looks at them on their way`() async throws {
        struct Unexpected: Error {}
        let seen = NIOLockedValueBox<[any Error]>([])
        try await ask { router in
            let routes = router.group().add(middleware: ErrorWitness(seen: seen)).neverCache().cacheControl(.private)
            routes.get("/http") { _, _ -> Response in throw HTTPError(.conflict, message: "why") }
            routes.get("/own") { _, _ -> Response in throw OwnError(status: .gone) }
            routes.get("/unexpected") { _, _ -> Response in throw Unexpected() }
        } _: { (client) async throws in
            #expect(try await client.get("/http").text.contains("why"))
            #expect(try await client.get("/own").text == "refused")
            #expect(try await client.get("/unexpected").status == .internalServerError)
        }
        let errors = seen.withLockedValue { $0 }
        #expect((errors[0] as? HTTPError)?.status == .conflict)
        #expect((errors[1] as? any HTTPResponseError)?.status == .gone)
        #expect("\(errors[1])" == "\(OwnError(status: .gone))")
        #expect(errors[2] is Unexpected)
    }
}
