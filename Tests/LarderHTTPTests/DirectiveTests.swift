import HTTPTypes
import Testing

@testable import LarderHTTP

struct DirectiveCase: CustomTestStringConvertible {
    let section: String
    let lines: [String]
    let name: String
    let expected: CacheDirectives.Seconds
    var testDescription: String { "\(self.section): \(self.lines.joined(separator: " | "))" }
}

struct RequestCase: CustomTestStringConvertible {
    let section: String
    let fields: HTTPFields
    let accepts: Bool
    var stale = false
    var testDescription: String { "\(self.section): \(self.fields)" }
}

@Suite struct DirectiveTests {
    @Test(arguments: [
        DirectiveCase(section: "9111 §1.2.2", lines: ["max-age=60"], name: "max-age", expected: .seconds(60)),
        DirectiveCase(section: "9111 §5.2 quoted form", lines: ["max-age=\"60\""], name: "max-age", expected: .seconds(60)),
        DirectiveCase(section: "9111 §5.2 case", lines: ["MAX-AGE=60"], name: "max-age", expected: .seconds(60)),
        DirectiveCase(section: "9110 §5.6.1 empty members", lines: [", ,max-age=60,,"], name: "max-age", expected: .seconds(60)),
        DirectiveCase(section: "9110 §5.3 lines", lines: ["public", "max-age=60"], name: "max-age", expected: .seconds(60)),
        DirectiveCase(
            section: "9110 §5.6.4 comma in quotes", lines: ["private=\"a, max-age=5\", max-age=60"], name: "max-age",
            expected: .seconds(60)),
        DirectiveCase(
            section: "9110 §5.6.4 escaped quote", lines: ["x=\"a\\\", max-age=5\", max-age=60"], name: "max-age",
            expected: .seconds(60)),
        DirectiveCase(
            section: "9110 §5.6.4 unterminated quote hides nothing, allows nothing", lines: ["x=\"a, max-age=5"], name: "max-age",
            expected: .unusable),
        DirectiveCase(
            section: "9110 §5.6.4 before an unterminated quote", lines: ["max-age=5, x=\"a"], name: "max-age",
            expected: .seconds(5)),
        DirectiveCase(section: "9110 §5.6.4 only a quote", lines: ["\"", "max-age=5"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §1.2.2 leading zeros", lines: ["max-age=0060"], name: "max-age", expected: .seconds(60)),
        DirectiveCase(section: "9111 §1.2.2 zero", lines: ["max-age=0"], name: "max-age", expected: .seconds(0)),
        DirectiveCase(
            section: "9111 §1.2.2 2^31", lines: ["max-age=2147483648"], name: "max-age", expected: .seconds(1 << 31)),
        DirectiveCase(
            section: "9111 §1.2.2 2^63", lines: ["max-age=9223372036854775808"], name: "max-age", expected: .seconds(1 << 31)),
        DirectiveCase(section: "9111 §5.2 space before =", lines: ["max-age =60"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §5.2 space after =", lines: ["max-age= 60"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §5.2 single quotes", lines: ["max-age='60'"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §1.2.2 plus sign", lines: ["max-age=+60"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §1.2.2 exponent", lines: ["max-age=1e3"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §1.2.2 hexadecimal", lines: ["max-age=0x10"], name: "max-age", expected: .unusable),
        DirectiveCase(
            section: "9111 §1.2.2 digits of another script", lines: ["max-age=٦٠"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §5.2 after a semicolon", lines: ["max-age=60;x"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §5.2 empty quotes", lines: ["max-age=\"\""], name: "max-age", expected: .unusable),
        DirectiveCase(
            section: "9110 §5.6.4 escapes in quotes", lines: ["max-age=\"\\6\\0\""], name: "max-age", expected: .seconds(60)),
        DirectiveCase(
            section: "9111 §5.2 junk is not the next directive", lines: ["@@@ max-age=5, max-age=60"], name: "max-age",
            expected: .seconds(60)),
        DirectiveCase(
            section: "9111 §4.2.1 conflict of lines", lines: ["max-age=1", "max-age=60"], name: "max-age", expected: .unusable),
        DirectiveCase(
            section: "9111 §4.2.1 same in two spellings", lines: ["max-age=60, MAX-AGE=\"060\""], name: "max-age",
            expected: .seconds(60)),
        DirectiveCase(section: "9111 §5.2 tabs", lines: ["\tpublic\t,\tmax-age=60\t"], name: "max-age", expected: .seconds(60)),
        DirectiveCase(section: "9111 §5.2.3 prefix of a name", lines: ["max-age-x=60"], name: "max-age", expected: .absent),
        DirectiveCase(section: "9111 §5.2 nothing", lines: [""], name: "max-age", expected: .absent),
        DirectiveCase(section: "9111 §5.2 no line", lines: [], name: "max-age", expected: .absent),
        DirectiveCase(
            section: "9111 §1.2.2 overflow", lines: ["max-age=99999999999999999999"], name: "max-age", expected: .seconds(1 << 31)
        ),
        DirectiveCase(section: "9111 §4.2.1 malformed", lines: ["max-age=abc"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §4.2.1 negative", lines: ["max-age=-1"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §4.2.1 fraction", lines: ["max-age=1.5"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §4.2.1 no argument", lines: ["max-age"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §4.2.1 empty", lines: ["max-age="], name: "max-age", expected: .unusable),
        DirectiveCase(section: "9111 §4.2.1 conflict", lines: ["max-age=1, max-age=60"], name: "max-age", expected: .unusable),
        DirectiveCase(section: "twice the same", lines: ["max-age=60, max-age=60"], name: "max-age", expected: .seconds(60)),
        DirectiveCase(section: "9111 §5.2.3 unknown", lines: ["x-max-age=60"], name: "max-age", expected: .absent),
        DirectiveCase(section: "s-maxage", lines: ["s-maxage=5, max-age=60"], name: "s-maxage", expected: .seconds(5)),
    ])
    func `directives are read as the RFC has them`(_ row: DirectiveCase) {
        #expect(CacheDirectives(row.lines).seconds(row.name) == row.expected)
    }

    @Test(arguments: [
        RequestCase(section: "nothing", fields: [:], accepts: true, stale: true),
        RequestCase(section: "9111 §5.2.1.4", fields: [.cacheControl: "no-cache"], accepts: false),
        RequestCase(section: "9111 §5.2.1.1", fields: [.cacheControl: "max-age=0"], accepts: false),
        RequestCase(section: "9111 §5.2.1.1", fields: [.cacheControl: "max-age=9"], accepts: false),
        RequestCase(section: "9111 §5.2.1.1", fields: [.cacheControl: "max-age=10"], accepts: true),
        RequestCase(section: "9111 §5.2.1.1 malformed", fields: [.cacheControl: "max-age=x"], accepts: false),
        RequestCase(section: "9111 §5.4", fields: [.init("Pragma")!: "no-cache"], accepts: false),
        RequestCase(
            section: "9111 §5.4 Cache-Control wins", fields: [.init("Pragma")!: "no-cache", .cacheControl: "x"], accepts: true,
            stale: true),
        RequestCase(section: "9111 §5.2.1.5", fields: [.cacheControl: "no-store"], accepts: true, stale: true),
    ])
    func `a request says which stored responses will do`(_ row: RequestCase) {
        let directives = RequestDirectives(row.fields)
        #expect(directives.accepts(age: .seconds(10)) == row.accepts)
        #expect(directives.acceptsStale == row.stale)
    }

    @Test(arguments: [
        ("9111 §5.2 case", "No-Store", "no-store", true), ("9111 §5.2 argument", "no-store=x", "no-store", true),
        ("9111 §5.2 semicolon", "no-store; x", "no-store", true),
        ("9110 §5.6.4 in quotes", "x=\"no-store\"", "no-store", false),
        ("9110 §5.6.4 in quotes with commas", "x=\"a, no-store, b\"", "no-store", false),
        ("9110 §5.6.4 after a quote that never ends", "x=\"a, no-store", "no-store", true),
        ("9111 §5.2.3 unknown", "no-store-ever", "no-store", false), ("9111 §5.2 in a token", "xno-store", "no-store", false),
    ])
    func `a directive that restricts is seen wherever it is one`(
        _ section: String, _ line: String, _ name: String, _ isThere: Bool
    ) {
        #expect(CacheDirectives([line]).contains(name) == isThere, "\(section)")
    }

    @Test(arguments: [
        ("9111 §5.2.2.9", "public", true), ("9111 §5.2.2.9 argument", "public=x", false),
        ("9111 §5.2.2.9 junk", "public x", false), ("9111 §5.2.2.9 once so and once so", "public, public=x", false),
        ("9110 §5.6.4 doubtful", "x=\"a, public", false), ("9111 §5.2.3", "publicly", false),
    ])
    func `a directive that allows something is believed only where it is well-formed`(
        _ section: String, _ line: String, _ allows: Bool
    ) {
        #expect(CacheDirectives([line]).allows("public") == allows, "\(section)")
    }

    @Test func `more directives than are read make a response one that is not stored`() {
        let many = (0..<CacheDirectives.memberLimit).map { "x\($0)" }
        #expect(CacheDirectives(many).isComplete)
        #expect(!CacheDirectives(many + ["public"]).isComplete)
        #expect(ResponseDirectives([.cacheControl: (many + ["max-age=5"]).joined(separator: ",")]).noStore)
    }

    @Test(arguments: [
        ("9111 §5.2.2.7", "private", FieldScope.response),
        ("9111 §5.2.2.7 fields", "private=\"Set-Cookie, X-User\"", .fields(["set-cookie", "x-user"])),
        ("9111 §5.2.2.7 token form", "private=X-User", .fields(["x-user"])),
        ("9111 §5.2.2.7 empty list", "private=\"\"", .response), ("9111 §5.2.2.7 only commas", "private=\" , \"", .response),
        ("9111 §5.2.2.7 malformed list", "private=\"a b\"", .response),
        ("9111 §5.2.2.7 malformed argument", "private=", .response),
        ("9111 §5.2.2.7 both forms", "private=\"x\", private", .response),
        ("9111 §5.2.2.7 two lists", "private=\"x\", private=\"y\"", .fields(["x", "y"])),
        ("9111 §5.2.2.7 what caching needs", "private=\"vary\"", .response),
        ("9111 §5.2.2.7 what reading needs", "private=\"x, Content-Type\"", .response),
        ("9111 §5.2.2.7 absent", "no-cache", .nothing),
    ])
    func `private that names fields is about these`(_ section: String, _ line: String, _ scope: FieldScope) {
        #expect(FieldScope("private", in: CacheDirectives([line])) == scope, "\(section)")
    }

    @Test func `no-store and only-if-cached are seen`() {
        let directives = RequestDirectives([.cacheControl: "No-Store, only-if-cached"])
        #expect(directives.noStore)
        #expect(directives.onlyIfCached)
        #expect(!directives.noCache)
    }

    @Test(arguments: [
        ("9111 §5.2.1.2", "max-stale", RequestDirectives.Staleness.any), ("9111 §5.2.1.2", "max-stale=5", .upTo(.seconds(5))),
        ("9111 §5.2.1.2 quoted", "max-stale=\"5\"", .upTo(.seconds(5))), ("9111 §5.2.1.2 malformed", "max-stale=x", nil),
        ("9111 §5.2.1.2 twice", "max-stale=1, max-stale=5", nil), ("9111 §5.2.1.2 both", "max-stale, max-stale=5", nil),
        ("9111 §5.2.1.2 absent", "max-age=5", nil),
    ])
    func `what a request allows it says in so many words`(
        _ section: String, _ line: String, _ staleness: RequestDirectives.Staleness?
    ) {
        #expect(RequestDirectives([.cacheControl: line]).maximumStaleness == staleness, "\(section)")
    }

    @Test(arguments: [
        ("9111 §5.2.1.3", "min-fresh=5", Duration.seconds(5)), ("9111 §5.2.1.3 malformed", "min-fresh=x", .seconds(1 << 31)),
        ("9111 §5.2.1.3 no argument", "min-fresh", .seconds(1 << 31)), ("9111 §5.2.1.3 absent", "max-age=5", nil),
    ])
    func `what a request demands it demands although it is malformed`(_ section: String, _ line: String, _ freshness: Duration?) {
        #expect(RequestDirectives([.cacheControl: line]).minimumFreshness == freshness, "\(section)")
    }

    @Test(arguments: [
        ("5861 §4", "stale-if-error=5", Duration.seconds(5)), ("5861 §4 malformed", "stale-if-error=x", nil),
        ("5861 §4 no argument", "stale-if-error", nil),
    ])
    func `a request may take stale for errors`(_ section: String, _ line: String, _ window: Duration?) {
        #expect(RequestDirectives([.cacheControl: line]).staleIfError == window, "\(section)")
    }
}
