import HTTPTypes
package import LarderHTTP

/// Sun, 06 Nov 1994 08:49:37 GMT: when scenarios begin.
package let scenarioStart = HTTPDate(seconds: 784_111_777)

private func date(_ offset: Int64) -> String {
    HTTPDate(seconds: scenarioStart.seconds + offset).text
}

private let hour: HTTPFields = [.cacheControl: "max-age=3600"]
private let tagged: HTTPFields = [.cacheControl: "max-age=5", .eTag: "\"a\""]
private let dated: HTTPFields = [.cacheControl: "max-age=5", .lastModified: date(-1000)]

private func cc(_ value: String) -> HTTPFields { [.cacheControl: value] }
private func varying(_ name: String) -> HTTPFields { [.cacheControl: "max-age=3600", .vary: name] }

extension Scenario {
    package static let reuse: [Scenario] = [
        Scenario(
            "9111 §4.2 fresh until its lifetime is over", .get(says: cc("max-age=5"), is: .origin), .get(after: 4, is: .cache),
            .get(says: hour, is: .origin)),
        Scenario(
            "9111 §4.2.1 s-maxage counts", .get(says: cc("max-age=1, s-maxage=3600"), is: .origin), .get(after: 100, is: .cache)),
        Scenario(
            "9111 §5.3 Expires counts", .get(says: [.expires: date(61), .date: date(1)], is: .origin),
            .get(after: 50, is: .cache), .get(after: 50, is: .origin)),
        Scenario(
            "9111 §4.2.2 heuristic", .get(says: [.lastModified: date(-1000)], is: .origin), .get(after: 50, is: .cache)),
        Scenario(
            "9111 §4.2.3 it came aged", .get(says: [.cacheControl: "max-age=60", .age: "50"], is: .origin),
            .get(after: 9, is: .cache),
            .get(after: 1, is: .origin)),
        Scenario(
            "9111 §4.2.3 Date is old", .get(says: [.cacheControl: "max-age=60", .date: date(-3600)], is: .origin),
            .get(is: .origin)),
        Scenario("9111 §3 nothing says how long", .get(is: .origin), .get(is: .origin)),
        Scenario("9111 §5.2.2.5 no-store", .get(says: cc("no-store, max-age=60"), is: .origin), .get(is: .origin)),
        Scenario("9111 §5.2.2.7 private", .get(says: cc("private, max-age=60"), is: .origin), .get(is: .origin)),
        Scenario("9111 §5.2.1.5 no-store request", .get(cc("no-store"), says: hour, is: .origin), .get(is: .origin)),
        Scenario(
            "9111 §5.2.1.5 no-store request leaves the stored one", .get(says: hour, is: .origin),
            .get(cc("no-store"), is: .cache),
            .get(is: .cache)),
        Scenario(
            "9111 §5.2.1.4 no-cache leaves the stored one where its answer is no-store", .get(says: hour, is: .origin),
            .get(cc("no-cache"), says: cc("no-store"), is: .origin), .get(is: .cache)),
        Scenario(
            "9111 §5.2.1.4 what no-cache brought answers from then on", .get(says: hour, is: .origin),
            .get(cc("no-cache"), says: hour, is: .origin), .get(is: .cache)),
        Scenario(
            "9111 §5.2.1.7 only-if-cached", .get(cc("only-if-cached"), is: .status(504)), .get(says: hour, is: .origin),
            .get(cc("only-if-cached"), is: .cache)),
        Scenario(
            "9111 §3.5 Authorization", .get([.authorization: "x"], says: hour, is: .origin),
            .get([.authorization: "x"], is: .origin)),
        Scenario(
            "9111 §3.5 not for them either", .get(says: hour, is: .origin), .get([.authorization: "x"], says: hour, is: .origin),
            .get(is: .cache)),
        Scenario(
            "9111 §3.5 public", .get([.authorization: "x"], says: cc("public, max-age=60"), is: .origin),
            .get([.authorization: "y"], is: .cache), .get(is: .cache)),
        Scenario("cookies", .get(says: [.cacheControl: "max-age=60", .setCookie: "a=b"], is: .origin), .get(is: .origin)),
        Scenario("9111 §3 404", .get(says: hour, 404, is: .origin), .get(is: .cache)),
        Scenario("9111 §3 unknown status", .get(says: hour, 299, is: .origin), .get(is: .cache)),
        Scenario("9111 §3.3 parts are not stored", .get([.range: "bytes=0-1"], says: hour, 206, is: .origin), .get(is: .origin)),
        Scenario(
            "9213 §2.2", .get(says: [.cacheControl: "no-store", .cdnCacheControl: "max-age=60"], is: .origin), .get(is: .cache)),
    ]

