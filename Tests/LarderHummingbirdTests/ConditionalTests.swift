import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOConcurrencyHelpers
import NIOCore
import Testing

struct ConditionalCase: CustomTestStringConvertible, Sendable {
    let section: String
    var method = HTTPRequest.Method.get
    var request: HTTPFields = [:]
    /// Nil: nothing is there.
    var current: Validators? = Validators(entityTag: EntityTag("\"a\""), lastModified: HTTPDate(seconds: 784_111_777))
    var changes = UnconditionalChanges.allowed
    var answer = Response.text("body")
    let status: HTTPResponse.Status
    var expected: [HTTPField.Name: String?] = [:]
    /// Whether the handler is run.
    let runs: Bool
    var testDescription: String { "\(self.section): \(self.method) \(self.request)" }
}

@Suite struct ConditionalTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let earlier = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let validators: [HTTPField.Name: String?] = [.eTag: "\"a\"", .lastModified: date]
    private static let noValidators: [HTTPField.Name: String?] = [.eTag: nil, .lastModified: nil]

    @Test(arguments: [
        ConditionalCase(section: "no conditions", status: .ok, expected: Self.validators, runs: true),
        ConditionalCase(section: "HEAD has them too", method: .head, status: .ok, expected: Self.validators, runs: true),
        ConditionalCase(
            section: "Django: the handler's own stay", answer: .text("body", [.eTag: "W/\"h\""]), status: .ok,
            expected: [.eTag: "W/\"h\"", .lastModified: Self.date], runs: true),
        ConditionalCase(section: "nothing there", current: nil, status: .ok, expected: Self.noValidators, runs: true),
        ConditionalCase(
            section: "an error has none (Django: it does)", answer: .text("", status: .notFound), status: .notFound,
            expected: Self.noValidators, runs: true),
        ConditionalCase(
            section: "9110 §8.8 a redirect is none of it", answer: .text("", status: .found), status: .found,
            expected: Self.noValidators, runs: true),
        ConditionalCase(
            section: "9110 §8.8 partial content is of the same representation", answer: .text("", status: .partialContent),
            status: .partialContent, expected: Self.validators, runs: true),
        ConditionalCase(
            section: "what comes out of a cache may be older", answer: .text("body", [.age: "5"]), status: .ok,
            expected: Self.noValidators, runs: true),
        ConditionalCase(
            section: "what a cache let through may be somebody else's",
            answer: .text("body", [.cacheStatus: "x; fwd=miss; collapsed"]),
            status: .ok, expected: Self.noValidators, runs: true),

        ConditionalCase(
            section: "9110 §13.1.2", request: [.ifNoneMatch: "\"x\", \"a\""], status: .notModified, expected: Self.validators,
            runs: false),
        ConditionalCase(
            section: "9110 §8.6 no length of a body that is not sent", request: [.ifNoneMatch: "\"a\""], status: .notModified,
            expected: [.contentLength: nil], runs: false),
        ConditionalCase(
            section: "9110 §13.1.2 weak comparison", request: [.ifNoneMatch: "W/\"a\""], status: .notModified, runs: false),
        ConditionalCase(
            section: "9110 §13.1.2 HEAD", method: .head, request: [.ifNoneMatch: "\"a\""], status: .notModified,
            expected: Self.validators, runs: false),
        ConditionalCase(
            section: "9110 §13.1.2 changed", request: [.ifNoneMatch: "\"x\""], status: .ok, expected: Self.validators, runs: true),
        ConditionalCase(section: "9110 §13.1.2 malformed", request: [.ifNoneMatch: "a"], status: .ok, runs: true),
        ConditionalCase(
            section: "9110 §13.1.2 nothing there", request: [.ifNoneMatch: "*"], current: nil, status: .ok, runs: true),
        ConditionalCase(section: "9110 §13.1.3", request: [.ifModifiedSince: Self.date], status: .notModified, runs: false),
        ConditionalCase(section: "9110 §13.1.3 changed", request: [.ifModifiedSince: Self.earlier], status: .ok, runs: true),
        ConditionalCase(
            section: "9110 §13.1.3 two digits", request: [.ifModifiedSince: "Sunday, 06-Nov-94 08:49:37 GMT"],
            status: .notModified, runs: false),
        ConditionalCase(section: "9110 §13.1.3 malformed", request: [.ifModifiedSince: "x"], status: .ok, runs: true),
        ConditionalCase(
            section: "9110 §13.1.3 by tag where there is one", request: [.ifNoneMatch: "\"x\"", .ifModifiedSince: Self.date],
            status: .ok, runs: true),
        ConditionalCase(
            section: "9110 §13.1.3 no date known", request: [.ifModifiedSince: Self.date],
            current: Validators(entityTag: EntityTag("\"a\"")), status: .ok, runs: true),
        ConditionalCase(
            section: "9110 §13.1.1 for GET", request: [.ifMatch: "\"x\""], status: .preconditionFailed,
            expected: [.contentType: "application/problem+json"], runs: false),

        ConditionalCase(
            section: "9110 §13.1.1", method: .put, request: [.ifMatch: "\"a\""], status: .ok, expected: Self.noValidators,
            runs: true),
        ConditionalCase(
            section: "9110 §13.1.1 changed", method: .put, request: [.ifMatch: "\"x\""], status: .preconditionFailed,
            expected: [.contentType: "application/problem+json", .eTag: nil], runs: false),
        ConditionalCase(
            section: "9110 §13.1.1 weak", method: .delete, request: [.ifMatch: "W/\"a\""], status: .preconditionFailed,
            runs: false),
        ConditionalCase(
            section: "9110 §13.1.1 nothing there", method: .patch, request: [.ifMatch: "*"], current: nil,
            status: .preconditionFailed, runs: false),
        ConditionalCase(
            section: "9110 §13.1.2 for a change", method: .put, request: [.ifNoneMatch: "*"], status: .preconditionFailed,
            runs: false),
        ConditionalCase(
            section: "9110 §13.1.2 creation", method: .put, request: [.ifNoneMatch: "*"], current: nil, status: .ok, runs: true),
        ConditionalCase(
            section: "9110 §13.1.2 POST", method: .post, request: [.ifNoneMatch: "\"a\""], status: .preconditionFailed,
            runs: false
        ),
        ConditionalCase(
            section: "9110 §13.1.3 not for a change", method: .put, request: [.ifModifiedSince: Self.date], status: .ok,
            runs: true),
        ConditionalCase(
            section: "9110 §13.1.4", method: .put, request: [.ifUnmodifiedSince: Self.date], status: .ok, runs: true),
        ConditionalCase(
            section: "9110 §13.1.4 changed", method: .put, request: [.ifUnmodifiedSince: Self.earlier],
            status: .preconditionFailed, runs: false),
        ConditionalCase(
            section: "9110 §13.2.1 conditions mean nothing to OPTIONS", method: .options, request: [.ifMatch: "\"x\""],
            changes: .refused, status: .ok, expected: Self.noValidators, runs: true),
        ConditionalCase(
            section: "9110 §9.3.4 the handler's own tag of what it made", method: .put, request: [.ifMatch: "\"a\""],
            answer: .text("", [.eTag: "\"b\""]), status: .ok, expected: [.eTag: "\"b\"", .lastModified: nil], runs: true),

        ConditionalCase(section: "unconditional changes are allowed", method: .put, status: .ok, runs: true),
        ConditionalCase(
            section: "6585 §3, drf-extensions api_etag", method: .put, changes: .refused, status: .preconditionRequired,
            expected: [.contentType: "application/problem+json", .cacheControl: "no-store"], runs: false),
        ConditionalCase(
            section: "6585 §3 PATCH", method: .patch, changes: .refused, status: .preconditionRequired, runs: false),
        ConditionalCase(
            section: "6585 §3 DELETE", method: .delete, changes: .refused, status: .preconditionRequired, runs: false),
        ConditionalCase(
            section: "6585 §3 drf-extensions: POST needs none", method: .post, changes: .refused, status: .ok, runs: true),
        ConditionalCase(section: "6585 §3 GET needs none", changes: .refused, status: .ok, expected: Self.validators, runs: true),
        ConditionalCase(
            section: "6585 §3 met", method: .put, request: [.ifMatch: "\"a\""], changes: .refused, status: .ok, runs: true),
        ConditionalCase(
            section: "6585 §3 met, and failed", method: .put, request: [.ifMatch: "\"x\""], changes: .refused,
            status: .preconditionFailed, runs: false),
        ConditionalCase(
            section: "6585 §3 met by date (drf-extensions: by If-Match only)", method: .put,
            request: [.ifUnmodifiedSince: Self.date], changes: .refused, status: .ok, runs: true),
        ConditionalCase(
            section: "6585 §3 creation (drf-extensions: 428)", method: .put, request: [.ifNoneMatch: "*"], current: nil,
            changes: .refused, status: .ok, runs: true),
        ConditionalCase(
            section: "6585 §3 a condition that is ignored is none", method: .put, request: [.ifUnmodifiedSince: "yesterday"],
            changes: .refused, status: .preconditionRequired, runs: false),
        ConditionalCase(
            section: "6585 §3 a condition that does not say which state", method: .put, request: [.ifNoneMatch: "\"x\""],
            changes: .refused, status: .preconditionRequired, runs: false),
    ])
    func `conditions are evaluated before the handler`(_ row: ConditionalCase) async throws {
        let script = Script { _, _, _ in row.answer }
        try await ask { router in
            router.conditional(changes: row.changes, clock: ManualClock()) { _, _ in row.current }
                .on("/items/", method: row.method) { try await script.run($0, $1) }
        } _: { (client) async throws in
            let response = try await client.send(row.method, "/items/", row.request)
            #expect(response.status == row.status)
            for (name, value) in row.expected {
                #expect(response.headers[name] == value, "\(name)")
            }
            if response.status == .notModified { #expect(response.text.isEmpty) }
        }
        #expect(script.runs == (row.runs ? 1 : 0))
    }

    @Test func `a 304 says what groups before it say (RFC 9110 §15.4.5)`() async throws {
        try await ask { router in
            router.cacheControl(.private, .maxAge(.seconds(5))).varyOn(.cookie).conditional(etag: { _, _ in EntityTag(of: "1") })
                .get("/items/") { _, _ in "body" }
        } _: { (client) async throws in
            let whole = try await client.get()
            let tag = try #require(whole.headers[.eTag])
            let response = try await client.get("/items/", [.ifNoneMatch: tag])
            #expect(response.status == .notModified)
            for name: HTTPField.Name in [.eTag, .cacheControl, .vary] {
                #expect(response.headers[name] == whole.headers[name])
            }
            #expect(response.headers[.cacheControl] == "private, max-age=5")
        }
    }

    @Test func `tags, dates and both`() async throws {
        let date = HTTPDate(seconds: 784_111_777)
        try await ask { router in
            router.conditional(etag: { _, context in context.parameters.get("id").map { EntityTag(of: $0) } })
                .get("/tags/{id}") { _, _ in "body" }
            router.conditional(lastModified: { _, _ in date }).get("/dates") { _, _ in "body" }
            router.conditional(etag: { _, _ in EntityTag(of: "1") }, lastModified: { _, _ in date }).get("/both") { _, _ in "body"
            }
            router.conditional(etag: { _, _ in nil }, lastModified: { _, _ in nil }).put("/nothing") { _, _ in "body" }
        } _: { (client) async throws in
            #expect(try await client.get("/tags/7").headers[.eTag] == EntityTag(of: "7").text)
            let dated = try await client.get("/dates")
            #expect(dated.headers[.eTag] == nil)
            #expect(dated.headers[.lastModified] == Self.date)
            let both = try await client.get("/both")
            #expect(both.headers[.eTag] == EntityTag(of: "1").text)
            #expect(both.headers[.lastModified] == Self.date)
            #expect(try await client.send(.put, "/nothing", [.ifMatch: "*"]).status == .preconditionFailed)
        }
    }

    @Test func `what the look-up throws answers, and a change without conditions asks nothing`() async throws {
        let script = Script { _, _, _ in .text("body") }
        try await ask { router in
            let routes = router.conditional(etag: { _, _ in throw HTTPError(.unauthorized) })
            routes.get("/items/") { try await script.run($0, $1) }
            routes.put("/items/") { try await script.run($0, $1) }
        } _: { (client) async throws in
            #expect(try await client.get().status == .unauthorized)
            #expect(script.runs == 0)
            #expect(try await client.send(.put).status == .ok)
            #expect(try await client.send(.put, "/items/", [.ifMatch: "*"]).status == .unauthorized)
        }
    }

    @Test func `of two who change the same state the second is told`() async throws {
        let revision = NIOLockedValueBox(1)
        try await ask { router in
            let routes = router.conditional(
                etag: { _, _ in EntityTag(of: "\(revision.withLockedValue { $0 })") }, changes: .refused)
            routes.get("/items/") { _, _ in "\(revision.withLockedValue { $0 })" }
            routes.put("/items/") { _, _ in
                revision.withLockedValue { $0 += 1 }; return HTTPResponse.Status.noContent
            }
        } _: { (client) async throws in
            let known = try #require(try await client.get().headers[.eTag])
            #expect(try await client.send(.put, "/items/", [.ifMatch: known]).status == .noContent)
            let second = try await client.send(.put, "/items/", [.ifMatch: known])
            #expect(second.status == .preconditionFailed)
            #expect(
                second.text
                    == #"{"type":"about:blank","title":"Precondition Failed","status":412,"detail":"This has changed since you got it. Get it again, and make your change to that."}"#
            )
            #expect(try await client.send(.put).text.contains(#""status":428"#))
            #expect(try await client.get("/items/", [.ifNoneMatch: known]).text == "2")
        }
    }

    @Test func `an unmet condition can be worded by the application`() async throws {
        let seen = NIOLockedValueBox<[any Error]>([])
        try await ask { router in
            router.group().add(middleware: ErrorWitness(seen: seen)).conditional(etag: { _, _ in nil }, changes: .refused)
                .put("/items/") { _, _ in "body" }
        } _: { (client) async throws in
            _ = try await client.send(.put)
            _ = try await client.send(.put, "/items/", [.ifMatch: "*"])
        }
        #expect(seen.withLockedValue { $0.map { $0 as? UnmetCondition } } == [.missing, .failed])
    }

    @Test func `a stream stays one`() async throws {
        let body = WatchedBody(declared: nil)
        try await ask { router in
            router.group().add(middleware: WatchedBody.Watch(body: body)).conditional(etag: { _, _ in EntityTag(of: "1") })
                .get("/items/") { _, _ in body.response() }
        } _: { (client) async throws in
            let response = try await client.get()
            #expect(response.text == "first second")
            #expect(response.headers[.eTag] == EntityTag(of: "1").text)
        }
        #expect(body.writtenEarly == 0)
    }
}
