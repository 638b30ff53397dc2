import HTTPTypes
import LarderHTTP
import Testing

struct PatchCase: CustomTestStringConvertible, Sendable {
    let rule: String
    /// The lines of `Cache-Control` as a response has them.
    let present: [String]
    let given: CacheControlField
    let patched: String?
    /// Where it is not as ``patched``.
    var supplemented: String?
    var testDescription: String { "\(self.rule): \(self.present) + \(self.given.text)" }
}

@Suite struct CacheControlFieldTests {
    @Test(arguments: [
        ("9111 §5.2.2.9", CacheControlField(.public), "public"), ("9111 §5.2.2.7", CacheControlField(.private), "private"),
        ("9111 §5.2.2.7 fields", CacheControlField(.private(.setCookie, .init("X-User")!)), "private=\"set-cookie, x-user\""),
        ("9111 §5.2.2.4", CacheControlField(.noCache), "no-cache"),
        ("9111 §5.2.2.4 fields are always quoted", CacheControlField(.noCache(.setCookie)), "no-cache=\"set-cookie\""),
        ("9111 §5.2.2.5", CacheControlField(.noStore), "no-store"),
        ("9111 §5.2.2.6", CacheControlField(.noTransform), "no-transform"),
        ("9111 §5.2.2.2, §5.2.2.8", CacheControlField(.mustRevalidate, .proxyRevalidate), "must-revalidate, proxy-revalidate"),
        ("9111 §5.2.2.3", CacheControlField(.mustUnderstand, .noStore), "must-understand, no-store"),
        ("9111 §5.2.2.1", CacheControlField(.maxAge(.seconds(60))), "max-age=60"),
        ("9111 §5.2.2.10", CacheControlField(.sharedMaxAge(.seconds(600))), "s-maxage=600"),
        ("9111 §1.2.2 whole seconds, no longer than said", CacheControlField(.maxAge(.milliseconds(1999))), "max-age=1"),
        ("9111 §1.2.2 below zero; Django too", CacheControlField(.maxAge(.seconds(-5))), "max-age=0"),
        ("9111 §1.2.2 2^31", CacheControlField(.maxAge(.seconds(Int64.max))), "max-age=2147483648"),
        ("8246 §2", CacheControlField(.maxAge(.seconds(5)), .immutable), "max-age=5, immutable"),
        (
            "5861 §3, §4", CacheControlField(.staleWhileRevalidate(.seconds(5)), .staleIfError(.seconds(9))),
            "stale-while-revalidate=5, stale-if-error=9"
        ),
        ("9111 §5.2.3", CacheControlField(.extension("Community", "UCI")), "community=UCI"),
        ("9111 §5.2.3 no argument", CacheControlField(.extension("x")), "x"),
        ("9110 §5.6.4 quotes", CacheControlField(.extension("x", "a, \"b\" \\ é")), "x=\"a, \\\"b\\\" \\\\ é\""),
        ("9110 §5.6.4 empty", CacheControlField(.extension("x", "")), "x=\"\""),
        ("of two the later counts", CacheControlField(.public, .private), "private"),
        ("of two the lesser counts", CacheControlField(.maxAge(.seconds(5)), .maxAge(.seconds(9))), "max-age=5"),
        ("said twice", CacheControlField(.noStore, .noStore), "no-store"), ("nothing", CacheControlField(), ""),
    ])
    func `directives are written as the RFC has them`(_ section: String, _ control: CacheControlField, _ text: String) {
        #expect(control.text == text, "\(section)")
    }

