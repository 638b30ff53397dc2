import HTTPTypes
import LarderHTTP
import Testing

struct ReferenceCase: CustomTestStringConvertible {
    let reference: String
    /// Nil: none.
    let expected: String?
    var testDescription: String { "3986 §5.4: \(self.reference.prefix(40))" }

    init(_ reference: String, _ expected: String?) {
        self.reference = reference
        self.expected = expected
    }
}

struct InvalidationCase: CustomTestStringConvertible {
    let section: String
    var method = "POST"
    var status = 200
    var fields: HTTPFields = [:]
    /// As `path?query`.
    let expected: [String]
    var testDescription: String { "9111 §4.4 \(self.section): \(self.method) \(self.status) \(self.fields)" }

    init(_ section: String, _ method: String, _ expected: [String]) {
        self.init(section, method, 200, [:], expected)
    }

    init(_ section: String, _ method: String, _ status: Int, _ expected: [String]) {
        self.init(section, method, status, [:], expected)
    }

    init(_ section: String, _ method: String, _ status: Int, _ fields: HTTPFields, _ expected: [String]) {
        self.section = section
        self.method = method
        self.status = status
        self.fields = fields
        self.expected = expected
    }
}

extension ResourceURI {
    fileprivate var target: String { self.path + (self.query.map { "?\($0)" } ?? "") }
    fileprivate var text: String { "\(self.scheme)://\(self.authority)\(self.target)" }
}

@Suite struct InvalidationTests {
    private static let base = ResourceURI(scheme: "http", authority: "a", path: "/b/c/d;p", query: "q")

    @Test(arguments: [
        ReferenceCase("g", "http://a/b/c/g"), ReferenceCase("./g", "http://a/b/c/g"), ReferenceCase("g/", "http://a/b/c/g/"),
        ReferenceCase("/g", "http://a/g"), ReferenceCase("//g", "http://g/"), ReferenceCase("?y", "http://a/b/c/d;p?y"),
        ReferenceCase("g?y", "http://a/b/c/g?y"), ReferenceCase("#s", "http://a/b/c/d;p?q"),
        ReferenceCase("g#s", "http://a/b/c/g"),
        ReferenceCase("g?y#s", "http://a/b/c/g?y"), ReferenceCase(";x", "http://a/b/c/;x"),
        ReferenceCase("", "http://a/b/c/d;p?q"),
        ReferenceCase(".", "http://a/b/c/"), ReferenceCase("./", "http://a/b/c/"), ReferenceCase("..", "http://a/b/"),
        ReferenceCase("../", "http://a/b/"), ReferenceCase("../g", "http://a/b/g"), ReferenceCase("../..", "http://a/"),
        ReferenceCase("../../g", "http://a/g"), ReferenceCase("../../../g", "http://a/g"), ReferenceCase("/./g", "http://a/g"),
        ReferenceCase("/../g", "http://a/g"), ReferenceCase("g.", "http://a/b/c/g."), ReferenceCase("..g", "http://a/b/c/..g"),
        ReferenceCase("./g/.", "http://a/b/c/g/"), ReferenceCase("g/../h", "http://a/b/c/h"),
        ReferenceCase("g?y/../x", "http://a/b/c/g?y/../x"),
        ReferenceCase("http://b/x", "http://b/x"), ReferenceCase("HTTP://B:80/x", "http://b/x"),
        ReferenceCase("https://b:443", "https://b/"),
        ReferenceCase("http://b:443/", "http://b:443/"), ReferenceCase("http://b:/", "http://b/"), ReferenceCase("http:g", nil),
        ReferenceCase("g:h", nil), ReferenceCase("mailto:x@y", nil), ReferenceCase("http://user@b/", nil),
        ReferenceCase("http:///x", nil),
        ReferenceCase("a b", nil), ReferenceCase("/é", nil), ReferenceCase("/\\evil", nil), ReferenceCase("1x:/y", nil),
        ReferenceCase("//:80/", nil), ReferenceCase("//b:x/", nil), ReferenceCase("//[::1]:80/x", "http://[::1]/x"),
        ReferenceCase("//[::1/x", nil), ReferenceCase("//b:80:80/", nil), ReferenceCase("/a:b", "http://a/a:b"),
        ReferenceCase("//", nil),
        ReferenceCase("/" + String(repeating: "x", count: 9000), nil),
    ])
    func `a reference is resolved from where it was said`(_ row: ReferenceCase) {
        #expect(Self.base.resolving(row.reference)?.text == row.expected)
    }

