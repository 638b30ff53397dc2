import HTTPTypes
import LarderHTTP
import Testing

struct StorabilityCase: CustomTestStringConvertible {
    let section: String
    var status = HTTPResponse.Status.ok
    var fields: HTTPFields = [:]
    var credentials = RequestCredentials.none
    let expected: Expected

    enum Expected {
        case refused(StorageRefusal)
        case fresh(Int, StorageTerms.StaleServing = .allowed, StorageTerms.Audience = .withoutUnkeyedCredentials)
    }

    var testDescription: String { "\(self.section): \(self.fields) \(self.credentials)" }
}

@Suite struct StorabilityTests {
    private static let policy = CachePolicy(
        route: "r", timeout: .seconds(600), staleWhileRevalidate: .seconds(30), varyOn: VaryOn(headers: [.acceptLanguage]))

    /// As a middleware has them that never asks its handler whether a copy is current.
    private static var rules: CachingRules {
        var rules = self.policy.rules
        rules.revalidation = .unavailable
        return rules
    }

    @Test(arguments: [
        StorabilityCase(section: "default", expected: .fresh(600)),
        StorabilityCase(section: "404", status: .notFound, expected: .refused(.status)),
        StorabilityCase(
            section: "404 that says how long", status: .notFound, fields: [.cacheControl: "max-age=5"], expected: .fresh(5)),
        StorabilityCase(section: "304", status: .notModified, expected: .refused(.status)),
        StorabilityCase(section: "206", status: .partialContent, expected: .refused(.status)),
        StorabilityCase(
            section: "Set-Cookie", fields: [.setCookie: "a=b", .cacheControl: "public"], expected: .refused(.setCookie)),
        StorabilityCase(section: "9111 §5.2.2.5", fields: [.cacheControl: "no-store, public"], expected: .refused(.noStore)),
        StorabilityCase(section: "9111 §5.2.2.7", fields: [.cacheControl: "private"], expected: .refused(.private)),
        StorabilityCase(section: "9111 §5.2.2.7 fields", fields: [.cacheControl: "private=\"x\""], expected: .fresh(600)),
        StorabilityCase(section: "9111 §5.2.2.4", fields: [.cacheControl: "no-cache"], expected: .refused(.noCache)),
        StorabilityCase(section: "9110 §12.5.5", fields: [.vary: "*"], expected: .refused(.vary)),
        StorabilityCase(section: "9111 §4.1 unkeyed", fields: [.vary: "Accept-Language, Cookie"], expected: .refused(.vary)),
        StorabilityCase(section: "9111 §4.1 keyed", fields: [.vary: "accept-language,Host"], expected: .fresh(600)),
        StorabilityCase(section: "9111 §3.5", credentials: .unkeyed, expected: .refused(.authorization)),
        StorabilityCase(
            section: "9111 §3.5 public", fields: [.cacheControl: "public"], credentials: .unkeyed,
            expected: .fresh(600, .allowed, .everybody)),
        StorabilityCase(
            section: "9111 §3.5 s-maxage", fields: [.cacheControl: "s-maxage=5"], credentials: .unkeyed,
            expected: .fresh(5, .forbidden, .everybody)),
        StorabilityCase(
            section: "9111 §3.5 must-revalidate", fields: [.cacheControl: "must-revalidate"], credentials: .unkeyed,
            expected: .fresh(600, .forbidden, .everybody)),
        StorabilityCase(
            section: "9111 §3.5 malformed s-maxage", fields: [.cacheControl: "s-maxage=x"], credentials: .unkeyed,
            expected: .refused(.authorization)),
        StorabilityCase(
            section: "9111 §3.5 not proxy-revalidate", fields: [.cacheControl: "proxy-revalidate"], credentials: .unkeyed,
            expected: .refused(.authorization)),
        StorabilityCase(section: "keyed by user", credentials: .accountedFor, expected: .fresh(600)),
        StorabilityCase(section: "smaller wins", fields: [.cacheControl: "max-age=5"], expected: .fresh(5)),
        StorabilityCase(section: "the route is the longest", fields: [.cacheControl: "max-age=9999"], expected: .fresh(600)),
        StorabilityCase(
            section: "9111 §4.2.1 s-maxage first", fields: [.cacheControl: "max-age=5, s-maxage=50"],
            expected: .fresh(50, .forbidden, .everybody)),
        StorabilityCase(section: "max-age=0", fields: [.cacheControl: "max-age=0"], expected: .refused(.expired)),
        StorabilityCase(section: "malformed max-age", fields: [.cacheControl: "max-age=x"], expected: .refused(.expired)),
        StorabilityCase(
            section: "9111 §5.3", fields: [.date: "Sun, 06 Nov 1994 08:49:37 GMT", .expires: "Sun, 06 Nov 1994 08:49:47 GMT"],
            expected: .fresh(10)),
        StorabilityCase(section: "9111 §5.3 no date", fields: [.expires: "0"], expected: .refused(.expired)),
        StorabilityCase(
            section: "9111 §5.3 max-age first", fields: [.expires: "0", .cacheControl: "max-age=7"], expected: .fresh(7)),
        StorabilityCase(
            section: "9111 §5.2.2.8", fields: [.cacheControl: "proxy-revalidate"], expected: .fresh(600, .forbidden)),
    ])
    func `on a route the timeout is the default and the longest`(_ row: StorabilityCase) {
        let storability = Storability(
            status: row.status, fields: row.fields, to: RequestTerms(method: .get, credentials: row.credentials),
            rules: Self.rules, exchange: Exchange(receivedAt: HTTPDate(seconds: 0)))
        switch row.expected {
        case .refused(let refusal):
            #expect(storability == .refused(refusal))
        case .fresh(let seconds, let serving, let audience):
            guard case .storable(let terms) = storability else {
                Issue.record("\(storability)")
                return
            }
            #expect(terms.freshness == .seconds(seconds))
            #expect(terms.staleWindow == (serving == .allowed ? .seconds(30) : .zero))
            #expect(terms.staleServing == serving)
            #expect(terms.audience == audience)
        }
    }

    @Test func `every refusal can be explained`() {
        #expect(
            StorageRefusal.allCases.allSatisfy { $0.explanation.hasSuffix(".") && $0.section?.hasPrefix("RFC 9111 §") != false })
        #expect(Set(StorageRefusal.allCases.map(\.explanation)).count == StorageRefusal.allCases.count)
    }

    @Test func `Authorization is accounted for by a keyed user or an independent route`() {
        let fields: HTTPFields = [.authorization: "Token x"]
        #expect(RequestCredentials([:], user: nil, stance: .respectResponse) == .none)
        #expect(RequestCredentials(fields, user: nil, stance: .respectResponse) == .unkeyed)
        #expect(RequestCredentials(fields, user: .id("1"), stance: .respectResponse) == .accountedFor)
        #expect(RequestCredentials(fields, user: nil, stance: .independent) == .accountedFor)
        #expect(!StorageTerms.Audience.withoutUnkeyedCredentials.includes(.unkeyed))
        #expect(StorageTerms.Audience.everybody.includes(.unkeyed))
    }
}
