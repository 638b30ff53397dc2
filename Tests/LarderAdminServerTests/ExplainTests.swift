import LarderAdmin
import LarderEngine
import Testing

@Suite struct `Explanations` {
    @Test func `an explanation tells the route, the key, the answer with its rule, what is stored and what a purge hits`()
        async throws
    {
        try await withServedEngine(urls: FixedURLs()) { engine, client in
            let recorder = engine.recorder(forRoute: "a")
            recorder.record(.bypassed("set-cookie"), latency: .microseconds(80), status: 200)
            recorder.record(.bypassed("set-cookie"), latency: .microseconds(80), status: 200)
            let reply = try await client.get("/v1/explain?url=http%3A%2F%2Fapi.example%2Fa%2F%3Fp%3D1%26x%3D2")
            #expect(reply.status == 200)
            let explanation = try reply.decode(Explanation.self)
            #expect(explanation.key == "a:?p=1" && explanation.resource == "a:?p=1")
            #expect(!explanation.cached)
            #expect(
                explanation.answer
                    == .init(outcome: .miss, reason: "Nothing is stored under this key.", section: "RFC 9111 §4"))
            #expect(explanation.route.name == "a" && explanation.route.path == "/a")
            #expect(explanation.route.timeoutSeconds == 60 && explanation.route.staleWhileRevalidateSeconds == 30)
            #expect(
                explanation.route.keyedBy
                    == .init(path: [], query: ["p", "token"], redactedQuery: ["token"], headers: [], user: true))
            #expect(explanation.route.bypassReasons == ["set-cookie": 2])
            #expect(explanation.route.breaker == "closed")
            let variant = try #require(explanation.variants.first)
            #expect(variant.state == .stale && variant.ageSeconds == 61 && variant.staleSeconds == 29.5)
            #expect(variant.conditions == [.init(name: "accept-language", value: "de")])
            #expect(explanation.purge.matched == 1 && explanation.purge.exact)
            #expect(explanation.refused?.reason == "no-store" && explanation.refused?.ageSeconds == 2)
            #expect(explanation.refused?.section == "RFC 9111 §5.2.2.5")
            for field in [#""stale_seconds":29.5"#, #""keyed_by":"#, #""size_bytes":400"#] {
                #expect(reply.body.contains(field), "\(reply.body)")
            }
        }
    }

    @Test func `a secret in a URL appears nowhere`() async throws {
        try await withServedEngine(urls: FixedURLs()) { _, client in
            for target in [
                "/a/?token=s3cret", "http://ann:s3cret@api.example/a/", "/nowhere?token=s3cret", "/a/?token=s3cret%20",
            ] {
                let encoded = target.replacing("%", with: "%25").replacing("?", with: "%3F").replacing("=", with: "%3D")
                let explanation = try await client.get("/v1/explain?url=\(encoded)")
                #expect(!explanation.body.contains("s3cret"), "\(explanation.body)")
                let purge = try await client.invalidate(#"{"select": {"url": "\#(target)"}}"#)
                #expect(!purge.body.contains("s3cret"), "\(purge.body)")
            }
            #expect(try await !client.get("/v1/invalidations").body.contains("s3cret"))
        }
    }

    @Test(arguments: [
        ("", 400, "url"), ("?url=", 400, "url"), ("?url=courses", 400, "url"), ("?url=%2Fa%20b", 400, "url"),
        ("?url=ftp%3A%2F%2Fx%2F", 400, "url"), ("?urls=%2Fa", 400, "urls"), ("?url=/a&url=/a", 400, "url"),
        ("?url=%2Felsewhere%3Fq%3D1", 404, "/elsewhere"), ("?url=%2Felsewhere", 404, "/a"),
    ]) func `a URL that cannot be explained is refused with what to do`(query: String, status: Int, named: String) async throws {
        try await withServedEngine(urls: FixedURLs()) { _, client in
            let reply = try await client.get("/v1/explain\(query)")
            #expect(reply.status == status)
            #expect(reply.fields["content-type"] == "application/problem+json")
            #expect(try reply.decode(Problem.self).detail.contains(named), "\(reply.body)")
        }
    }

    @Test func `a process that knows no URLs says so`() async throws {
        try await withServedEngine { _, client in
            let reply = try await client.get("/v1/explain?url=/a/")
            #expect(reply.status == 404)
            #expect(try reply.decode(Problem.self).detail.contains("does not know the URLs"))
        }
    }

    @Test func `explanations are only read`() async throws {
        try await withServedEngine(urls: FixedURLs()) { _, client in
            let reply = try await client.send("POST", "/v1/explain?url=/a/")
            #expect(reply.status == 405)
            #expect(reply.fields["allow"] == "GET, HEAD")
        }
    }
}
