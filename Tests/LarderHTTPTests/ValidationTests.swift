import HTTPTypes
import LarderHTTP
import Testing

struct ConditionCase: CustomTestStringConvertible {
    let section: String
    let request: HTTPFields
    var response: HTTPFields = [.eTag: "\"a\""]
    let verdict: Precondition.Verdict
    var testDescription: String { "\(self.section): \(self.request)" }
}

@Suite struct PreconditionTests {
    private static let modified = "Sun, 06 Nov 1994 08:49:37 GMT"

    @Test(arguments: [
        ConditionCase(section: "none", request: [:], verdict: .send),
        ConditionCase(section: "9110 §13.1.2", request: [.ifNoneMatch: "\"a\""], verdict: .notModified),
        ConditionCase(section: "9110 §13.1.2", request: [.ifNoneMatch: "\"b\""], verdict: .send),
        ConditionCase(section: "9110 §13.1.2 weak", request: [.ifNoneMatch: "W/\"a\""], verdict: .notModified),
        ConditionCase(
            section: "9110 §8.8.3.2", request: [.ifNoneMatch: "\"a\""], response: [.eTag: "W/\"a\""], verdict: .notModified),
        ConditionCase(section: "list", request: [.ifNoneMatch: "\"b\" , W/\"c\",, \"a\""], verdict: .notModified),
        ConditionCase(
            section: "comma in a tag", request: [.ifNoneMatch: "\"x,y\""], response: [.eTag: "\"x,y\""], verdict: .notModified),
        ConditionCase(section: "comma in a tag is no list", request: [.ifNoneMatch: "\"b,\"a\",c\""], verdict: .send),
        ConditionCase(section: "any", request: [.ifNoneMatch: " * "], verdict: .notModified),
        ConditionCase(section: "malformed", request: [.ifNoneMatch: "a"], verdict: .send),
        ConditionCase(section: "lower-case w", request: [.ifNoneMatch: "w/\"a\""], verdict: .send),
        ConditionCase(
            section: "9110 §13.1.3", request: [.ifModifiedSince: modified], response: [.lastModified: modified],
            verdict: .notModified),
        ConditionCase(
            section: "9110 §13.1.3 newer", request: [.ifModifiedSince: modified],
            response: [.lastModified: "Sun, 06 Nov 1994 08:49:38 GMT"], verdict: .send),
        ConditionCase(section: "9110 §13.1.3 no date known", request: [.ifModifiedSince: modified], verdict: .send),
        ConditionCase(
            section: "9111 §4.3.2 when it was received", request: [.ifModifiedSince: Sample.date(60)], verdict: .notModified),
        ConditionCase(
            section: "9111 §4.3.2 Date in place of Last-Modified", request: [.ifModifiedSince: modified],
            response: [.date: modified], verdict: .notModified),
        ConditionCase(
            section: "9111 §4.3.2 later Date", request: [.ifModifiedSince: modified],
            response: [.date: "Sun, 06 Nov 1994 08:49:38 GMT"], verdict: .send),
        ConditionCase(
            section: "9110 §13.1.3 later than the copy", request: [.ifModifiedSince: "Mon, 07 Nov 1994 08:49:37 GMT"],
            response: [.lastModified: modified], verdict: .notModified),
        ConditionCase(
            section: "9110 §5.6.7 obsolete form", request: [.ifModifiedSince: "Sunday, 06-Nov-94 08:49:37 GMT"],
            response: [.lastModified: modified], verdict: .notModified),
        ConditionCase(section: "9110 §13.1.2 any among tags is malformed", request: [.ifNoneMatch: "*, \"b\""], verdict: .send),
        ConditionCase(section: "9110 §13.1.2 nothing behind any", request: [.ifNoneMatch: "*, \"a\""], verdict: .send),
        ConditionCase(section: "9110 §13.1.2 nothing", request: [.ifNoneMatch: ""], verdict: .send),
        ConditionCase(
            section: "9110 §13.1.2 before a malformed member", request: [.ifNoneMatch: "\"a\", x"], verdict: .notModified),
        ConditionCase(section: "9110 §13.1.2 after a malformed member", request: [.ifNoneMatch: "x, \"a\""], verdict: .send),
        ConditionCase(section: "9110 §8.8.3 case", request: [.ifNoneMatch: "\"A\""], verdict: .send),
        ConditionCase(
            section: "9110 §8.8.3 empty tag", request: [.ifNoneMatch: "\"\""], response: [.eTag: "\"\""], verdict: .notModified),
        ConditionCase(
            section: "9110 §8.8.3 malformed stored tag", request: [.ifNoneMatch: "\"a\""], response: [.eTag: "a"], verdict: .send),
        ConditionCase(
            section: "9110 §13.2.2 a tag that is not there", request: [.ifNoneMatch: "\"a\"", .ifModifiedSince: modified],
            response: [.lastModified: modified], verdict: .send),
        ConditionCase(
            section: "9111 §4.3.2 conditions for the origin are not the cache's",
            request: [.ifMatch: "\"x\"", .ifUnmodifiedSince: modified],
            verdict: .send),
        ConditionCase(
            section: "9110 §13.1.3 malformed", request: [.ifModifiedSince: "yesterday"], response: [.lastModified: modified],
            verdict: .send),
        ConditionCase(
            section: "9110 §13.2.2 tags decide alone", request: [.ifNoneMatch: "\"b\"", .ifModifiedSince: modified],
            response: [.eTag: "\"a\"", .lastModified: modified], verdict: .send),
    ])
    func `a client that has the representation gets 304`(_ row: ConditionCase) {
        let validators = Validators(row.response, receivedAt: HTTPDate(seconds: Sample.now.seconds + 60))
        #expect(Precondition.evaluate(request: row.request, validators: validators, now: Sample.now) == row.verdict)
    }

