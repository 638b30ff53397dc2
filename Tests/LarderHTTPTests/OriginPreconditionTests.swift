import HTTPTypes
import LarderHTTP
import Testing

struct OriginCase: CustomTestStringConvertible, Sendable {
    let section: String
    var method = HTTPRequest.Method.get
    let request: HTTPFields
    /// Nil: nothing is there.
    var current: HTTPFields? = [.eTag: "\"a\"", .lastModified: Sample.date(-1000)]
    let verdict: Precondition.Verdict
    var testDescription: String { "9110 \(self.section): \(self.method) \(self.request)" }
}

@Suite struct OriginPreconditionTests {
    @Test(arguments: [
        OriginCase(section: "§13.2.2 none", request: [:], verdict: .send),
        OriginCase(section: "§13.1.1 match", method: .put, request: [.ifMatch: "\"a\""], verdict: .send),
        OriginCase(section: "§13.1.1 one of a list", method: .put, request: [.ifMatch: "\"x\", \"a\""], verdict: .send),
        OriginCase(section: "§13.1.1 no match", method: .put, request: [.ifMatch: "\"b\""], verdict: .failed),
        OriginCase(section: "§13.1.1 also for GET", request: [.ifMatch: "\"b\""], verdict: .failed),
        OriginCase(section: "§13.1.1 strong comparison", method: .put, request: [.ifMatch: "W/\"a\""], verdict: .failed),
        OriginCase(
            section: "§13.1.1 a weak one is there", method: .put, request: [.ifMatch: "\"a\""], current: [.eTag: "W/\"a\""],
            verdict: .failed),
        OriginCase(section: "§13.1.1 any", method: .put, request: [.ifMatch: "*"], verdict: .send),
        OriginCase(section: "§13.1.1 any without a tag", method: .put, request: [.ifMatch: "*"], current: [:], verdict: .send),
        OriginCase(
            section: "§13.1.1 any where nothing is", method: .put, request: [.ifMatch: "*"], current: nil, verdict: .failed),
        OriginCase(
            section: "§13.1.1 a tag where nothing is", method: .delete, request: [.ifMatch: "\"a\""], current: nil,
            verdict: .failed),
        OriginCase(section: "§13.1.1 malformed is no match", method: .put, request: [.ifMatch: "a"], verdict: .failed),
        OriginCase(section: "§13.1.4 unchanged", method: .put, request: [.ifUnmodifiedSince: Sample.date(-1000)], verdict: .send),
        OriginCase(section: "§13.1.4 changed", method: .put, request: [.ifUnmodifiedSince: Sample.date(-1001)], verdict: .failed),
        OriginCase(section: "§13.1.4 also for GET", request: [.ifUnmodifiedSince: Sample.date(-1001)], verdict: .failed),
        OriginCase(section: "§13.1.4 malformed is ignored", method: .put, request: [.ifUnmodifiedSince: "x"], verdict: .send),
        OriginCase(
            section: "§13.1.4 no date known", method: .put, request: [.ifUnmodifiedSince: Sample.date(-1001)],
            current: [.eTag: "\"a\""], verdict: .send),
        OriginCase(
            section: "§13.2.2 If-Match goes first", method: .put,
            request: [.ifMatch: "\"a\"", .ifUnmodifiedSince: Sample.date(-1001)], verdict: .send),
        OriginCase(section: "§13.1.2 GET", request: [.ifNoneMatch: "\"a\""], verdict: .notModified),
        OriginCase(section: "§13.1.2 HEAD", method: .head, request: [.ifNoneMatch: "W/\"a\""], verdict: .notModified),
        OriginCase(section: "§13.1.2 PUT", method: .put, request: [.ifNoneMatch: "\"a\""], verdict: .failed),
        OriginCase(section: "§13.1.2 PUT, weakly", method: .put, request: [.ifNoneMatch: "W/\"a\""], verdict: .failed),
        OriginCase(section: "§13.1.2 any, something is there", method: .put, request: [.ifNoneMatch: "*"], verdict: .failed),
        OriginCase(
            section: "§13.1.2 any, nothing is there", method: .put, request: [.ifNoneMatch: "*"], current: nil, verdict: .send),
        OriginCase(section: "§13.1.2 another", request: [.ifNoneMatch: "\"b\""], verdict: .send),
        OriginCase(section: "§13.1.3 unchanged", request: [.ifModifiedSince: Sample.date(-1000)], verdict: .notModified),
        OriginCase(section: "§13.1.3 changed", request: [.ifModifiedSince: Sample.date(-1001)], verdict: .send),
        OriginCase(section: "§13.1.3 not for PUT", method: .put, request: [.ifModifiedSince: Sample.date()], verdict: .send),
        OriginCase(
            section: "§13.2.2 If-None-Match decides alone", request: [.ifNoneMatch: "\"b\"", .ifModifiedSince: Sample.date()],
            verdict: .send),
        OriginCase(
            section: "§13.2.2 If-Match, then If-None-Match", request: [.ifMatch: "\"a\"", .ifNoneMatch: "\"a\""],
            verdict: .notModified),
        OriginCase(
            section: "§13.2.2 If-Match fails first", request: [.ifMatch: "\"b\"", .ifNoneMatch: "\"a\""], verdict: .failed),
        OriginCase(
            section: "§13.2.2 If-Unmodified-Since fails first",
            request: [.ifUnmodifiedSince: Sample.date(-1001), .ifNoneMatch: "\"a\""], verdict: .failed),
    ])
    func `the origin evaluates conditions in their order`(_ row: OriginCase) {
        let current = row.current.map { Validators($0, receivedAt: Sample.now) }
        #expect(Precondition.evaluate(method: row.method, request: row.request, current: current, now: Sample.now) == row.verdict)
    }
}
