import HTTPTypes
import LarderHTTP
import Testing

struct ReceptionCase: CustomTestStringConvertible, Sendable {
    let section: String
    var status = 200
    var fields: HTTPFields = [:]
    var stored: HTTPFields? = [.eTag: "\"a\"", .cacheControl: "max-age=60"]
    var request = Sample.request()
    var fallback = Reuse.Fallback.none
    var elapsed = 1
    let expected: Expected

    enum Expected: Sendable {
        case store
        case pass(StorageRefusal)
        /// With this freshness in seconds.
        case freshen(Int)
        case freshenOnce(StorageRefusal)
        case serveStale
        case askUnconditionally
    }

    var testDescription: String { "\(self.section): \(self.status) \(self.fields), \(self.fallback)" }
}

@Suite struct ReceptionTests {
    private static let modified: HTTPFields = [.lastModified: Sample.date(-1000), .cacheControl: "max-age=60"]

    static let confirmations: [ReceptionCase] = [
        ReceptionCase(section: "9111 §4.3.4 no validator", status: 304, expected: .freshen(60)),
        ReceptionCase(section: "9111 §4.3.4 the same tag", status: 304, fields: [.eTag: "\"a\""], expected: .freshen(60)),
        ReceptionCase(section: "9111 §4.3.4 the same tag, weak", status: 304, fields: [.eTag: "W/\"a\""], expected: .freshen(60)),
        ReceptionCase(section: "9111 §4.3.4 another tag", status: 304, fields: [.eTag: "\"b\""], expected: .askUnconditionally),
        ReceptionCase(
            section: "9111 §4.3.4 a tag where none was asked", status: 304, fields: [.eTag: "\"b\""], stored: modified,
            expected: .askUnconditionally),
        ReceptionCase(
            section: "9111 §4.3.4 the same date", status: 304, fields: [.lastModified: Sample.date(-1000)], stored: modified,
            expected: .freshen(60)),
        ReceptionCase(
            section: "9111 §4.3.4 another date", status: 304, fields: [.lastModified: Sample.date(-5)], stored: modified,
            expected: .askUnconditionally),
        ReceptionCase(
            section: "9111 §3.2 new lifetime", status: 304, fields: [.cacheControl: "max-age=5"], expected: .freshen(5)),
        ReceptionCase(section: "9111 §3.2 new age", status: 304, fields: [.age: "20"], expected: .freshen(40)),
        ReceptionCase(
            section: "9111 §3.2 new Expires, max-age stays", status: 304, fields: [.expires: "0"], expected: .freshen(60)),
        ReceptionCase(
            section: "9111 §4.2.3 an old Date is not the update's", status: 304,
            stored: [.eTag: "\"a\"", .date: Sample.date(-500), .cacheControl: "max-age=60"], expected: .freshen(60)),
        ReceptionCase(
            section: "9111 §5.2.2.5 no-store from now on", status: 304, fields: [.cacheControl: "no-store"],
            expected: .freshenOnce(.noStore)),
        ReceptionCase(
            section: "9111 §5.2.2.7 private from now on", status: 304, fields: [.cacheControl: "private"],
            expected: .freshenOnce(.private)),
        ReceptionCase(section: "9111 §4.1 Vary: *", status: 304, fields: [.vary: "*"], expected: .freshenOnce(.vary)),
        ReceptionCase(
            section: "9111 §5.2.1.5 no-store request", status: 304, request: Sample.request("no-store"),
            expected: .freshenOnce(.request)),
        ReceptionCase(section: "9110 §15.4.5 304 to no condition", status: 304, stored: nil, expected: .pass(.status)),
        ReceptionCase(
            section: "9111 §4.3.4 HEAD confirms too", status: 304, request: Sample.request(method: .head), expected: .freshen(60)),
    ]

    static let answers: [ReceptionCase] = [
        ReceptionCase(section: "9111 §4.3.3 full response", fields: [.cacheControl: "max-age=5"], expected: .store),
        ReceptionCase(
            section: "9111 §4.3.3 nothing was stored", fields: [.cacheControl: "max-age=5"], stored: nil, expected: .store),
        ReceptionCase(
            section: "9111 §5.2.2.5 a no-store response takes nothing away", fields: [.cacheControl: "no-store"],
            expected: .pass(.noStore)),
        ReceptionCase(section: "9111 §5.2.2.7 nor a private one", fields: [.cacheControl: "private"], expected: .pass(.private)),
        ReceptionCase(section: "9111 §4.3.3 error without a window", status: 503, expected: .pass(.status)),
        ReceptionCase(section: "9111 §4.3.3 404", status: 404, fields: [.cacheControl: "max-age=5"], expected: .store),
        ReceptionCase(section: "9111 §3 206", status: 206, fields: [.cacheControl: "max-age=5"], expected: .pass(.status)),
    ]

    static let errors: [ReceptionCase] = [500, 502, 503, 504].flatMap { status in
        [
            ReceptionCase(section: "5861 §4", status: status, fallback: .stale(for: .seconds(5)), expected: .serveStale),
            ReceptionCase(
                section: "5861 §4 storable itself", status: status, fields: [.cacheControl: "max-age=5"],
                fallback: .stale(for: .seconds(5)), expected: .serveStale),
            ReceptionCase(
                section: "5861 §4 it took too long", status: status, fallback: .stale(for: .seconds(5)), elapsed: 5,
                expected: .pass(.status)),
            ReceptionCase(
                section: "9111 §5.2.2.2 an answer is one", status: status, fallback: .gatewayTimeout, expected: .pass(.status)),
        ]
    }

    static let otherErrors: [ReceptionCase] = [400, 403, 404, 429, 501, 505].map { status in
        ReceptionCase(
            section: "5861 §4 no failure", status: status, fields: [.cacheControl: "no-store"],
            fallback: .stale(for: .seconds(5)), expected: .pass(.noStore))
    }

