import Foundation
import LarderAdmin
import LarderAdminServer
import LarderEngine
import Testing

@Suite struct `Access` {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    private func served(_ body: @Sendable (CacheEngine, RawClient) async throws -> Void) async throws {
        let file = try self.folder.write(Tokens.file, to: "t.yaml")
        try await withServedEngine(configure: { $0.tokensFile = file }, body)
    }

    private static func bearer(_ token: String) -> [String] { ["Authorization: Bearer \(token)"] }

    @Test(arguments: [
        ("GET", "/v1/stats", Role.read), ("GET", "/v1/keys", .read), ("GET", "/v1/keys/a:", .read), ("GET", "/metrics", .read),
        ("GET", "/v1/keys/a:/value", .inspect), ("HEAD", "/v1/keys/a:/value", .inspect), ("POST", "/v1/invalidations", .purge),
        ("GET", "/v1/invalidations", .read), ("DELETE", "/v1/invalidations/inv-0000-1", .purge),
    ]) func `each operation needs its role`(method: String, path: String, needed: Role) async throws {
        try await self.served { engine, client in
            engine.store("a:")
            let body = method == "POST" ? #"{"select": {"key": "none"}, "dry_run": true}"# : nil
            let json = body == nil ? [] : ["Content-Type: application/json"]
            let without = try await client.send(method, path, fields: json, body: body)
            #expect(without.status == 401)
            #expect(without.fields["www-authenticate"] == "Bearer")
            for (token, role) in [("reading", Role.read), ("looking", .inspect), ("purging", .purge)] {
                let reply = try await client.send(method, path, fields: Self.bearer(token) + json, body: body)
                if role < needed {
                    #expect(reply.status == 403)
                } else {
                    #expect(reply.status == (method == "DELETE" ? 404 : 200), "\(token)")
                }
            }
        }
    }

    @Test(arguments: [
        "Bearer wrong", "Bearer", "Bearer ", "Basic cmVhZGluZw==", "reading", "Bearer reading extra", "bearer  ",
    ]) func `what is no known token is refused`(credentials: String) async throws {
        try await self.served { _, client async throws in
            let reply = try await client.get("/v1/stats", fields: ["Authorization: \(credentials)"])
            #expect(reply.status == 401)
            #expect(try !reply.decode(Problem.self).detail.contains("wrong"))
        }
    }

    @Test func `two tokens at once are refused, the scheme is compared without case`() async throws {
        try await self.served { _, client async throws in
            let both = try await client.get("/v1/stats", fields: Self.bearer("purging") + Self.bearer("reading"))
            #expect(both.status == 401)
            #expect(try await client.get("/v1/stats", fields: ["Authorization: bEaReR reading"]).status == 200)
        }
    }

    @Test(arguments: ["/healthz", "/openapi.json"]) func `health and the document need no token`(path: String) async throws {
        try await self.served { _, client async throws in
            #expect(try await client.get(path).status == 200)
            #expect(try await client.get(path, host: "evil.example").status == 403)
        }
    }

    @Test func `a preview is a value`() async throws {
        try await self.served { engine, client in
            engine.store("a:", "secret")
            let read = try await client.get("/v1/keys/a:", fields: Self.bearer("reading"))
            #expect(try read.decode(KeyDetail.self).preview == Nullable(wrappedValue: nil))
            #expect(!read.body.contains("secret"))
            let inspected = try await client.get("/v1/keys/a:", fields: Self.bearer("looking"))
            #expect(try inspected.decode(KeyDetail.self).preview == Nullable(wrappedValue: "secret"))
        }
    }

    @Test func `who purges with a token is who it was given to`() async throws {
        try await self.served { engine, client in
            let reply = try await client.invalidate(
                #"{"select": {"all": true}, "operator": "the boss"}"#, fields: Self.bearer("purging"))
            #expect(reply.status == 200)
            #expect(engine.invalidations(limit: 1).map(\.cause.operator) == ["ann"])
        }
    }

    @Test func `wrong tokens are kept back while right ones are served`() async throws {
        try await self.served { _, client async throws in
            for _ in 0..<6 {
                #expect(try await client.get("/v1/stats", fields: Self.bearer("guess")).status == 401)
            }
            #expect(try await client.get("/v1/stats", fields: Self.bearer("reading")).status == 200)
        }
    }

    @Test func `an address that others reach needs a file of tokens`() throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
        let instance = InstanceIdentity(name: "n", environment: "e", version: "v")
        var configuration = AdminServer.Configuration(address: ListenAddress(host: "0.0.0.0", port: 0))
        let refused = #expect(throws: AdminServerError.self) {
            try AdminServer(engine: engine, instance: instance, configuration: configuration)
        }
        #expect(refused?.code == .needsTokens)
        configuration.tokensFile = try self.folder.write("tokens: 1\n", to: "t.yaml")
        let broken = #expect(throws: AdminServerError.self) {
            try AdminServer(engine: engine, instance: instance, configuration: configuration)
        }
        #expect(broken?.code == .badTokens)
        try self.folder.write(Tokens.file, to: "t.yaml")
        #expect(throws: Never.self) { try AdminServer(engine: engine, instance: instance, configuration: configuration) }
    }
}
