import HTTPTypes
import LarderHTTP
import Testing

/// Makes keys from what a test has to say about a request.
struct KeyMaker {
    var policy = CachePolicy(route: "course_list", timeout: .seconds(60))
    var parameters: [String: String] = [:]

    func key(
        _ query: String? = nil, host: RequestHost = .own, user: UserIdentity? = nil, fields: HTTPFields = [:]
    ) -> RequestKey {
        RequestKeyBuilder(policy: self.policy, secret: KeySecret(bytes: Array(repeating: 7, count: 32))).key(
            query: query.map { $0[...] }, host: host, user: user, fields: fields,
            pathParameter: { self.parameters[$0].map { $0[...] } })
    }
}

struct QueryCase: CustomTestStringConvertible {
    let name: String
    let query: String?
    let key: String
    var testDescription: String { self.name }
}

@Suite struct KeyTests {
    @Test(arguments: [
        QueryCase(name: "no query", query: nil, key: "course_list:"),
        QueryCase(name: "empty query", query: "", key: "course_list:"),
        QueryCase(name: "only separators", query: "&&", key: "course_list:"),
        QueryCase(name: "one parameter", query: "page=2", key: "course_list:?page=2"),
        QueryCase(name: "sorted by name", query: "page=2&level=beginner", key: "course_list:?level=beginner&page=2"),
        QueryCase(name: "one name keeps its order", query: "b=2&a=2&b=1", key: "course_list:?a=2&b=2&b=1"),
        QueryCase(name: "empty value", query: "a=", key: "course_list:?a="),
        QueryCase(name: "no equals sign", query: "a", key: "course_list:?a"),
        QueryCase(name: "equals sign in a value", query: "a=b=c", key: "course_list:?a=b%3Dc"),
        QueryCase(name: "empty name", query: "=x", key: "course_list:?=x"),
        QueryCase(name: "unreserved stays", query: "a=A-z0.9_~", key: "course_list:?a=A-z0.9_~"),
        QueryCase(name: "encoded unreserved is decoded", query: "a=%41%7e", key: "course_list:?a=A~"),
        QueryCase(name: "hexadecimal becomes uppercase", query: "a=%c3%a9", key: "course_list:?a=%C3%A9"),
        QueryCase(name: "UTF-8 is encoded", query: "a=é", key: "course_list:?a=%C3%A9"),
        QueryCase(name: "separators in a value", query: "a=:/?&b=%23%26%3D", key: "course_list:?a=%3A%2F%3F&b=%23%26%3D"),
        QueryCase(name: "encoded space", query: "a=x%20y", key: "course_list:?a=x%20y"),
        QueryCase(name: "encoded plus", query: "a=x%2By", key: "course_list:?a=x%2By"),
        QueryCase(name: "plus as forms write spaces", query: "a=x+y", key: "course_list:?a=x%20y#spelling=form"),
        QueryCase(name: "escape sequence", query: "a=%1B%5B2J%0a", key: "course_list:?a=%1B%5B2J%0A"),
        QueryCase(name: "fragment", query: "a=1#b=2", key: "course_list:?a=1"),
    ])
    func `a query has one readable form`(_ row: QueryCase) {
        #expect(KeyMaker().key(row.query).text == row.key)
    }

    @Test(arguments: [
        ("a=%zz", "course_list:?a=%25zz"), ("a=%", "course_list:?a=%25"), ("a=%ff", "course_list:?a=%FF"),
        ("%70age=2", "course_list:?page=2"), ("a=x+y%20z", "course_list:?a=x%20y%20z"),
    ])
    func `a spelling that readers take differently is a variant of its resource`(_ query: String, _ resource: String) {
        let key = KeyMaker().key(query)
        #expect(key.resource == resource)
        #expect(key.variant?.hasPrefix("spelling=") == true)
        #expect(key == KeyMaker().key(query))
    }

    @Test func `path parameters and users are segments before the query`() {
        var maker = KeyMaker()
        maker.policy.route = "single_course"
        maker.policy.pathParameters = ["id"]
        maker.parameters = ["id": "42"]
        #expect(maker.key().text == "single_course:42")
        #expect(maker.key("x=1").text == "single_course:42:?x=1")
        #expect(maker.key(user: .id("100")).text == "single_course:42:user=100")
        #expect(KeyMaker().key("page=1", user: .id("100")).text == "course_list:user=100:?page=1")
        #expect(KeyMaker().key(user: .id("a:b")).text == "course_list:user=a%3Ab")
        #expect(KeyMaker().key(user: .id("")).text == "course_list:user=")
    }

    @Test(arguments: [
        ("42", "single_course:42", false), ("a:b@c", "single_course:a%3Ab%40c", false),
        ("user=1", "single_course:user%3D1", false),
        ("caf%C3%A9", "single_course:caf%C3%A9", false), ("%34%32", "single_course:42", true),
        ("a%3Ab", "single_course:a%3Ab", true), ("caf%c3%a9", "single_course:caf%C3%A9", true),
        ("%zz", "single_course:%25zz", true), ("%25zz", "single_course:%25zz", false),
    ])
    func `a segment that handlers see undecoded keeps its spellings apart`(_ id: String, _ resource: String, _ isVariant: Bool) {
        var maker = KeyMaker()
        maker.policy.route = "single_course"
        maker.policy.pathParameters = ["id"]
        maker.parameters = ["id": id]
        #expect(maker.key().resource == resource)
        #expect((maker.key().variant != nil) == isVariant)
    }

