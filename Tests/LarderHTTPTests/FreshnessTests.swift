import HTTPTypes
import Testing

@testable import LarderHTTP

struct FreshnessCase: CustomTestStringConvertible {
    let section: String
    let fields: HTTPFields
    /// Nil: unstated.
    let seconds: Int64?
    var testDescription: String { "\(self.section): \(self.fields)" }

    init(_ section: String, _ fields: HTTPFields, _ seconds: Int64?) {
        self.section = section
        self.fields = fields
        self.seconds = seconds
    }
}

struct AgeCase: CustomTestStringConvertible {
    let section: String
    let lines: [String]
    var date: String?
    var delay = Duration.zero
    let seconds: Int64
    var testDescription: String { "\(self.section): \(self.lines) \(self.date ?? "")" }

    init(_ section: String, _ lines: [String] = [], date: String? = nil, delay: Duration = .zero, _ seconds: Int64) {
        self.section = section
        self.lines = lines
        self.date = date
        self.delay = delay
        self.seconds = seconds
    }
}

@Suite struct FreshnessTests {
    private static func twice(_ name: HTTPField.Name, _ first: String, _ second: String) -> HTTPFields {
        var fields = HTTPFields()
        fields[values: name] = [first, second]
        return fields
    }

    @Test(arguments: [
        FreshnessCase("9111 §4.2.1 max-age", [.cacheControl: "max-age=60"], 60),
        FreshnessCase("9111 §4.2.1 s-maxage before max-age", [.cacheControl: "max-age=5, s-maxage=60"], 60),
        FreshnessCase("9111 §4.2.1 max-age before Expires", [.cacheControl: "max-age=60", .expires: Sample.date(5)], 60),
        FreshnessCase("9111 §5.3 max-age=0 before Expires", [.cacheControl: "max-age=0", .expires: Sample.date(500)], 0),
        FreshnessCase("9111 §5.3 malformed max-age before Expires", [.cacheControl: "max-age=x", .expires: Sample.date(500)], 0),
        FreshnessCase("9111 §4.2.1 Expires less Date", [.expires: Sample.date(60), .date: Sample.date(10)], 50),
        FreshnessCase("9111 §4.2.1 Expires without Date", [.expires: Sample.date(60)], 60),
        FreshnessCase("9111 §4.2.1 Expires, malformed Date", [.expires: Sample.date(60), .date: "x"], 60),
        FreshnessCase("9111 §4.2.1 Expires less a skewed Date", [.expires: Sample.date(-3600), .date: Sample.date(-7200)], 3600),
        FreshnessCase("9111 §5.3 before Date", [.expires: Sample.date(-5)], 0),
        FreshnessCase("9111 §5.3 now", [.expires: Sample.date()], 0),
        FreshnessCase("9111 §5.3 zero", [.expires: "0"], 0), FreshnessCase("9111 §5.3 -1", [.expires: "-1"], 0),
        FreshnessCase("9111 §5.3 empty", [.expires: ""], 0), FreshnessCase("9111 §5.3 no date", [.expires: "tomorrow"], 0),
        FreshnessCase("9111 §4.2 UTC is no GMT", [.expires: "Thu, 18 Aug 2050 02:01:18 UTC"], 0),
        FreshnessCase("9110 §5.6.7 RFC 850", [.expires: "Sunday, 06-Nov-94 08:50:37 GMT"], 60),
        FreshnessCase("9110 §5.6.7 asctime", [.expires: "Sun Nov  6 08:50:37 1994"], 60),
        FreshnessCase("9111 §4.2 case", [.expires: "sun, 06 nov 1994 08:50:37 gmt"], 60),
        FreshnessCase("9111 §4.2.1 Expires twice the same", twice(.expires, Sample.date(60), Sample.date(60)), 60),
        FreshnessCase("9111 §4.2.1 Expires twice", twice(.expires, Sample.date(60), Sample.date(5)), 0),
        FreshnessCase("9111 §4.2.1 max-age twice", twice(.cacheControl, "max-age=60", "max-age=5"), 0),
        FreshnessCase("9111 §1.2.2 overflow", [.cacheControl: "max-age=99999999999"], 1 << 31),
        FreshnessCase("9111 §4.2.1 Expires far ahead", [.expires: "Fri, 31 Dec 9999 23:59:59 GMT"], 1 << 31),
        FreshnessCase("9111 §4.2.2 a tenth", [.lastModified: Sample.date(-1000)], 100),
        FreshnessCase("9111 §4.2.2 a tenth before Date", [.lastModified: Sample.date(-1000), .date: Sample.date(-500)], 50),
        FreshnessCase("9111 §4.2.2 a day at most", [.lastModified: Sample.date(-100_000_000)], 86400),
        FreshnessCase("9111 §4.2.2 Last-Modified ahead", [.lastModified: Sample.date(60)], 0),
        FreshnessCase("9111 §4.2.2 malformed", [.lastModified: "x"], nil), FreshnessCase("9111 §4.2.2 nothing", [:], nil),
        FreshnessCase(
            "9111 §4.2.2 only without explicit ones", [.lastModified: Sample.date(-1000), .expires: Sample.date(5)], 5),
        FreshnessCase("9111 §4.2.2 quoted max-age", [.cacheControl: "max-age=\"60\""], 60),
        FreshnessCase("9111 §5.2 inside a quoted string", [.cacheControl: "x=\"max-age=60\", max-age=5"], 5),
        FreshnessCase("9111 §5.2 inside a quoted string, after", [.cacheControl: "max-age=60, x=\"max-age=5\""], 60),
    ])
    func `a lifetime is the first that is said, or a part of the time unchanged`(_ row: FreshnessCase) {
        let lifetime = FreshnessLifetime.of(
            row.fields, status: CacheableStatus(.ok), directives: ResponseDirectives(row.fields), rules: CachingRules(),
            exchange: Sample.exchange)
        #expect(lifetime.duration == row.seconds.map { .seconds($0) })
    }