    @Test(arguments: confirmations + answers + errors + otherErrors)
    func `what the origin answers is stored, passed on, or said of what is stored`(_ row: ReceptionCase) {
        let stored = row.stored.map { Sample.head($0) }
        let asked = stored.map { Reuse.validate($0.validators, because: .stale, row.fallback) } ?? .forward(.uriMiss)
        let reception = Reception(
            status: .init(code: row.status), fields: row.fields, to: row.request, after: asked, stored: stored,
            elapsed: .seconds(row.elapsed), rules: CachingRules(), exchange: Sample.exchange)
        switch (row.expected, reception) {
        case (.store, .store), (.serveStale, .serveStale), (.askUnconditionally, .askUnconditionally): break
        case (.pass(let expected), .pass(let refusal)): #expect(refusal == expected)
        case (.freshenOnce(let expected), .freshenOnce(_, let refusal)): #expect(refusal == expected)
        case (.freshen(let seconds), .freshen(let head)): #expect(head.terms.freshness == .seconds(seconds))
        default: Issue.record("\(reception)")
        }
    }

    @Test func `a confirmation of what has been replaced meanwhile is of no use (RFC 9111 §4.3.4)`() {
        let asked = Reuse.validate(Validators(entityTag: EntityTag("\"old\"")), because: .stale, .none)
        let reception = Reception(
            status: .notModified, fields: [:], to: Sample.get, after: asked, stored: Sample.head(), elapsed: .zero,
            rules: CachingRules(), exchange: Sample.exchange)
        #expect(reception == .askUnconditionally)
    }

    @Test func `a confirmed response has the new fields, its own bytes, and validators of both (RFC 9111 §3.2)`() throws {
        let stored = Sample.head([.eTag: "\"a\"", .contentLength: "3", .contentType: "text/plain", .cacheControl: "max-age=60"])
        let reception = Reception(
            status: .notModified, fields: [.lastModified: Sample.date(-9), .contentLength: "0", .server: "x"], to: Sample.get,
            after: .validate(stored.validators, because: .stale, .none), stored: stored, elapsed: .zero, rules: CachingRules(),
            exchange: Sample.exchange)
        guard case .freshen(let head) = reception else {
            Issue.record("\(reception)")
            return
        }
        #expect(
            head.fields == [
                .eTag: "\"a\"", .contentLength: "3", .contentType: "text/plain", .cacheControl: "max-age=60",
                .lastModified: Sample.date(-9), .server: "x",
            ])
        #expect(head.status == .ok)
        #expect(head.validators.lastModified != nil)
    }

    @Test func `what was withheld stays withheld, whatever a confirmation brings (RFC 9111 §5.2.2.7)`() {
        let user = HTTPField.Name("X-User")!
        let stored = Sample.head([.eTag: "\"a\""], StorageTerms(lifetime: .seconds(60), withheldFields: ["x-user"]))
        let reception = Reception(
            status: .notModified, fields: [user: "ann", .cacheControl: "max-age=60"], to: Sample.get,
            after: .validate(stored.validators, because: .stale, .none), stored: stored, elapsed: .zero, rules: CachingRules(),
            exchange: Sample.exchange)
        guard case .freshen(let head) = reception else {
            Issue.record("\(reception)")
            return
        }
        #expect(!head.fields.contains(user))
        #expect(head.terms.withheldFields == ["x-user"])
    }

    @Test(
        arguments: [
            ("9111 §4.3.5 nothing differs", 200, [.cacheControl: "max-age=5"], "freshen"),
            ("9111 §4.3.5 the same", 200, [.eTag: "\"a\"", .contentLength: "3"], "freshen"),
            ("9111 §4.3.5 another length", 200, [.contentLength: "4"], "outdated"),
            ("9111 §4.3.5 another tag", 200, [.eTag: "\"b\""], "outdated"),
            ("9111 §4.3.5 a date that is new", 200, [.lastModified: Sample.date(-5)], "outdated"),
            ("9111 §4.3.5 no-store now", 200, [.cacheControl: "no-store"], "outdated"),
            ("9111 §4.3.5 an error says nothing", 503, [.contentLength: "9"], "nothing"),
            ("9111 §4.3.5 404 says nothing", 404, [:], "nothing"),
        ] as [(String, Int, HTTPFields, String)])
    func `an answer to HEAD speaks of the stored GET`(_ section: String, _ status: Int, _ fields: HTTPFields, _ expected: String)
    {
        let stored = Sample.head([.eTag: "\"a\"", .contentLength: "3", .cacheControl: "max-age=60"])
        let finding = HeadFinding(
            status: .init(code: status), fields: fields, to: Sample.request(method: .head), stored: stored, rules: CachingRules(),
            exchange: Sample.exchange)
        let name =
            switch finding {
            case .freshen: "freshen"
            case .outdated: "outdated"
            case .nothing: "nothing"
            }
        #expect(name == expected, "\(section)")
    }

    @Test func `the question to the origin has the stored validators and none of the client's (RFC 9111 §4.3.1)`() {
        let stored = Sample.head([.eTag: "W/\"a\"", .lastModified: "Sunday, 06-Nov-94 08:49:37 GMT"])
        var request: HTTPFields = [
            .accept: "x", .ifNoneMatch: "\"mine\"", .ifModifiedSince: Sample.date(-5), .range: "bytes=0-1", .ifRange: "\"mine\"",
        ]
        stored.validators.validate(with: &request)
        #expect(request == [.accept: "x", .ifNoneMatch: "W/\"a\"", .ifModifiedSince: Sample.date()])
        Validators.makeUnconditional(&request)
        #expect(request == [.accept: "x"])
    }
}
