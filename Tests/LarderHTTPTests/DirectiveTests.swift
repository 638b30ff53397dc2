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
        DirectiveCase(section: "unterminated quote", lines: ["x=\"a, max-age=5"], name: "max-age", expected: .absent),
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

    @Test func `no-store and only-if-cached are seen`() {
        let directives = RequestDirectives([.cacheControl: "No-Store, only-if-cached"])
        #expect(directives.noStore)
        #expect(directives.onlyIfCached)
        #expect(!directives.noCache)
    }
}