    @Test(arguments: [
        PatchCase(rule: "nothing there", present: [], given: CacheControlField(.public), patched: "public"),
        PatchCase(rule: "nothing given", present: [], given: CacheControlField(), patched: nil),
        PatchCase(rule: "nothing given", present: ["a=\"b\"", "c"], given: CacheControlField(), patched: "a=\"b\", c"),
        PatchCase(
            rule: "Django keeps what is there", present: ["no-transform"], given: CacheControlField(.maxAge(.seconds(5))),
            patched: "no-transform, max-age=5"),
        PatchCase(
            rule: "Django's lesser max-age: the new one, in its place", present: ["max-age=60, x"],
            given: CacheControlField(.maxAge(.seconds(5))), patched: "max-age=5, x"),
        PatchCase(
            rule: "Django's lesser max-age: the old one, as it was written", present: ["MAX-AGE=\"05\""],
            given: CacheControlField(.maxAge(.seconds(60))), patched: "MAX-AGE=\"05\""),
        PatchCase(
            rule: "9111 §4.2.1 no number is stale (Django: an error)", present: ["max-age=soon"],
            given: CacheControlField(.maxAge(.seconds(60))), patched: "max-age=0"),
        PatchCase(
            rule: "9111 §4.2.1 two numbers are none", present: ["max-age=5", "x", "max-age=9"],
            given: CacheControlField(.maxAge(.seconds(60))), patched: "max-age=0, x"),
        PatchCase(
            rule: "the lesser s-maxage (Django: the new one)", present: ["s-maxage=5"],
            given: CacheControlField(.sharedMaxAge(.seconds(60))), patched: "s-maxage=5"),
        PatchCase(
            rule: "5861 §3 the lesser window (Django: the new one)", present: ["stale-while-revalidate=5"],
            given: CacheControlField(.staleWhileRevalidate(.seconds(60))), patched: "stale-while-revalidate=5"),
        PatchCase(
            rule: "5861 §4 the lesser window", present: ["stale-if-error=50"],
            given: CacheControlField(.staleIfError(.seconds(6))),
            patched: "stale-if-error=6"),
        PatchCase(
            rule: "Django: private for public", present: ["public, x"], given: CacheControlField(.private), patched: "x, private"),
        PatchCase(
            rule: "Django: public for private; not where the handler is to decide", present: ["private, x"],
            given: CacheControlField(.public, .maxAge(.seconds(5))), patched: "x, public, max-age=5",
            supplemented: "private, x, max-age=5"),
        PatchCase(
            rule: "9111 §5.2.2.7 fields are private in a public response (Django: they no longer are)",
            present: ["private=\"set-cookie\""], given: CacheControlField(.public), patched: "private=\"set-cookie\", public"),
        PatchCase(
            rule: "9111 §5.2.2.7 fields, the other way round", present: ["public"],
            given: CacheControlField(.private(.setCookie)),
            patched: "public, private=\"set-cookie\""),
        PatchCase(
            rule: "9111 §5.2.2.7 fields, where both were given", present: ["private=\"a\""],
            given: CacheControlField(.private, .public), patched: "private=\"a\", public"),
        PatchCase(
            rule: "9111 §5.2.2.7 what is no list means everything", present: ["private=\"a b\""],
            given: CacheControlField(.public),
            patched: "public", supplemented: "private=\"a b\""),
        PatchCase(
            rule: "Django: fields of both", present: ["no-cache=\"b\""], given: CacheControlField(.noCache(.init("a")!)),
            patched: "no-cache=\"a, b\""),
        PatchCase(
            rule: "fields that are there", present: ["No-Cache=\"B, a\""], given: CacheControlField(.noCache(.init("A")!)),
            patched: "No-Cache=\"B, a\""),
        PatchCase(
            rule: "Django: the bare no-cache wins", present: ["no-cache=\"a\", x, no-cache=b"],
            given: CacheControlField(.noCache),
            patched: "no-cache, x"),
        PatchCase(
            rule: "Django: the bare no-cache wins, the other way round", present: ["no-cache"],
            given: CacheControlField(.noCache(.setCookie)), patched: "no-cache"),
        PatchCase(
            rule: "9111 §5.2.2.4 fields that caching needs", present: ["no-cache=\"vary\""],
            given: CacheControlField(.noCache(.setCookie)), patched: "no-cache"),
        PatchCase(
            rule: "the bare private wins", present: ["private=\"a\""], given: CacheControlField(.private), patched: "private"),
        PatchCase(
            rule: "9110 §5.6.4 commas in quotes (Django cuts there)", present: ["x=\"a, max-age=1, \\\"b\", y"],
            given: CacheControlField(.maxAge(.seconds(5))), patched: "x=\"a, max-age=1, \\\"b\", y, max-age=5"),
        PatchCase(
            rule: "9111 §5.2.3 unknown ones stay as they are", present: ["X-Foo='a'; b, @@ é, ,,\t=,Y = \"z\""],
            given: CacheControlField(.noStore), patched: "X-Foo='a'; b, @@ é, =, Y = \"z\", no-store"),
        PatchCase(
            rule: "9111 §5.2.3 the one that is given", present: ["community=\"a, b\""],
            given: CacheControlField(.extension("community", "UCI")), patched: "community=UCI"),
        PatchCase(
            rule: "9110 §5.6.4 of a quote that never ends what restricts is left",
            present: ["max-age=9, x=\"a, max-age=1, public"],
            given: CacheControlField(.maxAge(.seconds(60))), patched: "max-age=0"),
        PatchCase(
            rule: "9110 §5.6.4 a quote that never ends, and a line after it", present: ["x=\"a", "private, y=\"b\", no-store"],
            given: CacheControlField(.noTransform), patched: "private, no-store, no-transform"),
        PatchCase(
            rule: "9110 §5.6.4 a stray quote", present: ["y, \"", "public"], given: CacheControlField(.noCache),
            patched: "y, no-cache"),
        PatchCase(
            rule: "9110 §5.3 lines become one", present: ["public", "x"], given: CacheControlField(.noTransform),
            patched: "public, x, no-transform"),
        PatchCase(rule: "9111 §5.2 case", present: ["No-Store"], given: CacheControlField(.noStore), patched: "No-Store"),
        PatchCase(
            rule: "9111 §5.2.2.9 with an argument it is not believed", present: ["public=1"], given: CacheControlField(.public),
            patched: "public"),
        PatchCase(
            rule: "9111 §5.2.2.3 no-store without must-understand", present: ["must-understand, max-age=5"],
            given: CacheControlField(.noStore), patched: "max-age=5, no-store"),
        PatchCase(
            rule: "9111 §5.2.2.3 no-store without must-understand, where there were both", present: ["must-understand, no-store"],
            given: CacheControlField(.noStore), patched: "no-store"),
        PatchCase(
            rule: "9111 §5.2.2.3 must-understand would weaken", present: ["no-store"],
            given: CacheControlField(.mustUnderstand, .noStore), patched: "no-store"),
        PatchCase(
            rule: "9111 §5.2.2.3 both stay", present: ["must-understand, no-store"],
            given: CacheControlField(.maxAge(.seconds(5))),
            patched: "must-understand, no-store, max-age=5"),
    ])
    func `what is given joins what is there`(_ row: PatchCase) {
        var fields = HTTPFields()
        fields[values: .cacheControl] = row.present
        var patched = fields
        row.given.patch(&patched)
        #expect(patched[.cacheControl] == row.patched)
        row.given.supplement(&fields)
        #expect(fields[.cacheControl] == row.supplemented ?? row.patched)
    }

