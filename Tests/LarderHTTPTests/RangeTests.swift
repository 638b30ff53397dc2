import HTTPTypes
import LarderHTTP
import Testing

struct RangeCase: CustomTestStringConvertible, Sendable {
    let section: String
    let range: String
    var ifRange: String?
    var length = 10
    let expected: RangeSelection
    var testDescription: String { "9110 \(self.section): \(self.range) of \(self.length) \(self.ifRange ?? "")" }

    init(_ section: String, _ range: String, if ifRange: String? = nil, of length: Int = 10, _ expected: RangeSelection) {
        self.section = section
        self.range = range
        self.ifRange = ifRange
        self.length = length
        self.expected = expected
    }
}

private func bytes(_ range: ClosedRange<Int>) -> RangeSelection { .partial(ByteRange(range)) }

@Suite struct RangeTests {
    static let stored: HTTPFields = [.eTag: "\"a\"", .lastModified: Sample.date(-1000), .date: Sample.date()]

    @Test(arguments: [
        RangeCase("§14.1.2 first to last", "bytes=2-5", bytes(2...5)), RangeCase("§14.1.2 one byte", "bytes=0-0", bytes(0...0)),
        RangeCase("§14.1.2 open", "bytes=3-", bytes(3...9)), RangeCase("§14.1.2 suffix", "bytes=-4", bytes(6...9)),
        RangeCase("§14.1.2 suffix longer than the body", "bytes=-40", bytes(0...9)),
        RangeCase("§14.1.2 last beyond the end", "bytes=5-99", bytes(5...9)), RangeCase("§14.1.2 all", "bytes=0-", bytes(0...9)),
        RangeCase("§14.1.2 behind the end", "bytes=10-", .unsatisfiable),
        RangeCase("§14.1.2 behind the end, closed", "bytes=10-12", .unsatisfiable),
        RangeCase("§14.1.2 empty suffix", "bytes=-0", .unsatisfiable),
        RangeCase("§14.1.1 last before first", "bytes=5-2", .whole),
        RangeCase("§14.1 unit in any case", "BYTES=2-5", bytes(2...5)), RangeCase("§14.2 another unit", "lines=2-5", .whole),
        RangeCase("§14.2 no unit", "2-5", .whole), RangeCase("§14.2 nothing", "", .whole),
        RangeCase("§14.2 no range", "bytes=", .whole),
        RangeCase("§14.2 only a dash", "bytes=-", .whole), RangeCase("§14.2 letters", "bytes=a-b", .whole),
        RangeCase("§14.2 negative", "bytes=--5", .whole), RangeCase("§14.2 space before =", "bytes =2-5", .whole),
        RangeCase("§14.2 junk behind", "bytes=2-5x", .whole),
        RangeCase("§14.1.1 white space round members", "bytes= 2-5 , 6-7 ", bytes(2...7)),
        RangeCase("§14.1.1 overflow", "bytes=0-99999999999999999999999", bytes(0...9)),
        RangeCase("§14.1.1 overflow of the first", "bytes=99999999999999999999999-", .unsatisfiable),
        RangeCase("§14.1.1 overflow of a suffix", "bytes=-99999999999999999999999", bytes(0...9)),
        RangeCase("§15.3.7.2 touching ranges are one", "bytes=0-2,3-5", bytes(0...5)),
        RangeCase("§15.3.7.2 overlapping", "bytes=4-8,0-5", bytes(0...8)),
        RangeCase("§15.3.7.2 within another", "bytes=0-8,2-3", bytes(0...8)),
        RangeCase("§14.2 with a gap the whole", "bytes=0-1,5-6", .whole),
        RangeCase("§14.1.2 one of two is there", "bytes=0-1,50-60", bytes(0...1)),
        RangeCase("§14.1.2 none of two", "bytes=40-41,50-60", .unsatisfiable),
        RangeCase("§14.2 one of two is malformed", "bytes=0-1,x", .whole),
        RangeCase("§17.15 as many as are read", "bytes=" + (0..<10).map { "\($0)-\($0)" }.joined(separator: ","), bytes(0...9)),
        RangeCase("§17.15 too many", "bytes=" + Array(repeating: "0-0", count: 17).joined(separator: ","), .whole),
        RangeCase("§14.1.2 of nothing", "bytes=0-", of: 0, .unsatisfiable),
        RangeCase("§14.4 the end of nothing", "bytes=-5", of: 0, .whole),
        RangeCase("§13.1.5 the same tag", "bytes=2-5", if: "\"a\"", bytes(2...5)),
        RangeCase("§13.1.5 another tag", "bytes=2-5", if: "\"b\"", .whole),
        RangeCase("§13.1.5 weak", "bytes=2-5", if: "W/\"a\"", .whole),
        RangeCase("§13.1.5 the same date", "bytes=2-5", if: Sample.date(-1000), bytes(2...5)),
        RangeCase("§13.1.5 a later date is another", "bytes=2-5", if: Sample.date(), .whole),
        RangeCase("§13.1.5 malformed", "bytes=2-5", if: "a", .whole),
        RangeCase("§13.1.5 a list", "bytes=2-5", if: "\"a\", \"b\"", .whole),
        RangeCase("§13.1.5 *", "bytes=2-5", if: "*", .whole),
    ])
    func `a range selects of the stored bytes, or is ignored`(_ row: RangeCase) {
        var request: HTTPFields = [.range: row.range]
        request[.ifRange] = row.ifRange
        let selection = RangeSelection(
            request: request, validators: Validators(Self.stored, receivedAt: Sample.now), length: row.length, now: Sample.now)
        #expect(selection == row.expected)
    }

