import HTTPTypes
import Testing

@testable import LarderHTTP

struct SelectionCase: CustomTestStringConvertible {
    let section: String
    let name: HTTPField.Name
    let left: [String]
    let right: [String]
    let isSame: Bool
    var testDescription: String { "\(self.section): \(self.name) \(self.left) and \(self.right)" }

    init(_ section: String, _ name: HTTPField.Name, _ left: String..., and right: String..., same: Bool) {
        self.section = section
        self.name = name
        self.left = left
        self.right = right
        self.isSame = same
    }
}

@Suite struct SelectingTests {
    private static let charset = HTTPField.Name("Accept-Charset")!
    private static let other = HTTPField.Name("X-Other")!

    @Test(arguments: [
        SelectionCase("9111 §4.1 equal", .accept, "a/b", and: "a/b", same: true),
        SelectionCase("9111 §4.1 different", .accept, "a/b", and: "a/c", same: false),
        SelectionCase("9111 §4.1 lines are a list", .accept, "a/b", "c/d", and: "a/b, c/d", same: true),
        SelectionCase("9111 §4.1 white space", .acceptLanguage, "en , de", and: "en,de", same: true),
        SelectionCase("9111 §4.1 empty members", .acceptLanguage, "en,,de", and: "en,de", same: true),
        SelectionCase("9111 §4.1 case of languages", .acceptLanguage, "EN-us", and: "en-US", same: true),
        SelectionCase("9110 §12.4.2 weight one", .acceptLanguage, "en;q=1.0", and: "en", same: true),
        SelectionCase("9110 §12.4.2 spelling of weights", .acceptLanguage, "en;q=0.50", and: "en; Q=0.5", same: true),
        SelectionCase("9110 §12.4.2 other weights", .acceptLanguage, "en;q=0.5", and: "en;q=0.6", same: false),
        SelectionCase("9110 §12.4.2 weight zero", .acceptEncoding, "gzip;q=0", and: "gzip", same: false),
        SelectionCase("9110 §12.4.2 weight zero, spelling", .acceptEncoding, "gzip;q=0.000", and: "gzip;q=0", same: true),
        SelectionCase(
            "9110 §12.5.4 order says the weight already", .acceptLanguage, "de;q=0.5, en", and: "en, de;q=0.5", same: true),
        SelectionCase("9110 §12.5.4 order of equal weight may matter", .acceptLanguage, "en, de", and: "de, en", same: false),
        SelectionCase("9110 §12.5.3 order of codings", .acceptEncoding, "gzip, br", and: "br, gzip", same: true),
        SelectionCase("9110 §12.5.3 case of codings", .acceptEncoding, "GZip", and: "gzip", same: true),
        SelectionCase("9110 §8.4.1.3 x-gzip", .acceptEncoding, "x-gzip", and: "gzip", same: true),
        SelectionCase("9110 §12.5.3 fewer codings", .acceptEncoding, "gzip", and: "gzip, br", same: false),
        SelectionCase("9110 §12.5.1 case of types", .accept, "Text/HTML", and: "text/html", same: true),
        SelectionCase("9110 §12.5.1 case of parameters", .accept, "a/b;v=X", and: "a/b;v=x", same: false),
        SelectionCase("9110 §12.5.1 space round parameters", .accept, "a/b ; v=x", and: "a/b;v=x", same: true),
        SelectionCase("9110 §12.5.1 order of equal weight", .accept, "a/b, c/d", and: "c/d, a/b", same: false),
        SelectionCase("9110 §12.5.1 quoted parameters stay", .accept, "a/b;v=\"x, y\"", and: "a/b;v=\"x,y\"", same: false),
        SelectionCase("9110 §12.5.2 charsets", charset, "UTF-8;q=1", and: "utf-8", same: true),
        SelectionCase("9110 §12.4.2 malformed weights stay", .acceptLanguage, "en;q=2", and: "en", same: false),
        SelectionCase("9110 §12.4.2 malformed weights stay apart", .acceptLanguage, "en;q=1.5", and: "en;q=1", same: false),
        SelectionCase("9110 §12.4.2 too many digits", .acceptLanguage, "en;q=0.5000", and: "en;q=0.5", same: false),
        SelectionCase("9110 §12.5 said twice", .acceptLanguage, "en;q=0.1, de, en", and: "de, en, en;q=0.1", same: false),
        SelectionCase("9111 §4.1 case of other fields", other, "A", and: "a", same: false),
        SelectionCase("9111 §4.1 order of other fields", other, "a, b", and: "b, a", same: false),
    ])
    func `two requests select the same response where their headers say the same`(_ row: SelectionCase) {
        var maker = KeyMaker()
        maker.policy.varyOn.headers = [row.name]
        let keys = [row.left, row.right].map { lines in
            var fields = HTTPFields()
            fields[values: row.name] = lines
            return maker.key(fields: fields)
        }
        #expect((keys[0] == keys[1]) == row.isSame, "\(keys[0].text) \(keys[1].text)")
    }