    package static let validation: [Scenario] = [
        Scenario(
            "9111 §4.3.4 304 makes it fresh again", .get(says: tagged, is: .origin),
            .get(after: 6, says: tagged, 304, is: .validated),
            .get(is: .cache)),
        Scenario(
            "9111 §4.3.4 by date", .get(says: dated, is: .origin), .get(after: 6, says: dated, 304, is: .validated),
            .get(is: .cache)),
        Scenario(
            "9111 §3.2 304 with another lifetime", .get(says: tagged, is: .origin),
            .get(after: 6, says: hour, 304, is: .validated),
            .get(after: 3000, is: .cache)),
        Scenario(
            "9111 §4.3.3 a new one", .get(says: tagged, is: .origin), .get(after: 6, says: hour, is: .replaced), .get(is: .cache)),
        Scenario(
            "9111 §4.3.4 304 about another one is asked again", .get(says: tagged, is: .origin),
            .get(after: 6, says: [.eTag: "\"b\""], 304, is: .replaced)),
        Scenario(
            "9111 §5.2.2.5 304 with no-store is the last", .get(says: tagged, is: .origin),
            .get(after: 6, says: cc("no-store"), 304, is: .validated), .get(is: .origin)),
        Scenario(
            "9111 §5.2.2.4 no-cache is validated each time",
            .get(says: [.cacheControl: "no-cache", .eTag: "\"a\""], is: .origin),
            .get(says: [:], 304, is: .validated), .get(says: [:], 304, is: .validated)),
        Scenario(
            "9111 §5.2.2.4 over max-age", .get(says: [.cacheControl: "max-age=60, no-cache", .eTag: "\"a\""], is: .origin),
            .get(says: [:], 304, is: .validated)),
        Scenario("9111 §4.3 only a tag", .get(says: [.eTag: "\"a\""], is: .origin), .get(says: [:], 304, is: .validated)),
        Scenario(
            "9111 §4.3.2 the client's own tag is answered from the cache", .get(says: tagged, is: .origin),
            .get([.ifNoneMatch: "\"a\""], is: .cache)),
        Scenario(
            "9111 §4.3.1 the client's own tag is not what the origin is asked", .get(says: tagged, is: .origin),
            .get([.ifNoneMatch: "\"b\""], after: 6, says: tagged, 304, is: .validated)),
        Scenario(
            "9111 §4.3.1 without a stored one the origin makes a whole one",
            .get([.ifNoneMatch: "\"b\""], says: tagged, is: .origin),
            .get(is: .cache)),
        Scenario(
            "9111 §4.3.2 If-Match is the origin's", .get(says: hour, is: .origin),
            .get([.ifMatch: "\"a\""], says: hour, is: .origin)),
        Scenario(
            "9111 §4.3.5 HEAD that agrees freshens", .get(says: tagged, is: .origin),
            .send(.head, says: [.cacheControl: "max-age=3600", .eTag: "\"a\""], is: .cache),
            .get(after: 6, says: tagged, 304, is: .validated)),
        Scenario(
            "9111 §4.3.5 HEAD, stale", .get(says: cc("max-age=5"), is: .origin),
            Step(method: .head, after: 6, reply: hour, expected: .origin), .get(after: 100, is: .cache)),
        Scenario(
            "9111 §4.3.5 HEAD that differs", .get(says: [.cacheControl: "max-age=5", .contentLength: "4"], is: .origin),
            Step(method: .head, after: 6, reply: [.contentLength: "9"], expected: .origin), .get(says: hour, is: .origin)),
        Scenario("9111 §4 GET answers HEAD", .get(says: hour, is: .origin), .send(.head, is: .cache)),
    ]

