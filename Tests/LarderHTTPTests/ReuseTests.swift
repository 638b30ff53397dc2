import HTTPTypes
import LarderHTTP
import Testing

struct ReuseCase: CustomTestStringConvertible, Sendable {
    let section: String
    var request = Sample.request()
    var terms = StorageTerms(lifetime: .seconds(60))
    var residence = 10
    var standing = StoredCandidate.Standing.undisturbed
    var fields: HTTPFields = [.eTag: "\"a\""]
    let expected: Reuse

    var testDescription: String { "\(self.section): \(self.request.directives) after \(self.residence) s, \(self.standing)" }
}

private let tag = Validators(Sample.head().fields, receivedAt: Sample.now)

private func validate(_ reason: CacheStatus.ForwardReason, _ fallback: Reuse.Fallback = .none) -> Reuse {
    .validate(tag, because: reason, fallback)
}

private let tolerant = StorageTerms(
    lifetime: .seconds(60), staleWhileRevalidate: .seconds(30), staleIfError: .seconds(90))
private let strict = StorageTerms(lifetime: .seconds(60), staleServing: .forbidden)
private let eternal = StorageTerms(lifetime: .seconds(60), isImmutable: true)
private let doubted = StorageTerms(lifetime: .seconds(60), reuse: .afterValidation, staleServing: .forbidden)

@Suite struct ReuseTests {
    static let plain: [ReuseCase] = [
        ReuseCase(section: "9111 §4.2 fresh", expected: .fresh),
        ReuseCase(section: "9111 §4.2 last moment", residence: 59, expected: .fresh),
        ReuseCase(section: "9111 §4.2 age equal to the lifetime", residence: 60, expected: validate(.stale)),
        ReuseCase(
            section: "9111 §4.2.3 it came aged", terms: StorageTerms(lifetime: .seconds(60), initialAge: .seconds(55)),
            expected: validate(.stale)),
        ReuseCase(section: "9111 §4.3.1 nothing to validate with", residence: 60, fields: [:], expected: .forward(.stale)),
        ReuseCase(
            section: "9111 §4.3.1 a malformed tag is none", residence: 60, fields: [.eTag: "a"], expected: .forward(.stale)),
        ReuseCase(section: "9111 §5.2.2.4 no-cache", terms: doubted, expected: validate(.stale, .gatewayTimeout)),
        ReuseCase(section: "clock went back", residence: -10, expected: .fresh),
    ]

