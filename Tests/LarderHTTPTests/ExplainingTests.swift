import HTTPTypes
import LarderHTTP
import Testing

@Suite struct `Request targets` {
    static let understood: [(url: String, authority: String?, path: String, query: String?)] = [
        ("/courses/?page=2", nil, "/courses/", "page=2"),
        ("/courses/?", nil, "/courses/", ""),
        ("/courses/#top", nil, "/courses/", nil),
        ("/a/../courses/./7", nil, "/courses/7", nil),
        ("http://127.0.0.1:8480/courses/?page=2#x", "127.0.0.1:8480", "/courses/", "page=2"),
        ("HTTP://Example.COM:80/Courses", "example.com", "/Courses", nil),
        ("https://example.com:443", "example.com", "/", nil),
        ("https://example.com:444/", "example.com:444", "/", nil),
        ("http://[::1]:8480/a", "[::1]:8480", "/a", nil),
        ("/login?next=http://example.com/", nil, "/login", "next=http://example.com/"),
    ]

    @Test(arguments: understood.indices) func `a URL is read as clients send it`(row: Int) throws {
        let expected = Self.understood[row]
        let target = try RequestTarget(expected.url)
        #expect(target.authority == expected.authority, "\(expected.url)")
        #expect(target.path == expected.path, "\(expected.url)")
        #expect(target.query == expected.query, "\(expected.url)")
    }

    @Test(arguments: [
        "", "courses/", "localhost:8480/courses/", "127.0.0.1:8480/courses/", "ftp://example.com/", "http:///courses/",
        "http://ann:s3cret@example.com/", "/courses/?search=a b", "/courses/?search=caf\u{E9}", "http://example.com:port/",
        "//example.com/a",
        "/\u{1B}[31m", "/" + String(repeating: "a", count: 8192),
    ]) func `what no client would send is refused without repeating it`(url: String) {
        let error = #expect(throws: URLProblem.self) { try RequestTarget(url) }
        guard case .malformed(let reason) = error else {
            Issue.record("\(url): \(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty && !reason.contains("s3cret"))
    }

    @Test func `a host is the listener's own or named`() throws {
        let own: Set = ["127.0.0.1:8480"]
        #expect(try RequestTarget("/a").host(own: own) == .own)
        #expect(try RequestTarget("http://127.0.0.1:8480/a").host(own: own) == .own)
        #expect(try RequestTarget("http://other:8480/a").host(own: own) == .named("other:8480"))
    }
}

@Suite struct `Verdicts` {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let findings: Verdict.Findings
        let outcome: Verdict.Outcome
        let section: String?
        /// Part of the reason.
        let says: String
    }

    private static func stored(
        _ residence: Int64, _ terms: StorageTerms, _ standing: StoredCandidate.Standing = .undisturbed,
        _ fields: HTTPFields = [.eTag: "\"a\""]
    ) -> StoredCandidate {
        .stored(Sample.head(fields, terms), residence: .seconds(residence), standing: standing)
    }

    private static let terms = StorageTerms(lifetime: .seconds(60), staleWhileRevalidate: .seconds(30))
    private static let strict = StorageTerms(lifetime: .seconds(60), staleServing: .forbidden)
    private static let noCache = StorageTerms(lifetime: .seconds(60), reuse: .afterValidation, staleServing: .forbidden)
    private static let refused = RecentRefusal(.status, status: 404, at: .zero)

    static let rows: [Row] = [
        Row(
            testDescription: "fresh", findings: .init(stored(20, terms)), outcome: .hit, section: "RFC 9111 §4.2",
            says: "20 s old and fresh for 40 s more"),
        Row(
            testDescription: "fresh though one was refused since", findings: .init(stored(20, terms), refused: refused),
            outcome: .hit, section: "RFC 9111 §4.2", says: "fresh"),
        Row(
            testDescription: "stale within its window", findings: .init(stored(70, terms)), outcome: .stale,
            section: "RFC 5861 §3", says: "stale for 10 s and is served for 20 s more"),
        Row(
            testDescription: "softly purged", findings: .init(stored(1, terms, .soft(window: .seconds(25)))), outcome: .stale,
            section: "RFC 5861 §3", says: "soft purge made the stored response stale: it is served for 25 s"),
        Row(
            testDescription: "softly purged, its window over", findings: .init(stored(1, terms, .soft(window: .zero))),
            outcome: .revalidated, section: "RFC 5861 §3", says: "is over"),
        Row(
            testDescription: "softly purged, but never stale", findings: .init(stored(1, strict, .soft(window: .zero))),
            outcome: .revalidated, section: "RFC 9111 §4.2.4", says: "not served stale"),
        Row(
            testDescription: "invalidated", findings: .init(stored(1, terms, .invalid)), outcome: .revalidated,
            section: "RFC 9111 §4.4", says: "asked whether it is current"),
        Row(
            testDescription: "invalidated, without validators", findings: .init(stored(1, terms, .invalid, [:])),
            outcome: .revalidated, section: "RFC 9111 §4.4", says: "made anew"),
        Row(
            testDescription: "stale beyond its window", findings: .init(stored(95, terms)), outcome: .revalidated,
            section: "RFC 9111 §4.2.4", says: "stale for 35 s, longer"),
        Row(
            testDescription: "stale, and never served so", findings: .init(stored(61, strict)), outcome: .revalidated,
            section: "RFC 9111 §4.2.4", says: "not served stale"),
        Row(
            testDescription: "no-cache", findings: .init(stored(1, noCache)), outcome: .revalidated,
            section: "RFC 9111 §5.2.2.4", says: "no-cache"),
        Row(
            testDescription: "absent", findings: .init(.absent(.uriMiss)), outcome: .miss, section: "RFC 9111 §4",
            says: "Nothing is stored"),
        Row(
            testDescription: "absent for these header fields", findings: .init(.absent(.varyMiss)), outcome: .miss,
            section: "RFC 9111 §4.1", says: "other header fields"),
        Row(
            testDescription: "refused last time", findings: .init(.absent(.uriMiss), refused: refused), outcome: .miss,
            section: "RFC 9111 §3", says: "a 404, was not kept"),
        Row(
            testDescription: "remembered to be kept out", findings: .init(.absent(.uriMiss), passing: .noStore),
            outcome: .bypassed,
            section: "RFC 9111 §5.2.2.5", says: "no-store"),
        Row(
            testDescription: "kept out by a rule of this cache's own",
            findings: .init(.absent(.uriMiss), passing: .setCookie), outcome: .bypassed, section: nil, says: "cookie"),
    ]

    @Test(arguments: rows) func `each state has its answer, its reason and its rule`(row: Row) {
        let verdict = Verdict(of: row.findings, rules: CachingRules())
        #expect(verdict.outcome == row.outcome)
        #expect(verdict.section == row.section)
        #expect(verdict.reason.contains(row.says), "\(verdict.reason)")
        #expect(verdict.isFromCache == [.hit, .stale].contains(row.outcome))
    }

    @Test(arguments: StorageRefusal.allCases) func `every refusal explains itself`(refusal: StorageRefusal) {
        let findings = Verdict.Findings(.absent(.uriMiss), refused: RecentRefusal(refusal, status: 200, at: .zero))
        let verdict = Verdict(of: findings, rules: CachingRules())
        #expect(verdict.reason.hasSuffix(refusal.explanation))
        #expect(verdict.section == refusal.section)
    }
}

@Suite struct `Recent refusals` {
    private static func refusal(at seconds: Int) -> RecentRefusal {
        RecentRefusal(.noStore, status: 200, at: .seconds(seconds))
    }

