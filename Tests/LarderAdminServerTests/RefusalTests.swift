import LarderAdmin
import LarderAdminServer
import LarderEngine
import Logging
import Testing

@Suite struct `Refusals` {
    struct Case: CustomTestStringConvertible {
        var method = "GET"
        var target: String
        var host: String?
        var fields: [String] = []
        var body: String?
        var status: Int
        var named: String

        var testDescription: String { "\(self.method) \(self.target.prefix(60)): \(self.status)" }
    }

    static let json = ["Content-Type: application/json"]

    static let cases: [Case] = [
        Case(target: "/v1/stats", host: "evil.example", status: 403, named: "Host"),
        Case(target: "/healthz", host: "evil.example:80", status: 403, named: "Host"),
        Case(target: "/v1/stats", host: "127.0.0.1", status: 403, named: "Host"),
        Case(target: "/v1/stats", fields: ["Host: localhost"], status: 400, named: "exactly one Host"),
        Case(target: "/v1/stats", fields: ["Origin: http://evil.example"], status: 403, named: "Origin"),
        Case(target: "/v1/stats", fields: ["Origin: null"], status: 403, named: "Origin"),
        Case(target: "/", status: 404, named: "/v1/stats"), Case(target: "/v1/statistics", status: 404, named: "/v1/stats"),
        Case(target: "/v1/keys/absent:", status: 404, named: "absent:"),
        Case(target: "/v1/keys/absent:/value", status: 404, named: "absent:"),
        Case(target: "/v1/keys/a/b", status: 404, named: "%2F"), Case(target: "/v1/keys/%zz", status: 400, named: "%25"),
        Case(target: "/v1/stats?includes=events", status: 400, named: "includes"),
        Case(target: "/v1/stats?include=colour", status: 400, named: "hot_keys, events, routes, history, throttle"),
        Case(target: "/v1/stats?include=", status: 400, named: "include"),
        Case(target: "/v1/stats?include=events&include=routes", status: 400, named: "more than once"),
        Case(target: "/v1/stats?events_after=-1", status: 400, named: "events_after"),
        Case(target: "/v1/stats?hot_limit=0", status: 400, named: "hot_limit"),
        Case(target: "/v1/stats?hot_limit=1001", status: 400, named: "hot_limit"),
        Case(target: "/v1/stats?window=0s", status: 400, named: "window"),
        Case(target: "/v1/stats?window=25h", status: 400, named: "window"),
        Case(target: "/v1/stats?points=0", status: 400, named: "points"),
        Case(target: "/v1/stats?cache=other", status: 404, named: "default"),
        Case(target: "/v1/history?window=1", status: 400, named: "window"),
        Case(target: "/v1/keys?limit=0", status: 400, named: "limit"),
        Case(target: "/v1/keys?limit=1001", status: 400, named: "limit"),
        Case(target: "/v1/keys?limit=ten", status: 400, named: "limit"),
        Case(target: "/v1/keys?sort=colour", status: 400, named: "key, size, hits, age, ttl, idle"),
        Case(target: "/v1/keys?order=up", status: 400, named: "asc, desc"),
        Case(target: "/v1/keys?cursor=nonsense", status: 400, named: "cursor"),
        Case(target: "/v1/keys?pattern=%5Babc", status: 400, named: "character 1"),
        Case(target: "/v1/keys?pattern=%E0%A4", status: 400, named: "UTF-8"),
        Case(target: "/v1/hot-keys?by=colour", status: 400, named: "requests, bytes, misses, cost"),
        Case(target: "/v1/routes?limit=3", status: 400, named: "limit"),
        Case(target: "/v1/events?after=x", status: 400, named: "after"),
        Case(target: "/v1/invalidations?limit=0", status: 400, named: "limit"),
        Case(target: "/healthz?x=1", status: 400, named: "x"),
        Case(
            method: "POST", target: "/v1/invalidations", fields: ["Content-Type: text/plain"], body: "{}", status: 415,
            named: "application/json"),
        Case(method: "POST", target: "/v1/invalidations", body: "{}", status: 415, named: "application/json"),
        Case(
            method: "POST", target: "/v1/invalidations", fields: ["Content-Type: application/json-patch"], body: "{}",
            status: 415,
            named: "application/json"),
        Case(method: "POST", target: "/v1/invalidations", fields: json, body: "", status: 400, named: "not JSON"),
        Case(method: "POST", target: "/v1/invalidations", fields: json, body: "{\"select\"", status: 400, named: "not JSON"),
        Case(
            method: "POST", target: "/v1/invalidations", fields: json, body: "{\"select\": {}}", status: 400,
            named: "exactly one of"),
        Case(
            method: "POST", target: "/v1/invalidations", fields: json,
            body: #"{"select": {"all": true}, "dryrun": true}"#, status: 400, named: "\"dryrun\""),
        Case(
            method: "POST", target: "/v1/invalidations", fields: json,
            body: #"{"select": {"pattern": "a["}}"#, status: 400, named: "select.pattern"),
        Case(
            method: "POST", target: "/v1/invalidations", fields: json,
            body: #"{"select": {"url": "/courses/"}}"#, status: 400, named: "select.url"),
        Case(
            method: "POST", target: "/v1/invalidations?dry_run=true", fields: json, body: #"{"select": {"all": true}}"#,
            status: 400, named: "dry_run"),
        Case(
            method: "POST", target: "/v1/invalidations", fields: json,
            body: #"{"select": {"key": "\#(String(repeating: "x", count: 70_000))"}}"#, status: 413, named: "65536"),
        Case(
            method: "POST", target: "/v1/invalidations", fields: json + ["Origin: http://evil.example"],
            body: #"{"select": {"all": true}}"#, status: 403, named: "Origin"),
        Case(method: "DELETE", target: "/v1/invalidations/inv-0000-1", status: 404, named: "inv-0000-1"),
        Case(method: "DELETE", target: "/v1/invalidations/nonsense", status: 404, named: "nonsense"),
    ]

    @Test(arguments: cases) func `a refusal has its status and says what to do`(refused: Case) async throws {
        try await withServedEngine { engine, client in
            engine.store("kept:")
            let reply = try await client.send(
                refused.method, refused.target, host: refused.host, fields: refused.fields, body: refused.body)
            #expect(reply.status == refused.status)
            #expect(reply.fields["content-type"] == "application/problem+json")
            let problem = try reply.decode(Problem.self)
            #expect(problem.status == refused.status)
            #expect(problem.type == "about:blank")
            #expect(!problem.title.isEmpty)
            #expect(problem.detail.contains(refused.named), "\(problem.detail)")
            #expect(engine.snapshot().memory.entries == 1)
            #expect(engine.invalidations(limit: 1).isEmpty)
        }
    }

    @Test(arguments: [
        ("/healthz", "GET, HEAD"), ("/v1/stats", "GET, HEAD"), ("/v1/keys", "GET, HEAD"), ("/v1/keys/a:", "GET, HEAD"),
        ("/v1/events", "GET, HEAD"), ("/v1/invalidations", "GET, HEAD, POST"), ("/v1/invalidations/inv-0000-1", "DELETE"),
    ]) func `a wrong method is told the right ones`(path: String, allowed: String) async throws {
        try await withServedEngine { _, client in
            for method in ["PUT", "PATCH", "OPTIONS", "TRACE"] {
                let reply = try await client.send(method, path, body: "")
                #expect(reply.status == 405)
                #expect(reply.fields["allow"] == allowed)
                #expect(try reply.decode(Problem.self).detail.contains(method))
            }
        }
    }

    @Test func `what is not HTTP is a bad request`() async throws {
        try await withServedEngine { _, client async throws in
            #expect(try await client.exchange("nonsense\r\n\r\n").status == 400)
            #expect(try await client.get("/healthz").status == 200)
        }
    }

    @Test func `an address that others reach needs tokens`() {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
        let error = #expect(throws: AdminServerError.self) {
            try AdminServer(
                engine: engine, instance: InstanceIdentity(name: "n", environment: "e", version: "v"),
                configuration: AdminServer.Configuration(address: ListenAddress(host: "0.0.0.0", port: 0)))
        }
        #expect(error?.code == .needsTokens)
        #expect(error?.description.contains("0.0.0.0:0") == true)
    }

    @Test func `an occupied port is named`() async throws {
        try await withServedEngine { engine, client in
            let second = try AdminServer(
                engine: engine, instance: InstanceIdentity(name: "n", environment: "e", version: "v"),
                configuration: AdminServer.Configuration(address: ListenAddress(port: client.port)),
                logger: .silent)
            let error = await #expect(throws: AdminServerError.self) { try await second.run() }
            #expect(error?.code == .addressInUse)
            #expect(error?.description.contains("127.0.0.1:\(client.port)") == true)
        }
    }
}
