import HTTPTypes
import LarderAdmin
import LarderAdminServer
import LarderEngine
import Testing

@testable import LarderAdminServer

@Suite struct `The OpenAPI document` {
    /// A request to an operation, with the status that it has to have.
    struct Call {
        var target: String
        var status = 200
        var fields: [String] = ["Authorization: Bearer purging"]
        var body: String?
    }

    /// By method and path; every operation of the document has some.
    static let calls: [String: [Call]] = [
        "get /healthz": [Call(target: "/healthz", fields: []), Call(target: "/healthz?x=1", status: 400)],
        "get /openapi.json": [Call(target: "/openapi.json", fields: [])],
        "get /metrics": [Call(target: "/metrics"), Call(target: "/metrics", status: 401, fields: [])],
        "get /v1/stats": [
            Call(target: "/v1/stats"), Call(target: "/v1/stats?cache=default"),
            Call(
                target: "/v1/stats?include=hot_keys,events,routes,history,throttle&events_after=1&hot_limit=3&window=90s&points=7"
            ),
            Call(target: "/v1/stats?include=colour", status: 400), Call(target: "/v1/stats", status: 401, fields: []),
        ],
        "get /v1/history": [Call(target: "/v1/history"), Call(target: "/v1/history?window=1d&points=11")],
        "get /v1/hot-keys": [Call(target: "/v1/hot-keys"), Call(target: "/v1/hot-keys?by=cost&limit=1")],
        "get /v1/routes": [Call(target: "/v1/routes")],
        "get /v1/events": [Call(target: "/v1/events"), Call(target: "/v1/events?after=1&limit=1&wait_ms=1")],
        "get /v1/keys": [
            Call(target: "/v1/keys"), Call(target: "/v1/keys?pattern=a*&tag=red&sort=hits&order=desc&limit=1"),
            Call(target: "/v1/keys?pattern=%5B", status: 400),
        ],
        "get /v1/keys/{key}": [Call(target: "/v1/keys/a:%3Fp=1"), Call(target: "/v1/keys/none", status: 404)],
        "get /v1/keys/{key}/value": [
            Call(target: "/v1/keys/a:%3Fp=1/value"),
            Call(target: "/v1/keys/a:%3Fp=1/value", status: 403, fields: ["Authorization: Bearer reading"]),
        ],
        "get /v1/tree": [Call(target: "/v1/tree"), Call(target: "/v1/tree?prefix=a:&limit=1")],
        "get /v1/explain": [Call(target: "/v1/explain?url=/a/?p=1"), Call(target: "/v1/explain?url=/none", status: 404)],
        "get /v1/invalidations": [Call(target: "/v1/invalidations"), Call(target: "/v1/invalidations?limit=0", status: 400)],
        "post /v1/invalidations": [
            Call(target: "/v1/invalidations", fields: Self.json, body: #"{"select": {"pattern": "a*"}, "dry_run": true}"#),
            Call(
                target: "/v1/invalidations", fields: Self.json,
                body: #"{"select": {"keys": ["b:"]}, "mode": "hard", "reason": "r", "operator": "o", "expect_at_most": 1}"#),
            Call(target: "/v1/invalidations", fields: Self.json, body: #"{"select": {"tag": "none"}}"#),
            Call(target: "/v1/invalidations", status: 404, fields: Self.json, body: #"{"select": {"url": "/none"}}"#),
            Call(
                target: "/v1/invalidations", status: 409, fields: Self.json,
                body: #"{"select": {"all": true}, "expect_at_most": 0}"#),
            Call(target: "/v1/invalidations", status: 413, fields: Self.json, body: String(repeating: " ", count: 70_000)),
            Call(target: "/v1/invalidations", status: 415, body: "{}"),
        ],
        "delete /v1/invalidations/{id}": [
            Call(target: "/v1/invalidations/SOFT"), Call(target: "/v1/invalidations/SOFT", status: 409),
            Call(target: "/v1/invalidations/none", status: 404),
        ],
    ]

    static let json = ["Authorization: Bearer purging", "Content-Type: application/json"]

    private func served(_ body: @Sendable (CacheEngine, RawClient, JSONSchema) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let tokens = try folder.write(Tokens.file, to: "t.yaml")
        try await withServedEngine(urls: FixedURLs(), configure: { $0.tokensFile = tokens }) { engine, client in
            let document = try JSON(try await client.get("/openapi.json").body)
            try await body(engine, client, JSONSchema(document: document))
        }
        withExtendedLifetime(folder) {}
    }

    @Test func `is true: every operation answers as it says`() async throws {
        try await self.served { engine, client, schema in
            engine.store("a:?p=1", tags: ["red"])
            engine.store("b:")
            engine.ask("a:?p=1")
            engine.recorder(forRoute: "a").record(.bypassed("set-cookie"), latency: .milliseconds(1), status: 200)
            engine.recorder(forRoute: "a").record(.hit, latency: .milliseconds(1), status: 200)
            let soft = try engine.invalidate(.key("a:?p=1"), mode: .soft, cause: InvalidationCause(source: .cli))
            for (path, operations) in try #require(schema.document["paths"]?.object) {
                for (method, operation) in operations.object ?? [:] {
                    let calls = try #require(Self.calls["\(method) \(path)"], "\(method) \(path) is not called")
                    for call in calls {
                        let target = call.target.replacing("SOFT", with: "\(soft.id!)")
                        let reply = try await client.send(method.uppercased(), target, fields: call.fields, body: call.body)
                        #expect(reply.status == call.status, "\(method) \(target): \(reply.body)")
                        #expect(Self.violations(reply, operation, schema) == [], "\(method) \(target)")
                    }
                }
            }
            #expect(Set(Self.calls.keys) == Self.operations(schema))
        }
    }

    @Test func `knows every path that there is`() async throws {
        try await self.served { _, _, schema in
            for path in try #require(schema.document["paths"]?.object).keys {
                let route = try AdminRoute(path: Substring(path.replacing("{key}", with: "k").replacing("{id}", with: "i")))
                let documented = Set((schema.document["paths"]?[path]?.object ?? [:]).keys.map { $0.uppercased() })
                #expect(documented == Set(route.methods.map(\.rawValue)).subtracting(["HEAD"]), "\(path)")
            }
        }
    }

    @Test func `refers to nothing that it does not have`() async throws {
        try await self.served { _, _, schema in
            func references(_ node: JSON) -> [JSON] {
                (node["$ref"] == nil ? [] : [node]) + (node.object?.values.flatMap(references) ?? [])
                    + (node.array?.flatMap(references) ?? [])
            }
            let all = references(schema.document)
            #expect(all.count > 100)
            for reference in all {
                #expect(schema.resolved(reference) != .null, "\(reference)")
            }
        }
    }

    private static func operations(_ schema: JSONSchema) -> Set<String> {
        Set(
            (schema.document["paths"]?.object ?? [:]).flatMap { path, operations in
                (operations.object ?? [:]).keys.map { "\($0) \(path)" }
            })
    }

    private static func violations(_ reply: RawClient.Reply, _ operation: JSON, _ schema: JSONSchema) -> [String] {
        guard let response = operation["responses"]?["\(reply.status)"].map(schema.resolved) else {
            return ["\(reply.status) is not in the document"]
        }
        let missing = (response["headers"]?.object ?? [:]).keys.filter { reply.fields[$0.lowercased()] == nil }
        let type = reply.fields["content-type"] ?? ""
        guard let content = response["content"]?[type] ?? response["content"]?["*/*"] else {
            return ["\(type) is not in the document"]
        }
        guard let expected = content["schema"] else { return missing }
        guard let value = type.hasSuffix("json") ? try? JSON(reply.body) : .string(reply.body) else {
            return ["not JSON: \(reply.body)"]
        }
        return missing + schema.violations(value, expected)
    }
}