    @Test(arguments: [
        AgeCase("9111 §4.2.3 nothing", [], 0), AgeCase("9111 §5.1", ["60"], 60), AgeCase("9111 §5.1 zero", ["0"], 0),
        AgeCase("9111 §5.1 first of a list", ["60, 5"], 60), AgeCase("9111 §5.1 first of a list, zero", ["0, 60"], 0),
        AgeCase("9111 §5.1 first line", ["60", "5"], 60), AgeCase("9111 §5.1 first is malformed", ["x, 60"], 0),
        AgeCase("9111 §5.1 negative", ["-60"], 0), AgeCase("9111 §5.1 fraction", ["60.5"], 0),
        AgeCase("9111 §5.1 suffix", ["60s"], 0),
        AgeCase("9111 §5.1 parameter", ["60;x=1"], 0), AgeCase("9111 §5.1 quoted", ["\"60\""], 0),
        AgeCase("9111 §5.1 empty", [""], 0),
        AgeCase("9111 §5.1 spaces", [" 60 "], 60), AgeCase("9111 §5.1 leading zeros", ["0060"], 60),
        AgeCase("9111 §1.2.2 overflow", ["99999999999999999999"], 1 << 31), AgeCase("9111 §1.2.2 2^31", ["2147483648"], 1 << 31),
        AgeCase("9111 §4.2.3 Date", date: Sample.date(-60), 60), AgeCase("9111 §4.2.3 Date ahead", date: Sample.date(60), 0),
        AgeCase("9111 §4.2.3 Age over Date", ["60"], date: Sample.date(-5), 60),
        AgeCase("9111 §4.2.3 Date over Age", ["5"], date: Sample.date(-60), 60),
        AgeCase("9111 §4.2.3 malformed Date", ["5"], date: "x", 5), AgeCase("9111 §4.2.3 delay", delay: .seconds(3), 3),
        AgeCase("9111 §4.2.3 Age and delay", ["60"], delay: .seconds(3), 63),
        AgeCase("9111 §4.2.3 Date over Age and delay", ["1"], date: Sample.date(-60), delay: .seconds(3), 60),
        AgeCase("9111 §4.2.3 a delay is not below zero", ["5"], delay: .seconds(-3), 5),
        AgeCase("9111 §4.2.3 Date of another century", date: "Mon, 01 Jan 0001 00:00:00 GMT", 62_919_708_577),
    ])
    func `the age is the larger of what is said and what follows from Date`(_ row: AgeCase) {
        var fields = HTTPFields()
        fields[values: .age] = row.lines
        fields[.date] = row.date
        let exchange = Exchange(receivedAt: Sample.now, delay: row.delay)
        #expect(Age.initial(of: fields, in: exchange) == .seconds(row.seconds))
    }

    @Test(arguments: [(-5, "0"), (0, "0"), (1.9, "1"), (60, "60"), (1e12, "2147483648")])
    func `an age is said in whole seconds (RFC 9111 §5.1)`(_ seconds: Double, _ text: String) {
        #expect(Age.text(.seconds(seconds)) == text)
    }

    @Test func `the rules bound every lifetime, and give one to what states none`() {
        var rules = CachingRules()
        rules.longestLifetime = .seconds(30)
        rules.unstatedLifetime = .fixed(.seconds(20))
        func lifetime(_ fields: HTTPFields, _ status: HTTPResponse.Status = .ok) -> FreshnessLifetime {
            FreshnessLifetime.of(
                fields, status: CacheableStatus(status), directives: ResponseDirectives(fields), rules: rules,
                exchange: Sample.exchange)
        }
        #expect(lifetime([.cacheControl: "max-age=60"]) == .explicit(.seconds(30)))
        #expect(lifetime([:]) == .explicit(.seconds(20)))
        #expect(lifetime([.lastModified: Sample.date(-1000)]) == .explicit(.seconds(20)))
        #expect(lifetime([:], .notFound) == .unstated)
        #expect(lifetime([:], .created) == .unstated)
        #expect(lifetime([:], .movedPermanently) == .explicit(.seconds(20)))
    }
}