    @Test func `the last one is known for a while, and until a response is stored`() {
        var refusals = RecentRefusals(memory: .seconds(10))
        refusals.note(Self.refusal(at: 0), of: "a:")
        refusals.note(RecentRefusal(.status, status: 404, at: .seconds(1)), of: "a:")
        #expect(refusals.last(of: "a:", at: .seconds(2))?.status == 404)
        #expect(refusals.last(of: "b:", at: .seconds(2)) == nil)
        #expect(refusals.last(of: "a:", at: .seconds(11)) == nil)
        refusals.forget("a:")
        #expect(refusals.last(of: "a:", at: .seconds(2)) == nil)
    }

    @Test func `their number is bounded, and the newest stays`() {
        var refusals = RecentRefusals(capacity: 4, memory: .seconds(10))
        for number in 0..<100 {
            refusals.note(Self.refusal(at: number), of: "\(number)")
            #expect((0...number).count { refusals.last(of: "\($0)", at: .seconds(number)) != nil } <= 4)
            #expect(refusals.last(of: "\(number)", at: .seconds(number)) != nil)
        }
    }
}

@Suite struct `Explained routes` {
    @Test(arguments: [
        ("/courses/7/", "/courses/{id}"), ("/course/", "/courses"), ("/uncached/subjects/3", "/subjects/{id}"),
        ("/subject", "/subjects"),
        ("/courses/7/reviews", "/courses/{id}/reviews"), ("/courses/7/review", "/courses/{id}/reviews"),
    ]) func `the nearest path is the one that was meant`(path: String, expected: String) {
        let templates = ["/courses/", "/courses/{id}", "/courses/{id}/reviews", "/subjects/", "/subjects/{id}"]
            .compactMap { PathTemplate($0) }
        let nearest = templates.min { $0.distance(to: path) < $1.distance(to: path) }
        #expect(nearest?.description == expected)
    }

    @Test func `a path that matches is at no distance, and a very long one is compared by its beginning`() throws {
        let template = try #require(PathTemplate("/courses/{id}"))
        #expect(template.distance(to: "/courses/7") == 0)
        #expect(template.distance(to: "/" + String(repeating: "a/", count: 100_000)) <= 16)
    }

    @Test func `the key of a URL is that of a plain GET, and holds no secret`() throws {
        let policy = CachePolicy(
            route: "report", timeout: .seconds(60), pathParameters: ["id"], varyOn: VaryOn(query: .only(["page", "token"])),
            redactedQuery: ["token"])
        let keys = RequestKeyBuilder(policy: policy, secret: KeySecret(bytes: [UInt8](repeating: 7, count: 16)))
        let route = CachedRoute(path: try #require(PathTemplate("/reports/{id}")), policy: policy, keys: keys)
        let target = try RequestTarget("http://example.com/reports/7?utm=1&token=s3cret&page=2")
        let key = try #require(route.key(of: target, host: target.host(own: [])))
        #expect(key.resource.hasPrefix("report:7:?page=2&token="))
        #expect(key.variant == "host=example.com")
        #expect(!key.text.contains("s3cret"))
        #expect(route.key(of: try RequestTarget("/report/7"), host: .own) == nil)
        #expect(route.resourcesOfURL == .one)
    }

    @Test func `a variant tells which requests it answers`() {
        #expect(VariantCondition.all(in: "course_list:?page=2").isEmpty)
        #expect(
            VariantCondition.all(in: "course_list:#accept-language=de%2Cen&cookie&host=a.example%3A80") == [
                VariantCondition(name: "accept-language", value: "de,en"), VariantCondition(name: "cookie", value: nil),
                VariantCondition(name: "host", value: "a.example:80"),
            ])
        #expect(
            VariantCondition.all(in: "a:#accept=text&&0123abcd") == [
                VariantCondition(name: "accept", value: "text"), VariantCondition(name: "…", value: nil),
            ])
    }
}