    @Test func `only the parameters that matter are in the key`() {
        var maker = KeyMaker()
        maker.policy.varyOn.query = .only(["page"])
        #expect(maker.key("utm=x&page=2&%zz").text == "course_list:?page=2")
        #expect(maker.key("utm=x").text == "course_list:")
        maker.policy.varyOn.query = .none
        #expect(maker.key("page=2").text == "course_list:")
    }

    @Test func `headers and hosts are variants, sorted by name`() {
        var maker = KeyMaker()
        maker.policy.varyOn.headers = [HTTPField.Name("X-Tenant")!, .acceptLanguage]
        let fields: HTTPFields = [.acceptLanguage: "de, en;q=0.5"]
        #expect(maker.key(fields: fields).text == "course_list:#accept-language=de%2Cen%3Bq%3D0.5")
        #expect(
            maker.key("page=2", host: .named("b.test:80"), fields: fields).text
                == "course_list:?page=2#accept-language=de%2Cen%3Bq%3D0.5&host=b.test%3A80")
        #expect(maker.key().text == "course_list:")
        #expect(maker.key(fields: [.acceptLanguage: ""]).text == "course_list:#accept-language=")
    }

    @Test func `header lists are compared without white space and over lines, quoted strings as they are`() {
        var maker = KeyMaker()
        maker.policy.varyOn.headers = [.accept]
        func variant(_ lines: String...) -> String? {
            var fields = HTTPFields()
            fields[values: .accept] = lines
            return maker.key(fields: fields).variant
        }
        #expect(variant("a, b") == variant("a ,b"))
        #expect(variant("a, b") == variant("a", "b"))
        #expect(variant("a b") != variant("ab"))
        #expect(variant("\"a, b\"") != variant("\"a,b\""))
    }

    @Test func `header bytes that are no UTF-8 stay apart`() {
        var maker = KeyMaker()
        let name = HTTPField.Name("X-Tenant")!
        maker.policy.varyOn.headers = [name]
        func key(_ byte: UInt8) -> RequestKey {
            maker.key(fields: HTTPFields([HTTPField(name: name, value: [byte])]))
        }
        #expect(key(0xFE).text == "course_list:#x-tenant=%FE")
        #expect(key(0xFE) != key(0xFF))
    }

    @Test func `the listener's own host is left out, in any case`() {
        let own: Set<String> = ["127.0.0.1:8480", "localhost:8480"]
        #expect(RequestHost(authority: "LocalHost:8480", own: own) == .own)
        #expect(RequestHost(authority: "localhost", own: own) == .named("localhost"))
        #expect(RequestHost(authority: "Evil.test", own: own) == .named("evil.test"))
        #expect(RequestHost(authority: nil, own: own) == .named(""))
    }

    @Test func `credentials are keyed hashes`() {
        var maker = KeyMaker()
        maker.policy.varyOn.headers = [.authorization, .cookie]
        maker.policy.redactedQuery = ["token"]
        let key = maker.key(
            "token=s3cret&page=1", user: .credential("s3cret"), fields: [.authorization: "Token s3cret", .cookie: "sid=s3cret"])
        #expect(!key.text.contains("s3cret"))
        #expect(key.text.contains("page=1"))
        let other = RequestKeyBuilder(policy: maker.policy, secret: KeySecret(bytes: Array(repeating: 8, count: 32)))
            .key(query: "token=s3cret", host: .own, user: nil, fields: [:], pathParameter: { _ in nil })
        #expect(other.text != maker.key("token=s3cret").text)
        #expect(maker.key("token=a") != maker.key("token=b"))
        #expect(maker.key("token=a") == maker.key("token=a"))
        #expect(maker.key(user: .id("x")) != maker.key(user: .credential("x")))
    }

    @Test func `a long key keeps a readable head and ends in a hash`() throws {
        let long = KeyMaker().key("search=" + String(repeating: "a", count: 300))
        #expect(long.text.utf8.count <= 250)
        #expect(long.text.hasPrefix("course_list:?search=aaaaaaaaaa"))
        #expect(try #/&&[0-9a-f]{64}$/#.firstMatch(in: long.text) != nil)
        #expect(long != KeyMaker().key("search=" + String(repeating: "a", count: 301)))
        #expect(KeyMaker().key("search=" + String(repeating: "a", count: 230)).text.utf8.count == 250)
    }

    @Test func `a shortened key never cuts a percent sequence`() throws {
        for padding in 0..<6 {
            let key = KeyMaker().key("s=" + String(repeating: "x", count: padding) + String(repeating: "é", count: 100))
            let head = try #require(key.resource.firstRange(of: "&&").map { key.resource[..<$0.lowerBound] })
            #expect(try #/^[a-z_:?=]*(%[0-9A-F]{2})*$/#.wholeMatch(in: head) != nil)
        }
    }

    @Test func `all variants of a long resource share its text`() {
        var maker = KeyMaker()
        maker.policy.varyOn.headers = [.acceptLanguage]
        let query = "search=" + String(repeating: "a", count: 400)
        let plain = maker.key(query)
        let varied = maker.key(query, fields: [.acceptLanguage: String(repeating: "de,", count: 200)])
        #expect(plain.resource == varied.resource)
        #expect(varied.text.utf8.count <= 250)
        #expect(varied.variant != maker.key(query, fields: [.acceptLanguage: String(repeating: "en,", count: 200)]).variant)
    }

    @Test func `nobody can spell the shortened key of another request`() {
        let long = KeyMaker().key("search=" + String(repeating: "a", count: 300))
        let query = String(long.resource.dropFirst("course_list:?".count))
        #expect(KeyMaker().key(query) != long)
    }
}
