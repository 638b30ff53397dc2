import HTTPTypes
import LarderAdmin
import Testing

@testable import LarderAdminServer

@Suite struct `Host and Origin` {
    static let v4 = HostCheck.Arrival.tcp(ip: "127.0.0.1", port: 9480)

    private func request(_ host: String?, origin: [String] = []) -> HTTPRequest {
        var request = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/v1/stats")
        request.headerFields[values: .origin] = origin
        return request
    }

    @Test(arguments: ["127.0.0.1:9480", "localhost:9480", "LOCALHOST:9480", "cache.internal:9480"])
    func `the listener's own names are served`(host: String) throws {
        try HostCheck(names: ["cache.internal"]).verify(self.request(host), arrivedAt: Self.v4)
    }

    @Test(arguments: [
        "", "127.0.0.1", "localhost", "127.0.0.1:80", "127.0.0.1:9481", "evil.example:9480", "localhost.evil.example:9480",
        "evil.example", "127.0.0.1:9480@evil.example", "[::1]:9480", "localhost.:9480", "127.0.0.2:9480", "0x7f.1:9480",
    ]) func `any other Host is refused`(host: String) {
        let refusal = #expect(throws: Refusal.self) { try HostCheck().verify(self.request(host), arrivedAt: Self.v4) }
        #expect(refusal?.problem.status == 403)
        #expect(refusal?.problem.detail.contains("127.0.0.1:9480") == true)
    }

    @Test func `the port may be left out where it is HTTP's own`() throws {
        try HostCheck().verify(self.request("localhost"), arrivedAt: .tcp(ip: "127.0.0.1", port: 80))
    }

    @Test func `an IPv6 listener answers to its address in brackets`() throws {
        try HostCheck().verify(self.request("[::1]:9480"), arrivedAt: .tcp(ip: "::1", port: 9480))
    }

    @Test func `a request without Host or with two is refused`() {
        var doubled = self.request("localhost:9480")
        doubled.headerFields.append(HTTPField(name: HTTPField.Name("Host")!, value: "localhost:9480"))
        for request in [self.request(nil), doubled] {
            let refusal = #expect(throws: Refusal.self) { try HostCheck().verify(request, arrivedAt: Self.v4) }
            #expect(refusal?.problem.status == 400)
        }
    }

    @Test(arguments: ["http://127.0.0.1:9480", "http://localhost:9480"]) func `an own Origin is served`(origin: String) throws {
        try HostCheck().verify(self.request("localhost:9480", origin: [origin]), arrivedAt: Self.v4)
    }

    @Test func `behind TLS an own Origin is https`() throws {
        let check = HostCheck(scheme: .https)
        try check.verify(self.request("localhost:9480", origin: ["https://localhost:9480"]), arrivedAt: Self.v4)
        try check.verify(self.request("localhost"), arrivedAt: .tcp(ip: "::1", port: 443))
        #expect(throws: Refusal.self) {
            try check.verify(self.request("localhost:9480", origin: ["http://localhost:9480"]), arrivedAt: Self.v4)
        }
    }

    @Test func `on a unix socket one asks for localhost, and pages do not come that way`() throws {
        for host in ["localhost", "localhost:80", "LOCALHOST"] {
            try HostCheck().verify(self.request(host), arrivedAt: .unixSocket)
        }
        for request in [self.request("evil.example"), self.request("localhost", origin: ["http://localhost"])] {
            let refusal = #expect(throws: Refusal.self) { try HostCheck().verify(request, arrivedAt: .unixSocket) }
            #expect(refusal?.problem.status == 403)
        }
    }

    @Test(
        arguments: [
            ("127.0.0.1:9480", .tcp(host: "127.0.0.1", port: 9480)), ("[::1]:0", .tcp(host: "::1", port: 0)),
            ("localhost:80", .tcp(host: "localhost", port: 80)), ("unix:/run/l.sock", .unix(path: "/run/l.sock")),
            ("::1:80", nil), ("127.0.0.1", nil), (":9480", nil), ("localhost:65536", nil), ("localhost:-1", nil),
            ("unix:l.sock", nil),
            ("unix:", nil), ("unix:/run/", nil), ("", nil),
        ] as [(String, ListenAddress?)]) func `addresses are read as they are written`(text: String, address: ListenAddress?)
    {
        #expect(ListenAddress(text) == address)
        if let address { #expect(address.description == text) }
    }

    @Test(arguments: [
        "null", "", "http://localhost", "http://localhost:3000", "https://localhost:9480", "http://evil.example",
        "http://localhost:9480.evil.example", "localhost:9480",
    ]) func `a foreign Origin is refused`(origin: String) {
        let refusal = #expect(throws: Refusal.self) {
            try HostCheck().verify(self.request("localhost:9480", origin: [origin]), arrivedAt: Self.v4)
        }
        #expect(refusal?.problem.status == 403)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("localhost", true), ("0.0.0.0", false), ("::", false),
        ("10.0.0.1", false), ("127.0.0.1.evil.example", false), ("example.org", false), ("::ffff:10.0.0.1", false), ("", false),
    ]) func `only loopback needs no tokens`(host: String, isLocal: Bool) {
        #expect(ListenAddress(host: host, port: 9480).isLocal == isLocal)
    }
}