    static let asked: [ReuseCase] = [
        ReuseCase(section: "9111 §5.2.1.4 no-cache", request: Sample.request("no-cache"), expected: validate(.request)),
        ReuseCase(
            section: "9111 §5.2.1.4 no-cache and max-stale", request: Sample.request("no-cache, max-stale"), residence: 70,
            expected: validate(.stale)),
        ReuseCase(
            section: "9111 §5.4 Pragma",
            request: RequestTerms(method: .get, fields: [HTTPField.Name("Pragma")!: "no-cache"], credentials: .none),
            expected: validate(.request)),
        ReuseCase(section: "9111 §5.2.1.1 max-age", request: Sample.request("max-age=20"), expected: .fresh),
        ReuseCase(section: "9111 §5.2.1.1 equal", request: Sample.request("max-age=10"), expected: .fresh),
        ReuseCase(section: "9111 §5.2.1.1 older", request: Sample.request("max-age=9"), expected: validate(.request)),
        ReuseCase(
            section: "9111 §5.2.1.1 zero", request: Sample.request("max-age=0"), residence: 0, expected: validate(.request)),
        ReuseCase(section: "9111 §5.2.1.1 malformed", request: Sample.request("max-age=x"), expected: validate(.request)),
        ReuseCase(
            section: "9111 §5.2.1.1 no stale one", request: Sample.request("max-age=900"), terms: tolerant, residence: 70,
            expected: validate(.stale)),
        ReuseCase(
            section: "9111 §5.2.1.1 counts the age it came with", request: Sample.request("max-age=12"),
            terms: StorageTerms(lifetime: .seconds(60), initialAge: .seconds(5)), expected: validate(.request)),
        ReuseCase(section: "9111 §5.2.1.3 min-fresh", request: Sample.request("min-fresh=50"), expected: .fresh),
        ReuseCase(
            section: "9111 §5.2.1.3 not for so long", request: Sample.request("min-fresh=51"), expected: validate(.request)),
        ReuseCase(section: "9111 §5.2.1.3 malformed", request: Sample.request("min-fresh=x"), expected: validate(.request)),
        ReuseCase(
            section: "9111 §5.2.1.3 no stale one", request: Sample.request("min-fresh=0"), terms: tolerant, residence: 70,
            expected: validate(.stale)),
        ReuseCase(
            section: "9111 §5.2.1.2 max-stale", request: Sample.request("max-stale"), residence: 900,
            expected: .stale(.requested, .notByThis)),
        ReuseCase(
            section: "9111 §5.2.1.2 so much", request: Sample.request("max-stale=10"), residence: 70,
            expected: .stale(.requested, .notByThis)),
        ReuseCase(
            section: "9111 §5.2.1.2 more", request: Sample.request("max-stale=10"), residence: 71, expected: validate(.stale)),
        ReuseCase(
            section: "9111 §5.2.1.2 malformed", request: Sample.request("max-stale=x"), residence: 61, expected: validate(.stale)),
        ReuseCase(
            section: "9111 §5.2.1.2 and max-age", request: Sample.request("max-stale=20, max-age=75"), residence: 70,
            expected: .stale(.requested, .notByThis)),
        ReuseCase(
            section: "9111 §5.2.1.2 and less max-age", request: Sample.request("max-stale=20, max-age=65"), residence: 70,
            expected: validate(.stale)),
        ReuseCase(
            section: "9111 §5.2.1.2 and min-fresh", request: Sample.request("max-stale, min-fresh=1"), residence: 70,
            expected: validate(.stale)),
        ReuseCase(
            section: "9111 §5.2.1.2 less than the origin allows", request: Sample.request("max-stale=5"), terms: tolerant,
            residence: 70, expected: validate(.stale, .stale(for: .seconds(80)))),
        ReuseCase(
            section: "9111 §5.2.1.2 within the window it is refreshed", request: Sample.request("max-stale"), terms: tolerant,
            residence: 70, expected: .stale(.requested, .due)),
        ReuseCase(
            section: "9111 §5.2.2.2 forbids max-stale", request: Sample.request("max-stale"), terms: strict, residence: 70,
            expected: validate(.stale, .gatewayTimeout)),
        ReuseCase(
            section: "9111 §5.2.2.4 forbids max-stale", request: Sample.request("max-stale"), terms: doubted, residence: 70,
            expected: validate(.stale, .gatewayTimeout)),
        ReuseCase(
            section: "9111 §5.2.1.5 no-store may have what is stored", request: Sample.request("no-store"), expected: .fresh),
        ReuseCase(
            section: "9111 §5.2.1.5 no-store refreshes nothing", request: Sample.request("no-store"), terms: tolerant,
            residence: 70, expected: .stale(.whileRevalidating, .notByThis)),
        ReuseCase(section: "9111 §5.2.3 unknown directives", request: Sample.request("x, y=1"), expected: .fresh),
        ReuseCase(section: "8246 §2 max-age=0", request: Sample.request("max-age=0"), terms: eternal, expected: .fresh),
        ReuseCase(section: "8246 §2 no-cache", request: Sample.request("no-cache"), terms: eternal, expected: validate(.request)),
        ReuseCase(
            section: "8246 §2 only while fresh", request: Sample.request("max-age=900"), terms: eternal, residence: 60,
            expected: validate(.stale)),
    ]

