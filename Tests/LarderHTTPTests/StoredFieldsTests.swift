import HTTPTypes
import LarderHTTP
import Testing

@Suite struct StoredFieldsTests {
    private func make(_ fields: HTTPFields, _ policy: CachePolicy) -> HTTPFields {
        StoredFields.make(
            from: fields, contentLength: 3, entityTag: EntityTag("\"tag\"")!, terms: StorageTerms(lifetime: .seconds(60)),
            policy: policy)
    }

    @Test func `what the handler left out is added, what it said is kept`() {
        let policy = CachePolicy(route: "r", timeout: .seconds(60), varyOn: VaryOn(headers: [.acceptLanguage, .accept]))
        #expect(
            self.make([.contentType: "text/plain"], policy) == [
                .contentType: "text/plain", .contentLength: "3", .eTag: "\"tag\"", .cacheControl: "max-age=60",
                .vary: "Accept-Language, Accept",
            ])
        let own: HTTPFields = [.eTag: "W/\"x\"", .cacheControl: "max-age=5", .vary: "accept"]
        let made = self.make(own, policy)
        #expect(made[.eTag] == "W/\"x\"")
        #expect(made[.cacheControl] == "max-age=5")
        #expect(made[.vary] == "accept, Accept-Language")
    }

    @Test func `what belongs to the connection is not kept`() {
        let policy = CachePolicy(route: "r", timeout: .seconds(60))
        let made = self.make(
            [.connection: "close, X-Hop", HTTPField.Name("X-Hop")!: "1", .transferEncoding: "chunked", .age: "7"], policy)
        #expect(Set(made.map(\.name.canonicalName)) == ["content-length", "etag", "cache-control"])
    }

    @Test func `caches further on are told that a copy for one user is private`() {
        let policy = CachePolicy(route: "r", timeout: .seconds(60), varyOn: VaryOn(user: .perUser))
        #expect(self.make([:], policy)[.cacheControl] == "private, max-age=60")
    }

    @Test(arguments: [
        ("9111 §3.1 of the connection", "Keep-Alive"), ("9111 §3.1 of the connection", "TE"),
        ("9111 §3.1 of the connection", "Trailer"), ("9111 §3.1 of the connection", "Upgrade"),
        ("9111 §3.1 of the connection", "Proxy-Connection"), ("9111 §3.1 of proxies", "Proxy-Authenticate"),
        ("9111 §3.1 of proxies", "Proxy-Authentication-Info"), ("9111 §3.1 of proxies", "Proxy-Authorization"),
        ("9111 §4.2.3 this cache's own", "Age"), ("cookies by default", "Set-Cookie"),
    ])
    func `a field that is not stored`(_ section: String, _ name: String) {
        #expect(StoredFields.kept(of: [HTTPField.Name(name)!: "x", .contentType: "y"]) == [.contentType: "y"], "\(section)")
    }

    @Test func `fields that a shared copy goes without are left out, cookies only where they are wanted (RFC 9111 §5.2.2.7)`() {
        let fields: HTTPFields = [HTTPField.Name("X-User")!: "ann", .setCookie: "a=b", .contentType: "y"]
        #expect(StoredFields.kept(of: fields, withheld: ["x-user"]) == [.contentType: "y"])
        #expect(StoredFields.kept(of: fields, setCookie: .storeWithCookies) == fields)
        #expect(
            StoredFields.kept(of: fields, withheld: ["set-cookie", "x-user"], setCookie: .storeWithCookies) == [.contentType: "y"]
        )
    }

    @Test func `a response without a date gets that of its receipt (RFC 9110 §6.6.1)`() {
        #expect(StoredFields.kept(of: [:], date: Sample.now) == [.date: Sample.date()])
        #expect(StoredFields.kept(of: [.date: Sample.date(-5)], date: Sample.now) == [.date: Sample.date(-5)])
    }

    @Test func `an update replaces every line of a name, and leaves what the bytes depend on (RFC 9111 §3.2)`() {
        let tag = HTTPField.Name("X-Tag")!
        var stored: HTTPFields = [.contentLength: "3", .contentEncoding: "gzip", .eTag: "\"a\"", .contentType: "text/plain"]
        stored[values: tag] = ["1", "2"]
        let update: HTTPFields = [
            .contentLength: "0", .contentEncoding: "br", .contentRange: "bytes 0-1/2", tag: "3", .connection: "X-Hop",
            HTTPField.Name("X-Hop")!: "1", .age: "7", .setCookie: "a=b", .cacheControl: "max-age=5", .contentType: "text/html",
        ]
        #expect(
            StoredFields.updated(stored, by: update, receivedAt: Sample.now) == [
                .contentLength: "3", .contentEncoding: "gzip", .eTag: "\"a\"", tag: "3", .cacheControl: "max-age=5",
                .contentType: "text/html",
            ])
    }

    @Test func `an update without a date makes the old one that of its receipt`() {
        let updated = StoredFields.updated([.date: Sample.date(-500)], by: [:], receivedAt: Sample.now)
        #expect(updated == [.date: Sample.date()])
    }
}