    package static let stale: [Scenario] = [
        Scenario(
            "5861 §3", .get(says: [.cacheControl: "max-age=5, stale-while-revalidate=60", .eTag: "\"a\""], is: .origin),
            .get(after: 20, says: hour, is: .refreshed), .get(is: .cache)),
        Scenario(
            "5861 §3 over", .get(says: cc("max-age=5, stale-while-revalidate=10"), is: .origin), .get(after: 15, is: .origin)),
        Scenario(
            "5861 §3 not with s-maxage", .get(says: cc("s-maxage=5, stale-while-revalidate=60"), is: .origin),
            .get(after: 20, is: .origin)),
        Scenario(
            "5861 §4 error", .get(says: [.cacheControl: "max-age=5, stale-if-error=60", .eTag: "\"a\""], is: .origin),
            .get(after: 20, says: [:], 503, is: .validated)),
        Scenario(
            "5861 §4 no answer", .get(says: [.cacheControl: "max-age=5, stale-if-error=60", .eTag: "\"a\""], is: .origin),
            .get(after: 20, says: nil, is: .validated)),
        Scenario(
            "5861 §4 over", .get(says: [.cacheControl: "max-age=5, stale-if-error=10", .eTag: "\"a\""], is: .origin),
            .get(after: 20, says: [:], 503, is: .replaced)),
        Scenario(
            "9111 §4.2.4 no answer and no permission", .get(says: tagged, is: .origin),
            .get(after: 20, says: nil, is: .status(502))),
        Scenario(
            "9111 §5.2.2.2 must-revalidate",
            .get(says: [.cacheControl: "max-age=5, must-revalidate, stale-if-error=60", .eTag: "\"a\""], is: .origin),
            .get(after: 20, says: nil, is: .status(504))),
        Scenario(
            "9111 §5.2.2.8 proxy-revalidate",
            .get(says: [.cacheControl: "max-age=5, proxy-revalidate", .eTag: "\"a\""], is: .origin),
            .get(cc("max-stale"), after: 20, says: nil, is: .status(504))),
        Scenario(
            "9111 §5.2.1.2 max-stale", .get(says: tagged, is: .origin), .get(cc("max-stale=60"), after: 20, is: .cache),
            .get(cc("max-stale=10"), after: 20, says: [:], 304, is: .validated)),
    ]

