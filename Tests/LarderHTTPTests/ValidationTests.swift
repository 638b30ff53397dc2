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
            section: "9110 §13.1.3 malformed", request: [.ifModifiedSince: "yesterday"], response: [.lastModified: modified],
            verdict: .send),
        ConditionCase(
            section: "9110 §13.2.2 tags decide alone", request: [.ifNoneMatch: "\"b\"", .ifModifiedSince: modified],
            response: [.eTag: "\"a\"", .lastModified: modified], verdict: .send),
    ])
    func `a client that has the representation gets 304`(_ row: ConditionCase) {
        #expect(Precondition.evaluate(request: row.request, response: row.response) == row.verdict)
    }

    @Test func `lines of If-None-Match are one list`() {
        var request = HTTPFields()
        request[values: .ifNoneMatch] = ["\"b\"", "\"a\""]
        #expect(Precondition.evaluate(request: request, response: [.eTag: "\"a\""]) == .notModified)
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

@Suite struct HTTPDateTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000), ("Friday, 01-Jan-27 00:00:00 GMT", 1_798_761_600),
        ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
    ])
    func `the three forms are read (RFC 9110 §5.6.7)`(_ text: String, _ seconds: Int64) {
        #expect(HTTPDate(text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "0", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Thu, 29 Feb 2023 12:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "784111777",
    ])
    func `anything else is no date`(_ text: String) {
        #expect(HTTPDate(text) == nil)
    }
}