    static let onlyIfCached: [ReuseCase] = [
        ReuseCase(section: "9111 §5.2.1.7 fresh", request: Sample.request("only-if-cached"), expected: .fresh),
        ReuseCase(
            section: "9111 §5.2.1.7 stale", request: Sample.request("only-if-cached"), residence: 60, expected: .gatewayTimeout),
        ReuseCase(
            section: "9111 §5.2.1.7 and max-stale", request: Sample.request("only-if-cached, max-stale"), residence: 70,
            expected: .stale(.requested, .notByThis)),
        ReuseCase(
            section: "9111 §5.2.1.7 within the window", request: Sample.request("only-if-cached"), terms: tolerant, residence: 70,
            expected: .stale(.whileRevalidating, .notByThis)),
        ReuseCase(
            section: "9111 §5.2.1.7 and no-cache", request: Sample.request("only-if-cached, no-cache"), expected: .gatewayTimeout),
        ReuseCase(
            section: "9111 §5.2.1.7 somebody else's", request: Sample.request("only-if-cached", .unkeyed),
            expected: .gatewayTimeout),
        ReuseCase(
            section: "9111 §5.2.1.7 invalid", request: Sample.request("only-if-cached"), standing: .invalid,
            expected: .gatewayTimeout),
    ]

    static let stale: [ReuseCase] = [
        ReuseCase(section: "5861 §3 first moment", terms: tolerant, residence: 60, expected: .stale(.whileRevalidating, .due)),
        ReuseCase(section: "5861 §3 last moment", terms: tolerant, residence: 89, expected: .stale(.whileRevalidating, .due)),
        ReuseCase(
            section: "5861 §3 over, §4 for errors", terms: tolerant, residence: 90,
            expected: validate(.stale, .stale(for: .seconds(60)))),
        ReuseCase(
            section: "5861 §4 last moment", terms: tolerant, residence: 149, expected: validate(.stale, .stale(for: .seconds(1)))),
        ReuseCase(section: "5861 §4 over", terms: tolerant, residence: 150, expected: validate(.stale)),
        ReuseCase(
            section: "5861 §4 without validators", terms: tolerant, residence: 100, fields: [:],
            expected: .forward(.stale, .stale(for: .seconds(50)))),
        ReuseCase(
            section: "5861 §4 by the request", request: Sample.request("stale-if-error=40"), residence: 70,
            expected: validate(.stale, .stale(for: .seconds(30)))),
        ReuseCase(
            section: "5861 §4 by the request, less than the response", request: Sample.request("stale-if-error=1"),
            terms: tolerant, residence: 100, expected: validate(.stale, .stale(for: .seconds(50)))),
        ReuseCase(
            section: "5861 §4 not with no-cache", request: Sample.request("no-cache, stale-if-error=40"), terms: tolerant,
            residence: 70, expected: validate(.stale)),
        ReuseCase(
            section: "9111 §5.2.2.2 must-revalidate", terms: strict, residence: 60, expected: validate(.stale, .gatewayTimeout)),
        ReuseCase(
            section: "9111 §5.2.2.2 not even for errors", request: Sample.request("stale-if-error=90"), terms: strict,
            residence: 60, expected: validate(.stale, .gatewayTimeout)),
        ReuseCase(section: "9111 §5.2.2.2 while fresh", terms: strict, expected: .fresh),
    ]