    package static let variants: [Scenario] = [
        Scenario("9111 §4.1 same", .get([.accept: "a"], says: varying("Accept"), is: .origin), .get([.accept: "a"], is: .cache)),
        Scenario(
            "9111 §4.1 other", .get([.accept: "a"], says: varying("Accept"), is: .origin),
            .get([.accept: "b"], says: varying("Accept"), is: .origin), .get([.accept: "a"], is: .cache),
            .get([.accept: "b"], is: .cache)),
        Scenario(
            "9111 §4.1 absent is a value", .get(says: varying("Accept"), is: .origin), .get([.accept: "a"], is: .origin),
            .get(is: .cache)),
        Scenario("9111 §4.1 absent is not empty", .get([.accept: ""], says: varying("Accept"), is: .origin), .get(is: .origin)),
        Scenario(
            "9111 §4.1 two headers",
            .get([.accept: "a", .acceptLanguage: "x"], says: varying("Accept, Accept-Language"), is: .origin),
            .get([.accept: "a", .acceptLanguage: "y"], is: .origin), .get([.accept: "a", .acceptLanguage: "x"], is: .cache)),
        Scenario(
            "9111 §4.1 what it does not name", .get([.accept: "a"], says: varying("Accept"), is: .origin),
            .get([.accept: "a", .acceptLanguage: "y"], is: .cache)),
        Scenario("9111 §4.1 *", .get(says: varying("*"), is: .origin), .get(is: .origin)),
        Scenario(
            "9111 §4.1 a response without Vary beside one with", .get(says: hour, is: .origin), .get([.accept: "a"], is: .cache)),
        Scenario(
            "9111 §4.1 one that varies is no answer to others", .get([.accept: "a"], says: varying("Accept"), is: .origin),
            .get([.accept: "b"], says: cc("no-store"), is: .origin), .get([.accept: "b"], is: .origin),
            .get([.accept: "a"], is: .cache)),
        Scenario(
            "9111 §4.1 the most recent of two",
            .get([.accept: "a"], says: [.cacheControl: "max-age=3600", .vary: "Accept", .date: date(0)], is: .origin),
            .get([.accept: "b"], says: [.cacheControl: "max-age=3600", .date: date(2)], is: .origin),
            .get([.accept: "a"], is: .cache)),
        Scenario(
            "9111 §4.1 languages in any case", .get([.acceptLanguage: "EN"], says: varying("Accept-Language"), is: .origin),
            .get([.acceptLanguage: "en"], is: .cache)),
        Scenario(
            "9111 §4.1 cookies apart", .get([.cookie: "a"], says: varying("Cookie"), is: .origin),
            .get([.cookie: "b"], is: .origin)),
    ]

    package static let changes: [Scenario] = [
        Scenario("9111 §4.4 POST", .get(says: hour, is: .origin), .send(.post), .get(says: hour, is: .origin)),
        Scenario(
            "9111 §4.4 PUT, validated", .get(says: [.cacheControl: "max-age=3600", .eTag: "\"a\""], is: .origin), .send(.put),
            .get(says: hour, 304, is: .validated), .get(is: .cache)),
        Scenario("9111 §4.4 DELETE", .get(says: hour, is: .origin), .send(.delete, says: [:], 204), .get(is: .origin)),
        Scenario(
            "9111 §4.4 unknown method", .get(says: hour, is: .origin), .send(HTTPRequest.Method("M-SEARCH")!), .get(is: .origin)),
        Scenario(
            "9111 §4.4 an error changes nothing", .get(says: hour, is: .origin), .send(.post, says: [:], 500), .get(is: .cache)),
        Scenario("9111 §4.4 safe methods change nothing", .get(says: hour, is: .origin), .send(.options), .get(is: .cache)),
        Scenario(
            "9111 §4.4 Location", .get(says: hour, path: "/x", is: .origin), .send(.post, "/", says: [.location: "/x"], 201),
            .get(path: "/x", is: .origin)),
        Scenario(
            "9111 §4.4 Content-Location", .get(says: hour, path: "/x", is: .origin),
            .send(.post, "/", says: [.contentLocation: "http://localhost/x"]), .get(path: "/x", is: .origin)),
        Scenario(
            "9111 §4.4 Location elsewhere", .get(says: hour, path: "/x", is: .origin),
            .send(.post, "/", says: [.location: "http://b/x"], 201), .get(path: "/x", is: .cache)),
        Scenario(
            "9111 §4.4 other resources stay", .get(says: hour, path: "/x", is: .origin), .send(.post, "/"),
            .get(path: "/x", is: .cache)),
        Scenario(
            "9111 §4.4 all variants", .get([.accept: "a"], says: varying("Accept"), is: .origin), .send(.post),
            .get([.accept: "a"], is: .origin)),
    ]

    /// For caches that hand `HEAD` on as it is; one that makes a `GET` of it has the whole response from then on.
    package static let handedOn: [Scenario] = [
        Scenario("9111 §3 HEAD does not answer GET", .send(.head, says: hour), .get(is: .origin))
    ]

    /// For caches that are told which methods there are.
    package static var all: [Scenario] { self.reuse + self.validation + self.stale + self.variants + self.changes }
}
