import HTTPTypes
import LarderHTTP
import Testing

struct StandardCase: CustomTestStringConvertible, Sendable {
    let section: String
    var status = 200
    var fields: HTTPFields = [:]
    var request = Sample.request()
    let expected: Expected

    enum Expected: Sendable {
        case refused(StorageRefusal)
        /// The lifetime in seconds.
        case stored(Int)
        /// Kept, and asked about before every use.
        case onlyToValidate
    }

    var testDescription: String { "\(self.section): \(self.status) \(self.fields) for \(self.request.directives)" }

    init(
        _ section: String, _ status: Int = 200, _ fields: HTTPFields = [:], for request: RequestTerms = Sample.request(),
        _ expected: Expected
    ) {
        self.section = section
        self.status = status
        self.fields = fields
        self.request = request
        self.expected = expected
    }

    init(_ section: String, _ cacheControl: String, for request: RequestTerms = Sample.request(), _ expected: Expected) {
        self.init(section, 200, [.cacheControl: cacheControl], for: request, expected)
    }
}

@Suite struct StandardStorabilityTests {
    static let lastModified: HTTPFields = [.lastModified: Sample.date(-1000)]

    static let statuses: [StandardCase] = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501].flatMap { status in
        [
            StandardCase("9110 §15.1 by heuristic", status, lastModified, .stored(100)),
            StandardCase("9111 §3 explicit", status, [.cacheControl: "max-age=60"], .stored(60)),
            StandardCase("9111 §3 explicit and over", status, [.cacheControl: "max-age=0"], .refused(.expired)),
        ]
    }

    static let explicitOnly: [StandardCase] = [
        201, 202, 205, 299, 302, 303, 307, 399, 400, 403, 418, 429, 451, 499, 500, 502, 503, 504, 599,
    ].flatMap { status in
        [
            StandardCase("9110 §15.1 no heuristic", status, lastModified, .refused(.status)),
            StandardCase("9111 §3 explicit", status, [.cacheControl: "max-age=60"], .stored(60)),
            StandardCase(
                "9111 §4.2.2 public allows the heuristic", status, [.cacheControl: "public", .lastModified: Sample.date(-1000)],
                .stored(100)),
        ]
    }

    static let never: [StandardCase] = [100, 103, 206, 304, 412, 416, 417, 425, 428, 431].map { status in
        StandardCase("9111 §3 one request's own", status, [.cacheControl: "public, max-age=60"], .refused(.status))
    }

    static let understanding: [StandardCase] = [
        StandardCase("9111 §5.2.2.3 understood", 200, [.cacheControl: "must-understand, no-store, max-age=60"], .stored(60)),
        StandardCase(
            "9111 §5.2.2.3 understood error", 404, [.cacheControl: "no-store, must-understand, max-age=60"], .stored(60)),
        StandardCase("9111 §5.2.2.3 not understood", 299, [.cacheControl: "must-understand, max-age=60"], .refused(.status)),
        StandardCase(
            "9111 §5.2.2.3 not understood, no-store", 599, [.cacheControl: "must-understand, no-store"], .refused(.status)),
        StandardCase("9111 §5.2.2.3 private stands", "must-understand, no-store, private", .refused(.private)),
    ]

    static let directives: [StandardCase] = [
        StandardCase("9111 §5.2.2.5", "no-store", .refused(.noStore)),
        StandardCase("9111 §5.2.2.5 with max-age", "no-store, max-age=60", .refused(.noStore)),
        StandardCase("9111 §5.2.2.5 any case", "NO-STORE, max-age=60", .refused(.noStore)),
        StandardCase("9111 §5.2.2.5 over public", "public, max-age=60, no-store", .refused(.noStore)),
        StandardCase("9111 §5.2.2.5 in a quoted string", "x=\"no-store\", max-age=60", .stored(60)),
        StandardCase("9111 §5.2.2.7", "private", .refused(.private)),
        StandardCase("9111 §5.2.2.7 with max-age", "private, max-age=60", .refused(.private)),
        StandardCase("9111 §5.2.2.7 over public", "public, private, max-age=60", .refused(.private)),
        StandardCase("9111 §5.2.2.7 with s-maxage", "private, s-maxage=60", .refused(.private)),
        StandardCase("9111 §5.2.2.7 fields", "private=\"x\", max-age=60", .stored(60)),
        StandardCase("9111 §5.2.2.4 without validators", "no-cache", .refused(.noCache)),
        StandardCase("9111 §5.2.2.4 with a validator", 200, [.cacheControl: "no-cache", .eTag: "\"a\""], .onlyToValidate),
        StandardCase(
            "9111 §5.2.2.4 over max-age", 200, [.cacheControl: "no-cache, max-age=60", .eTag: "\"a\""], .onlyToValidate),
        StandardCase("9111 §5.2.2.4 fields", "no-cache=\"x\", max-age=60", .stored(60)),
        StandardCase("9111 §5.2.2.1", "max-age=60", .stored(60)),
        StandardCase("9111 §5.2.2.10 s-maxage first", "max-age=5, s-maxage=60", .stored(60)),
        StandardCase("9111 §5.2.2.10 s-maxage first, shorter", "max-age=60, s-maxage=5", .stored(5)),
        StandardCase("9111 §5.2.2.10 s-maxage zero", "max-age=60, s-maxage=0", .refused(.expired)),
        StandardCase("9111 §5.2.2.10 malformed", "max-age=60, s-maxage=x", .refused(.expired)),
        StandardCase("9111 §5.2.3 unknown directives", "x, y=1, max-age=60", .stored(60)),
        StandardCase("9111 §5.2.2.6 no-transform", "no-transform, max-age=60", .stored(60)),
        StandardCase("9111 §4.2 nothing stated, nothing to validate with", 200, [:], .refused(.expired)),
        StandardCase("9111 §4.3 nothing stated, a validator", 200, [.eTag: "\"a\""], .onlyToValidate),
        StandardCase(
            "9111 §4.3 over, a validator", 200, [.cacheControl: "max-age=0", .lastModified: Sample.date(-9)], .onlyToValidate),
        StandardCase("5861 §3 over, to be served stale", "max-age=0, stale-while-revalidate=60", .onlyToValidate),
        StandardCase("5861 §4 over, for errors", "max-age=0, stale-if-error=60", .onlyToValidate),
        StandardCase(
            "5861 §3 forbidden by must-revalidate", "max-age=0, must-revalidate, stale-while-revalidate=60", .refused(.expired)),
        StandardCase(
            "9111 §5.4 Pragma of a response means nothing", 200,
            [HTTPField.Name("Pragma")!: "no-cache", .cacheControl: "max-age=60"], .stored(60)),
        StandardCase("a cookie", 200, [.setCookie: "a=b", .cacheControl: "public, max-age=60"], .refused(.setCookie)),
        StandardCase(
            "9111 §5.2.2.4 a cookie that no-cache names", 200,
            [.setCookie: "a=b", .cacheControl: "no-cache=\"Set-Cookie\", max-age=60"], .stored(60)),
        StandardCase(
            "9111 §5.2.2.7 a cookie that private names", 200,
            [.setCookie: "a=b", .cacheControl: "private=\"set-cookie\", max-age=60"], .stored(60)),
        StandardCase("9111 §4.1 any Vary is learned", 200, [.vary: "Accept, X-Any", .cacheControl: "max-age=60"], .stored(60)),
        StandardCase(
            "9111 §4.1 a name that keys use themselves", 200, [.vary: "Spelling", .cacheControl: "max-age=60"], .refused(.vary)),
        StandardCase("9111 §4.1 *", 200, [.vary: "*", .cacheControl: "max-age=60"], .refused(.vary)),
        StandardCase("9111 §4.1 * among names", 200, [.vary: "Accept, *", .cacheControl: "max-age=60"], .refused(.vary)),
        StandardCase("9110 §12.5.5 malformed", 200, [.vary: "Accept Language", .cacheControl: "max-age=60"], .refused(.vary)),
        StandardCase(
            "bounded header", 200, [.server: String(repeating: "x", count: 40_000), .cacheControl: "max-age=60"],
            .refused(.headerSize)),
    ]

    static let requests: [StandardCase] = [
        StandardCase("9111 §5.2.1.5", "max-age=60", for: Sample.request("no-store"), .refused(.request)),
        StandardCase("9111 §5.2.1.4 does not matter here", "max-age=60", for: Sample.request("no-cache"), .stored(60)),
        StandardCase("9111 §3 POST", "max-age=60", for: Sample.request(method: .post), .refused(.method)),
        StandardCase("9111 §3 PUT", "max-age=60", for: Sample.request(method: .put), .refused(.method)),
        StandardCase("9111 §3 HEAD is no GET", "max-age=60", for: Sample.request(method: .head), .refused(.method)),
        StandardCase("9111 §3.5", "max-age=60", for: Sample.request(nil, .unkeyed), .refused(.authorization)),
        StandardCase("9111 §3.5 public", "public, max-age=60", for: Sample.request(nil, .unkeyed), .stored(60)),
        StandardCase("9111 §3.5 s-maxage", "s-maxage=60", for: Sample.request(nil, .unkeyed), .stored(60)),
        StandardCase("9111 §3.5 must-revalidate", "must-revalidate, max-age=60", for: Sample.request(nil, .unkeyed), .stored(60)),
        StandardCase(
            "9111 §3.5 proxy-revalidate does not do", "proxy-revalidate, max-age=60", for: Sample.request(nil, .unkeyed),
            .refused(.authorization)),
        StandardCase(
            "9111 §3.5 malformed public does not do", "public=x, max-age=60", for: Sample.request(nil, .unkeyed),
            .refused(.authorization)),
        StandardCase(
            "9111 §3.5 malformed s-maxage does not do", "s-maxage=x, max-age=60", for: Sample.request(nil, .unkeyed),
            .refused(.authorization)),
        StandardCase("9111 §3.5 keyed by user", "max-age=60", for: Sample.request(nil, .accountedFor), .stored(60)),
    ]

    static func targeted(
        _ section: String, _ name: String, _ field: String, _ others: HTTPFields, _ expected: StandardCase.Expected
    ) -> StandardCase {
        var fields = others
        fields[HTTPField.Name(name)!] = field
        return StandardCase("9213 \(section)", 200, fields, expected)
    }

    static let targets: [StandardCase] = [
        targeted("§3.1", "CDN-Cache-Control", "max-age=60", [:], .stored(60)),
        targeted("§2.2 goes first", "CDN-Cache-Control", "max-age=60", [.cacheControl: "max-age=5"], .stored(60)),
        targeted("§2.2 goes first, shorter", "CDN-Cache-Control", "max-age=5", [.cacheControl: "max-age=60"], .stored(5)),
        targeted("§2.2 over no-store", "CDN-Cache-Control", "max-age=60", [.cacheControl: "no-store"], .stored(60)),
        targeted("§2.2 over private", "CDN-Cache-Control", "max-age=60", [.cacheControl: "private"], .stored(60)),
        targeted("§2.2 over s-maxage", "CDN-Cache-Control", "max-age=60", [.cacheControl: "s-maxage=5"], .stored(60)),
        targeted("§2.2 over Expires", "CDN-Cache-Control", "max-age=60", [.expires: "0"], .stored(60)),
        targeted("§2.2 Expires is for others", "CDN-Cache-Control", "public", [.expires: Sample.date(500)], .refused(.expired)),
        targeted("§2.1 no-store", "CDN-Cache-Control", "no-store", [.cacheControl: "max-age=60"], .refused(.noStore)),
        targeted("§2.1 private", "CDN-Cache-Control", "private", [.cacheControl: "max-age=60"], .refused(.private)),
        targeted("§2.1 no-cache", "CDN-Cache-Control", "no-cache", [.cacheControl: "max-age=60"], .refused(.noCache)),
        targeted("§2.1 max-age=0", "CDN-Cache-Control", "max-age=0", [.cacheControl: "max-age=60"], .refused(.expired)),
        targeted("§2.1 malformed is ignored", "CDN-Cache-Control", "max-age=60, &&&", [.cacheControl: "max-age=5"], .stored(5)),
        targeted(
            "§2.1 malformed is ignored, no-store", "CDN-Cache-Control", "max-age=60, &&&", [.cacheControl: "no-store"],
            .refused(.noStore)),
        targeted("§2.1 empty is ignored", "CDN-Cache-Control", "", [.cacheControl: "max-age=5"], .stored(5)),
        targeted("§2.1 case", "CDN-Cache-Control", "Max-Age=60", [.cacheControl: "max-age=5"], .stored(5)),
        targeted("§2.1 space before =", "CDN-Cache-Control", "max-age =60", [.cacheControl: "max-age=5"], .stored(5)),
        targeted("§2.1 space after =", "CDN-Cache-Control", "max-age= 60", [.cacheControl: "max-age=5"], .stored(5)),
        targeted("§2.1 another type", "CDN-Cache-Control", "max-age=\"60\"", [.cacheControl: "max-age=5"], .refused(.expired)),
        targeted("§2.1 a fraction", "CDN-Cache-Control", "max-age=60.5", [.cacheControl: "max-age=5"], .refused(.expired)),
        targeted("§2.1 negative", "CDN-Cache-Control", "max-age=-60", [.cacheControl: "max-age=5"], .refused(.expired)),
        targeted("§2.1 no number", "CDN-Cache-Control", "max-age", [.cacheControl: "max-age=5"], .refused(.expired)),
        targeted("§2.1 parameters are read over", "CDN-Cache-Control", "max-age=60;x=1", [:], .stored(60)),
        targeted("§2.1 unknown directives", "CDN-Cache-Control", "x=(1 2), max-age=60, y", [:], .stored(60)),
        targeted("§2.1 the last of two", "CDN-Cache-Control", "max-age=5, max-age=60", [:], .stored(60)),
        targeted("§2.1 false is absent", "CDN-Cache-Control", "no-store=?0, max-age=60", [:], .stored(60)),
        targeted("§2.1 a list of fields", "CDN-Cache-Control", "private=\"x\", max-age=60", [:], .stored(60)),
        targeted("§2.2 Surrogate-Control", "Surrogate-Control", "max-age=60", [.cacheControl: "no-store"], .stored(60)),
        targeted("§2.2 order of targets", "Surrogate-Control", "max-age=5", [.cdnCacheControl: "max-age=60"], .stored(60)),
        targeted("§2.2 the next target", "Surrogate-Control", "max-age=5", [.cdnCacheControl: "&"], .stored(5)),
        targeted("§2.2 another cache's", "Cloudflare-CDN-Cache-Control", "max-age=60", [.cacheControl: "max-age=5"], .stored(5)),
        targeted("§2.2 cookies stay what they are", "CDN-Cache-Control", "max-age=60", [.setCookie: "a=b"], .refused(.setCookie)),
    ]

    @Test(arguments: statuses + explicitOnly + never + understanding + directives + requests + targets)
    func `before an origin of its own a response is stored as it says`(_ row: StandardCase) {
        let storability = Storability(
            status: .init(code: row.status), fields: row.fields, to: row.request, rules: CachingRules(), exchange: Sample.exchange
        )
        switch (row.expected, storability) {
        case (.refused(let expected), .refused(let refusal)):
            #expect(refusal == expected)
        case (.stored(let seconds), .storable(let terms)):
            #expect(terms.freshness == .seconds(seconds))
        case (.onlyToValidate, .storable(let terms)):
            #expect(terms.freshness == .zero)
        default:
            Issue.record("\(storability)")
        }
    }

    @Test func `cookies are stored where the rules say so, or left out`() {
        let fields: HTTPFields = [.setCookie: "a=b", .cacheControl: "max-age=60"]
        for stance in [SetCookieStance.storeWithCookies, .storeWithoutCookies] {
            var rules = CachingRules()
            rules.setCookie = stance
            let storability = Storability(status: .ok, fields: fields, to: Sample.get, rules: rules, exchange: Sample.exchange)
            #expect(storability == .storable(StorageTerms(lifetime: .seconds(60))))
        }
    }

    @Test(
        arguments: [
            (404, [:], Duration.seconds(10)), (404, [.cacheControl: "max-age=3"], .seconds(3)), (503, [:], nil),
            (500, [:], .seconds(1)), (404, [.cacheControl: "no-store"], nil), (201, [:], nil),
            (404, [.cacheControl: "max-age=900"], .seconds(600)),
        ] as [(Int, HTTPFields, Duration?)])
    func `a route keeps errors for the time that it states for them`(_ status: Int, _ fields: HTTPFields, _ lifetime: Duration?) {
        let policy = CachePolicy(
            route: "r", timeout: .seconds(600), errorTimeouts: [404: .seconds(10), 500: .seconds(1)])
        let storability = Storability(
            status: .init(code: status), fields: fields, to: Sample.get, rules: policy.rules, exchange: Sample.exchange)
        guard case .storable(let terms) = storability else {
            #expect(lifetime == nil, "\(storability)")
            return
        }
        #expect(terms.freshness == lifetime)
    }

    @Test(arguments: [
        ("5861 §3", "max-age=60, stale-while-revalidate=7", 7, 90), ("5861 §4", "max-age=60, stale-if-error=7", 30, 7),
        ("5861 §3 zero", "max-age=60, stale-while-revalidate=0", 0, 90),
        ("5861 §3 malformed", "max-age=60, stale-while-revalidate=x", 0, 90),
        ("5861 §3 absent", "max-age=60", 30, 90),
        ("9111 §5.2.2.2", "max-age=60, must-revalidate, stale-while-revalidate=7", 0, 0),
        ("9111 §5.2.2.8", "max-age=60, proxy-revalidate, stale-if-error=7", 0, 0),
        ("9111 §5.2.2.10", "s-maxage=60, stale-while-revalidate=7, stale-if-error=7", 0, 0),
        ("9111 §5.2.2.2 with an argument", "max-age=60, must-revalidate=x", 0, 0),
    ])
    func `how long it may be stale`(_ section: String, _ cacheControl: String, _ revalidating: Int, _ onError: Int) throws {
        var rules = CachingRules()
        rules.staleWhileRevalidate = .seconds(30)
        rules.staleIfError = .seconds(90)
        let storability = Storability(
            status: .ok, fields: [.cacheControl: cacheControl], to: Sample.get, rules: rules, exchange: Sample.exchange)
        guard case .storable(let terms) = storability else {
            Issue.record("\(storability)")
            return
        }
        #expect(terms.staleWindow == .seconds(revalidating), "\(section)")
        #expect(terms.staleIfError == .seconds(onError), "\(section)")
    }
}