    @Test func `what a patch says is said once, however often it is applied`() {
        let controls = [
            CacheControlField(.public, .maxAge(.seconds(60)), .noCache(.setCookie), .extension("x", "a b")), .never,
            CacheControlField(.private(.setCookie), .mustUnderstand, .noStore),
        ]
        for control in controls {
            var fields: HTTPFields = [.cacheControl: "y=\"a, b\", max-age=600, @"]
            control.patch(&fields)
            let once = fields
            control.patch(&fields)
            #expect(fields == once)
        }
    }

    @Test(
        arguments: [
            ("Django's never_cache", HTTPFields(), "max-age=0, no-cache, no-store, must-revalidate, private"),
            (
                "what allows something is taken back", [.cacheControl: "public, max-age=600, must-understand, x"],
                "max-age=0, x, no-cache, no-store, must-revalidate, private"
            ),
            (
                "9213 §2.2 targeted fields, which caches in the middle obey first (Django: they still do)",
                [.init("CDN-Cache-Control")!: "max-age=600", .init("Surrogate-Control")!: "max-age=600"],
                "max-age=0, no-cache, no-store, must-revalidate, private"
            ),
            (
                "9111 §5.3 Expires for old caches (Django: the one that is there stays)", [.expires: Sample.date(3600)],
                "max-age=0, no-cache, no-store, must-revalidate, private"
            ),
        ] as [(String, HTTPFields, String)])
    func `never is said to every cache`(_ rule: String, _ present: HTTPFields, _ control: String) {
        var fields = present
        CacheControlField.neverCache(&fields)
        #expect(fields == [.cacheControl: control, .expires: "Thu, 01 Jan 1970 00:00:00 GMT"], "\(rule)")
        let request = RequestTerms(method: .get)
        #expect(
            Storability(status: .ok, fields: fields, to: request, rules: CachingRules(), exchange: Sample.exchange)
                == .refused(.noStore))
    }

    @Test func `restrictions neither prolong nor publish`() {
        let all = CacheControlField(
            .public, .private(.setCookie), .noCache, .noStore, .maxAge(.seconds(1)), .sharedMaxAge(.seconds(1)), .mustRevalidate,
            .proxyRevalidate, .mustUnderstand, .immutable, .noTransform, .staleWhileRevalidate(.seconds(1)),
            .staleIfError(.seconds(1)), .extension("x"))
        #expect(all.restrictions.text == "private=\"set-cookie\", no-cache, no-store, proxy-revalidate, no-transform")
    }

    @Test(
        arguments: [
            ("no-store", true), ("x, No-Store=1", true), ("x=\"no-store\"", false), ("no-stores", false), (nil, false),
        ] as [(String?, Bool)]) func `no-store is seen where it is said`(_ text: String?, _ isSaid: Bool)
    {
        var fields = HTTPFields()
        fields[.cacheControl] = text
        #expect(CacheControlField.saysNoStore(fields) == isSaid)
    }

    @Test func `an extension that is no directive traps`() async {
        await #expect(processExitsWith: .failure) { _ = CacheControlField.Directive.extension("a b") }
        await #expect(processExitsWith: .failure) { _ = CacheControlField.Directive.extension("Max-Age", "60") }
        await #expect(processExitsWith: .failure) { _ = CacheControlField.Directive.extension("x", "a\r\nSet-Cookie: b") }
    }
}