    @Test(
        arguments: [
            ("9110 §12.5.5", "Accept", ["accept"]), ("9110 §12.5.5 several", "Accept,X-B , x-a", ["accept", "x-a", "x-b"]),
            ("9110 §12.5.5 twice", "Accept, ACCEPT", ["accept"]), ("9110 §12.5.5 empty", "", []),
            ("9110 §12.5.5 commas", ", ,", []),
            ("9110 §12.5.5 *", "*", nil), ("9110 §12.5.5 * with others", "Accept, *", nil),
            ("9110 §12.5.5 malformed", "Accept:", nil),
            ("9110 §12.5.5 quoted", "\"Accept\"", nil),
        ] as [(String, String, [String]?)])
    func `Vary names headers, or says that nothing is known`(_ section: String, _ line: String, _ names: [String]?) {
        let vary = Vary([.vary: line])
        #expect((vary.dependsOnAnything ? nil : vary.headers.map(\.canonicalName)) == names, "\(section)")
    }

    @Test func `more names than keys can hold are as good as *`() {
        let names = (0..<17).map { "X-\($0)" }
        #expect(Vary([.vary: names.joined(separator: ",")]).dependsOnAnything)
        #expect(Vary([.vary: names.dropLast().joined(separator: ",")]).headers.count == 16)
        #expect(Vary([:]) == .none)
    }

    private func variant(_ vary: String, _ fields: HTTPFields) -> String? {
        let builder = RequestKeyBuilder(
            policy: CachePolicy(route: "r", timeout: .seconds(1)), secret: KeySecret(bytes: Array(repeating: 7, count: 16)))
        return builder.key(
            query: nil, host: .own, user: nil, fields: fields, learned: Vary([.vary: vary]), pathParameter: { _ in nil }
        ).variant
    }

    @Test func `learned headers are variants, an absent one too`() {
        #expect(self.variant("Accept, X-A", [.accept: "b/c"]) == "accept=b%2Fc&x-a")
        #expect(self.variant("Accept, X-A", [:]) == "accept&x-a")
        #expect(self.variant("X-A", [:]) == "x-a")
        #expect(self.variant("X-A", [HTTPField.Name("X-A")!: ""]) == "x-a=")
        #expect(self.variant("", [.accept: "b/c"]) == nil)
        #expect(self.variant("X#&=", [:]) == nil)
        #expect(self.variant("X#&", [:]) == "x%23%26")
        #expect(self.variant("Host", [HTTPField.Name("Host")!: "b"]) == nil)
        #expect(self.variant("Cookie", [.cookie: "sid=s3cret"])?.contains("s3cret") == false)
    }

    @Test func `before anything is learned a request is looked up as if nothing varied`() {
        #expect(VarySelections().newestFirst == [.none])
    }

    @Test func `a selection is looked up by what it names, the newest first`() {
        var selections = VarySelections()
        let accept = Vary([.vary: "Accept"])
        selections.learn(.none)
        #expect(selections.newestFirst == [.none])
        selections.learn(accept)
        selections.learn(accept)
        #expect(selections.newestFirst == [accept, .none])
        selections.learn(.none)
        #expect(selections.newestFirst == [.none, accept])
    }

    @Test func `responses that vary anew each time are not remembered without bound`() {
        var selections = VarySelections()
        for number in 0..<1000 {
            selections.learn(Vary([.vary: "X-\(number)"]))
            #expect(selections.newestFirst.count == min(number + 2, VarySelections.limit))
        }
        #expect(selections.newestFirst.first == Vary([.vary: "X-999"]))
    }

    @Test(arguments: [
        ("Accept, X-A", [], ["accept", "x-a"]), ("Accept, X-A", [HTTPField.Name.accept], ["x-a"]),
        ("Host, X-A", [], ["x-a"]), ("Accept", [.accept, .cookie], []),
    ])
    func `what keys hold anyway is not learned`(vary: String, declared: [HTTPField.Name], expected: [String]) {
        #expect(Vary([.vary: vary]).beyond(declared).headers.map(\.canonicalName) == expected)
    }

    @Test(arguments: [
        ("Accept", [], true), ("Cookie", [], false), ("Accept, Authorization", [], false),
        ("Cookie", [HTTPField.Name.cookie], true),
        ("*", [.cookie], false), ("Spelling", [], false),
    ])
    func `credentials are keyed on where a route says so only`(vary: String, declared: [HTTPField.Name], isStored: Bool) {
        #expect(Vary([.vary: vary]).isAllowed(by: .learnedButCredentials(declared)) == isStored)
    }
}