    @Test func `lines of If-None-Match are one list`() {
        var request = HTTPFields()
        request[values: .ifNoneMatch] = ["\"b\"", "\"a\""]
        let validators = Validators(entityTag: EntityTag("\"a\""))
        #expect(Precondition.evaluate(request: request, validators: validators, now: Sample.now) == .notModified)
    }

    @Test func `a request without conditions asks for no validators`() {
        func unexpected() -> Validators {
            Issue.record("evaluated")
            return Validators(entityTag: nil)
        }
        #expect(Precondition.evaluate(request: [.accept: "x"], validators: unexpected(), now: Sample.now) == .send)
    }

    @Test func `a client that lists more tags than are read gets the whole response`() {
        let many = (0..<300).map { "\"\($0)\"" }
        let validators = Validators(entityTag: EntityTag("\"299\""))
        let request: HTTPFields = [.ifNoneMatch: many.joined(separator: ",")]
        #expect(Precondition.evaluate(request: request, validators: validators, now: Sample.now) == .send)
    }

    @Test func `a 304 keeps what updates a copy and leaves out what describes the body`() {
        let kept = Precondition.notModifiedFields([
            .contentType: "text/plain", .contentLength: "3", .eTag: "\"a\"", .vary: "Accept", .cacheControl: "max-age=1",
            .contentLocation: "/x", .age: "4",
        ])
        #expect(kept == [.eTag: "\"a\"", .vary: "Accept", .cacheControl: "max-age=1", .contentLocation: "/x", .age: "4"])
    }
}

@Suite struct EntityTagTests {
    @Test func `equal bytes have equal strong tags, others have not`() {
        func tag(_ text: String) -> EntityTag { Array(text.utf8).withUnsafeBytes { EntityTag(hashing: $0) } }
        #expect(tag("a") == tag("a"))
        #expect(tag("a") != tag("b"))
        #expect(tag("a").strength == .strong)
        #expect(EntityTag(tag("a").text) == tag("a"))
    }

    @Test(arguments: ["", "a", "\"", "\"a", "\"a\"b", "\"a b\"", "\"a\u{7F}\"", "W/a", "\"a\", \"b\""])
    func `what is no tag is none`(_ text: String) {
        #expect(EntityTag(text) == nil)
    }
}