    @Test(arguments: [
        InvalidationCase("POST", "POST", ["/items/?a=1"]), InvalidationCase("PUT", "PUT", ["/items/?a=1"]),
        InvalidationCase("PATCH", "PATCH", ["/items/?a=1"]), InvalidationCase("DELETE", "DELETE", 204, ["/items/?a=1"]),
        InvalidationCase("unknown methods", "M-SEARCH", ["/items/?a=1"]),
        InvalidationCase("unknown methods", "get", ["/items/?a=1"]),
        InvalidationCase("GET is safe", "GET", []), InvalidationCase("HEAD is safe", "HEAD", []),
        InvalidationCase("OPTIONS is safe", "OPTIONS", []),
        InvalidationCase("TRACE is safe", "TRACE", []), InvalidationCase("PROPFIND is registered as safe", "PROPFIND", []),
        InvalidationCase("201", "POST", 201, ["/items/?a=1"]),
        InvalidationCase("a redirect is no error", "POST", 303, ["/items/?a=1"]),
        InvalidationCase("400 is", "POST", 400, []), InvalidationCase("404", "DELETE", 404, []),
        InvalidationCase("500", "POST", 500, []),
        InvalidationCase("an error with Location", "POST", 409, [.location: "/items/5"], []),
        InvalidationCase("Location", "POST", 201, [.location: "/items/5"], ["/items/?a=1", "/items/5"]),
        InvalidationCase("Location, relative", "POST", 201, [.location: "5"], ["/items/?a=1", "/items/5"]),
        InvalidationCase(
            "Location, absolute", "POST", 201, [.location: "https://API.test:443/items/5"], ["/items/?a=1", "/items/5"]),
        InvalidationCase("Location, another host", "POST", 201, [.location: "https://evil.test/items/5"], ["/items/?a=1"]),
        InvalidationCase("Location, another scheme", "POST", 201, [.location: "http://api.test/items/5"], ["/items/?a=1"]),
        InvalidationCase("Location, another port", "POST", 201, [.location: "https://api.test:8443/items/5"], ["/items/?a=1"]),
        InvalidationCase(
            "Location, no authority of its own", "POST", 201, [.location: "//api.test/items/5"], ["/items/?a=1", "/items/5"]),
        InvalidationCase("Location, malformed", "POST", 201, [.location: "ht tp://"], ["/items/?a=1"]),
        InvalidationCase("Location, the target itself", "POST", 201, [.location: "/items/?a=1#x"], ["/items/?a=1"]),
        InvalidationCase("Content-Location", "PUT", 200, [.contentLocation: "/items/7"], ["/items/?a=1", "/items/7"]),
        InvalidationCase("Content-Location, another host", "PUT", 200, [.contentLocation: "https://evil.test/"], ["/items/?a=1"]),
        InvalidationCase(
            "both", "POST", 201, [.location: "/items/5", .contentLocation: "/items/7"], ["/items/?a=1", "/items/5", "/items/7"]),
        InvalidationCase(
            "both the same", "POST", 201, [.location: "/items/5", .contentLocation: "/items/5"], ["/items/?a=1", "/items/5"]),
        InvalidationCase("dot segments", "POST", 201, [.location: "/x/../items/5"], ["/items/?a=1", "/items/5"]),
    ])
    func `a change makes what it names invalid`(_ row: InvalidationCase) {
        let resources = Invalidation.resources(
            method: HTTPRequest.Method(row.method)!,
            target: ResourceURI(scheme: "https", authority: "api.test", path: "/items/", query: "a=1"),
            status: .init(code: row.status),
            fields: row.fields)
        #expect(resources.map(\.target) == row.expected)
    }
}