    static let standing: [ReuseCase] = [
        ReuseCase(section: "9111 §4.4 invalid", standing: .invalid, expected: validate(.stale)),
        ReuseCase(
            section: "9111 §4.4 invalid, whatever the window", terms: tolerant, standing: .invalid, expected: validate(.stale)),
        ReuseCase(
            section: "9111 §4.4 invalid, max-stale", request: Sample.request("max-stale"), standing: .invalid,
            expected: validate(.stale)),
        ReuseCase(section: "soft purge", standing: .soft(window: .seconds(60)), expected: .stale(.whileRevalidating, .due)),
        ReuseCase(section: "soft purge, window over", standing: .soft(window: .zero), expected: validate(.stale)),
        ReuseCase(
            section: "soft purge, must-revalidate", terms: strict, standing: .soft(window: .seconds(60)),
            expected: validate(.stale, .gatewayTimeout)),
        ReuseCase(
            section: "soft purge, no-cache", request: Sample.request("no-cache"), standing: .soft(window: .seconds(60)),
            expected: validate(.stale)),
        ReuseCase(
            section: "soft purge, max-age", request: Sample.request("max-age=900"), standing: .soft(window: .seconds(60)),
            expected: validate(.stale)),
        ReuseCase(section: "soft purge, immutable", terms: eternal, standing: .soft(window: .zero), expected: validate(.stale)),
    ]

    static let bypassing: [ReuseCase] = [
        ReuseCase(section: "9111 §3.5", request: Sample.request(nil, .unkeyed), expected: .forward(.bypass)),
        ReuseCase(
            section: "9111 §3.5 for everybody", request: Sample.request(nil, .unkeyed),
            terms: StorageTerms(lifetime: .seconds(60), audience: .everybody), expected: .fresh),
        ReuseCase(section: "9111 §3.5 keyed", request: Sample.request(nil, .accountedFor), expected: .fresh),
        ReuseCase(
            section: "9111 §4.3.2 If-Match", request: RequestTerms(method: .get, fields: [.ifMatch: "\"a\""], credentials: .none),
            expected: .forward(.bypass)),
        ReuseCase(
            section: "9111 §4.3.2 If-Unmodified-Since",
            request: RequestTerms(method: .get, fields: [.ifUnmodifiedSince: Sample.date()], credentials: .none),
            expected: .forward(.bypass)),
        ReuseCase(section: "9111 §4 HEAD from GET", request: Sample.request(method: .head), expected: .fresh),
        ReuseCase(section: "9111 §4 POST", request: Sample.request(method: .post), expected: .forward(.method)),
        ReuseCase(section: "9111 §4 DELETE", request: Sample.request(method: .delete), expected: .forward(.method)),
        ReuseCase(section: "9111 §4 OPTIONS", request: Sample.request(method: .options), expected: .forward(.method)),
    ]

    @Test(arguments: plain + asked + onlyIfCached + stale + standing + bypassing)
    func `a stored response is used as it and the request allow`(_ row: ReuseCase) {
        let reuse = Reuse(
            of: .stored(Sample.head(row.fields, row.terms), residence: .seconds(row.residence), standing: row.standing),
            for: row.request, rules: CachingRules())
        #expect(reuse == row.expected)
    }

    @Test(arguments: [
        ("9211 §2.2", Sample.request(), Reuse.forward(.uriMiss)),
        ("9111 §5.2.1.7", Sample.request("only-if-cached"), .gatewayTimeout),
        ("9111 §4", Sample.request(method: .post), .forward(.method)),
        ("9111 §4", Sample.request(method: .head), .forward(.uriMiss)),
        ("9111 §5.2.1.2", Sample.request("max-stale"), .forward(.uriMiss)),
    ])
    func `where nothing is stored the origin answers`(_ section: String, _ request: RequestTerms, _ expected: Reuse) {
        #expect(Reuse(of: .absent(.uriMiss), for: request, rules: CachingRules()) == expected, "\(section)")
    }

    @Test func `a fallback counts from the decision`() {
        #expect(Reuse.Fallback.stale(for: .seconds(5)).permitsStale(after: .seconds(4)))
        #expect(!Reuse.Fallback.stale(for: .seconds(5)).permitsStale(after: .seconds(5)))
        #expect(!Reuse.Fallback.none.permitsStale(after: .zero))
        #expect(!Reuse.Fallback.gatewayTimeout.permitsStale(after: .zero))
    }
}
