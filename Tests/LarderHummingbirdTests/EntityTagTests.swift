import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderHTTP
import LarderHummingbird
import NIOCore
import Testing

struct EntityTagCase: CustomTestStringConvertible, Sendable {
    let rule: String
    var method = HTTPRequest.Method.get
    var request: HTTPFields = [:]
    var answer = Response.text("body")
    let status: HTTPResponse.Status
    let tag: String?
    var testDescription: String { "\(self.rule): \(self.method) \(self.request)" }
}

@Suite struct EntityTagTests {
    private static func hash(_ text: String) -> String {
        ByteBuffer(string: text).withUnsafeReadableBytes { EntityTag(hashing: $0).text }
    }
    private static let tag = hash("body")

    @Test(arguments: [
        EntityTagCase(rule: "Django's ConditionalGetMiddleware", status: .ok, tag: Self.tag),
        EntityTagCase(
            rule: "9110 §13.1.2 the client has it", request: [.ifNoneMatch: Self.tag], status: .notModified, tag: Self.tag),
        EntityTagCase(rule: "9110 §13.1.2 the client has another", request: [.ifNoneMatch: "\"x\""], status: .ok, tag: Self.tag),
        EntityTagCase(
            rule: "9110 §13.1.1 the client wants another", request: [.ifMatch: "\"x\""], status: .preconditionFailed, tag: nil),
        EntityTagCase(rule: "the handler's own", answer: .text("body", [.eTag: "\"h\""]), status: .ok, tag: "\"h\""),
        EntityTagCase(
            rule: "the handler's own decides", request: [.ifNoneMatch: "\"h\""], answer: .text("body", [.eTag: "\"h\""]),
            status: .notModified, tag: "\"h\""),
        EntityTagCase(
            rule: "9110 §13.1.3 the handler's date decides", request: [.ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"],
            answer: .text("body", [.lastModified: "Sun, 06 Nov 1994 08:49:37 GMT"]), status: .notModified, tag: Self.tag),
        EntityTagCase(
            rule: "9110 §13.1.3 without one it is ignored", request: [.ifModifiedSince: "Sun, 06 Nov 2094 08:49:37 GMT"],
            status: .ok, tag: Self.tag),
        EntityTagCase(
            rule: "Django: not what says no-store", answer: .text("body", [.cacheControl: "private, No-Store"]), status: .ok,
            tag: nil),
        EntityTagCase(
            rule: "no-store in a quoted string is none (Django: it is)", answer: .text("body", [.cacheControl: "x=\"no-store\""]),
            status: .ok, tag: Self.tag),
        EntityTagCase(rule: "Django: not what is empty", answer: .text(""), status: .ok, tag: nil),
        EntityTagCase(rule: "Django: no errors", answer: .text("body", status: .notFound), status: .notFound, tag: nil),
        EntityTagCase(
            rule: "9110 §13.2.1 an error is no 304", request: [.ifNoneMatch: "*"],
            answer: .text("body", [.eTag: Self.tag], status: .notFound), status: .notFound, tag: Self.tag),
        EntityTagCase(
            rule: "too late for a change", method: .put, request: [.ifMatch: "\"x\""], status: .ok, tag: nil),
        EntityTagCase(
            rule: "9110 §9.3.2 HEAD, where the handler makes it all (Django: none)", method: .head, status: .ok, tag: Self.tag),
        EntityTagCase(
            rule: "9110 §9.3.2 HEAD, where it does not", method: .head, answer: Response.text("body").createHeadResponse(),
            status: .ok, tag: nil),
        EntityTagCase(
            rule: "as large as the limit", answer: .text("0123456789abcdef"), status: .ok, tag: Self.hash("0123456789abcdef")),
        EntityTagCase(rule: "larger than the limit", answer: .text("0123456789abcdefg"), status: .ok, tag: nil),
    ])
    func `responses are tagged by their bytes`(_ row: EntityTagCase) async throws {
        try await ask { router in
            router.entityTags(upTo: 16).on("/items/", method: row.method) { _, _ in row.answer }
        } _: { (client) async throws in
            let response = try await client.send(row.method, "/items/", row.request)
            #expect(response.status == row.status)
            #expect(response.headers[.eTag] == row.tag)
            if row.status == .notModified {
                #expect(response.text.isEmpty)
                #expect(response.headers[.contentLength] == nil)
            }
        }
    }

    @Test func `a 304 keeps what is said of caching, and cookies`() async throws {
        try await ask { router in
            router.entityTags().get("/items/") { _, _ in
                Response.text(
                    "body",
                    [
                        .cacheControl: "max-age=5", .vary: "Cookie", .setCookie: "a=b", .contentType: "text/plain",
                        .contentLocation: "/items", .expires: "x",
                    ])
            }
        } _: { (client) async throws in
            let response = try await client.get("/items/", [.ifNoneMatch: Self.tag])
            #expect(response.status == .notModified)
            #expect(
                response.headers == [
                    .cacheControl: "max-age=5", .vary: "Cookie", .setCookie: "a=b", .contentLocation: "/items", .expires: "x",
                    .eTag: Self.tag,
                ])
        }
    }

    @Test(arguments: [(12, true), (100, true), (nil, false), (1 << 10, false)] as [(Int?, Bool)])
    func `a body is hashed where it says that it ends within the limit, and streams pass`(declared: Int?, isHashed: Bool)
        async throws
    {
        let body = WatchedBody(declared: declared)
        try await ask { router in
            router.group().add(middleware: WatchedBody.Watch(body: body)).entityTags(upTo: 100)
                .get("/items/") { _, _ in body.response() }
        } _: { (client) async throws in
            let response = try await client.get()
            #expect(response.text == "first second")
            #expect(response.headers[.eTag] == (isHashed ? Self.hash("first second") : nil))
            #expect(!isHashed || response.headers[.contentLength] == "12")
        }
        #expect(body.written == 1)
        #expect(body.writtenEarly == (isHashed ? 1 : 0))
    }

    @Test func `a body that outgrows what it says is an error, not a wrong tag`() async throws {
        let body = WatchedBody(declared: 7)
        try await ask { router in
            router.entityTags().get("/items/") { _, _ in body.response() }
        } _: { (client) async throws in
            #expect(try await client.get().status == .internalServerError)
        }
    }

    @Test func `a body that fails fails before anything is sent`() async throws {
        try await ask { router in
            router.entityTags().get("/items/") { _, _ in
                Response(status: .ok, body: ResponseBody(contentLength: 5) { _ in throw HTTPError(.badGateway) })
            }
        } _: { (client) async throws in
            #expect(try await client.get().status == .badGateway)
        }
    }

    @Test func `HEAD that the framework derives from GET has the same tag`() async throws {
        try await ask(options: .autoGenerateHeadEndpoints) { router in
            router.entityTags().get("/items/") { _, _ in "body" }
        } _: { (client) async throws in
            #expect(try await client.send(.head).headers[.eTag] == Self.tag)
        }
    }
}