    @Test func `a date within a minute of the response may be of two representations (RFC 9110 §8.8.2.2)`() {
        for (age, expected) in [(59, RangeSelection.whole), (60, bytes(2...5))] {
            let fields: HTTPFields = [.lastModified: Sample.date(-Int64(age)), .date: Sample.date()]
            let request: HTTPFields = [.range: "bytes=2-5", .ifRange: Sample.date(-Int64(age))]
            let selection = RangeSelection(
                request: request, validators: Validators(fields, receivedAt: Sample.now), length: 10, now: Sample.now)
            #expect(selection == expected)
        }
    }

    @Test func `Range twice is ignored, If-Range without Range too`() {
        var twice = HTTPFields()
        twice[values: .range] = ["bytes=0-1", "bytes=2-3"]
        for request in [twice, [.ifRange: "\"a\""]] {
            let validators = Validators(Self.stored, receivedAt: Sample.now)
            #expect(RangeSelection(request: request, validators: validators, length: 10, now: Sample.now) == .whole)
        }
    }
}

struct ServingCase: CustomTestStringConvertible, Sendable {
    let section: String
    var method = HTTPRequest.Method.get
    var status = 200
    let request: HTTPFields
    let expected: Serving
    var testDescription: String { "\(self.section): \(self.method) \(self.request) of \(self.status)" }
}

@Suite struct ServingTests {
    @Test(arguments: [
        ServingCase(section: "9110 §13.2.2 nothing asked", request: [:], expected: .whole),
        ServingCase(
            section: "9110 §13.2.2 condition before range", request: [.ifNoneMatch: "\"a\"", .range: "bytes=0-1"],
            expected: .notModified),
        ServingCase(
            section: "9110 §13.2.2 range where the condition holds", request: [.ifNoneMatch: "\"b\"", .range: "bytes=0-1"],
            expected: .partial(ByteRange(0...1))),
        ServingCase(
            section: "9110 §13.2.2 range", request: [.range: "bytes=0-1", .ifRange: "\"a\""], expected: .partial(ByteRange(0...1))
        ),
        ServingCase(section: "9110 §15.5.17", request: [.range: "bytes=99-"], expected: .unsatisfiable),
        ServingCase(section: "9110 §14.2 HEAD has no range", method: .head, request: [.range: "bytes=0-1"], expected: .whole),
        ServingCase(
            section: "9110 §13.1.2 HEAD has conditions", method: .head, request: [.ifNoneMatch: "\"a\""], expected: .notModified),
        ServingCase(section: "9110 §13.2.1 not of an error", status: 404, request: [.ifNoneMatch: "\"a\""], expected: .whole),
        ServingCase(section: "9110 §14.2 no range of an error", status: 404, request: [.range: "bytes=0-1"], expected: .whole),
        ServingCase(section: "9110 §13.2.1 nor of a redirect", status: 301, request: [.ifNoneMatch: "*"], expected: .whole),
        ServingCase(section: "9110 §14.2 ranges are of 200", status: 203, request: [.range: "bytes=0-1"], expected: .whole),
        ServingCase(section: "9110 §13.1.2 of any 2xx", status: 203, request: [.ifNoneMatch: "\"a\""], expected: .notModified),
    ])
    func `a request gets of a stored response what it asks for`(_ row: ServingCase) {
        let head = Sample.head(RangeTests.stored, status: .init(code: row.status))
        #expect(Serving(of: head, to: row.method, fields: row.request, length: 10, now: Sample.now) == row.expected)
    }

    private let head = Sample.head([
        .contentType: "text/plain", .contentLength: "10", .eTag: "\"a\"", .vary: "Accept", .cacheStatus: "origin; hit",
    ])
    private let status = CacheStatus(.hit(timeToLive: .seconds(50)))

    @Test func `what is sent says its age and how it was answered (RFC 9111 §5.1, RFC 9211 §2)`() {
        let fields = Serving.whole.fields(of: self.head, length: 10, age: .seconds(10.7), status: self.status)
        #expect(fields[.age] == "10")
        #expect(fields[.cacheStatus] == "origin; hit, larder; hit; ttl=50")
        #expect(fields[.contentLength] == "10")
        #expect(Serving.whole.status(of: self.head) == .ok)
        #expect(!Serving.whole.fields(of: self.head, length: 10, age: nil, status: self.status).contains(.age))
    }

    @Test func `304 has no fields of the body (RFC 9110 §15.4.5)`() {
        let fields = Serving.notModified.fields(of: self.head, length: 10, age: .seconds(1), status: self.status)
        #expect(!fields.contains(.contentType) && !fields.contains(.contentLength))
        #expect(fields[.eTag] == "\"a\"" && fields[.vary] == "Accept" && fields[.age] == "1")
        #expect(Serving.notModified.status(of: self.head) == .notModified)
    }

    @Test func `206 says which bytes (RFC 9110 §15.3.7)`() {
        let serving = Serving.partial(ByteRange(2...5))
        let fields = serving.fields(of: self.head, length: 10, age: .seconds(1), status: self.status)
        #expect(fields[.contentRange] == "bytes 2-5/10")
        #expect(fields[.contentLength] == "4")
        #expect(fields[.contentType] == "text/plain")
        #expect(serving.status(of: self.head) == .partialContent)
    }

    @Test func `416 says how many there are (RFC 9110 §15.5.17)`() {
        let fields = Serving.unsatisfiable.fields(of: self.head, length: 10, age: nil, status: self.status)
        #expect(fields[.contentRange] == "bytes */10")
        #expect(!fields.contains(.eTag) && !fields.contains(.contentType))
        #expect(Serving.unsatisfiable.status(of: self.head) == .rangeNotSatisfiable)
    }
}
