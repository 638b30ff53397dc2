import Foundation
import LarderAdmin
import LarderAdminServer
import LarderEngine
import Testing

@testable import LarderAdminServer

@Suite struct `The audit file` {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    private func lines(_ name: String = "audit.jsonl") throws -> [[String: Any]] {
        try self.folder.read(name).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test func `has a line for everything that anybody took out of use, and for what was taken back`() async throws {
        let file = "\(self.folder.path)/audit.jsonl"
        let tokens = try self.folder.write(Tokens.file, to: "t.yaml")
        try await withServedEngine(configure: {
            $0.audit = AuditConfiguration(file: file)
            $0.tokensFile = tokens
        }) { engine, client in
            engine.store("a:", tags: ["red"])
            _ = try engine.invalidate(.tags(["red"]), mode: .revalidate, cause: InvalidationCause(source: .database))
            _ = try engine.invalidate(.key("a:"), mode: .revalidate, cause: InvalidationCause(source: .unsafeMethod))
            let done = try await client.invalidate(
                #"{"select": {"pattern": "a:*"}, "reason": "wrong price"}"#,
                fields: ["Authorization: Bearer purging", "User-Agent: larder/0.1.0 (dashboard)"]
            ).decode(InvalidationResult.self)
            _ = try await client.invalidate(
                #"{"select": {"all": true}, "dry_run": true}"#, fields: ["Authorization: Bearer purging"])
            let undone = try await client.send(
                "DELETE", "/v1/invalidations/\(done.id ?? "")", fields: ["Authorization: Bearer purging"])
            #expect(undone.status == 200)
        }
        let lines = try self.lines()
        #expect(lines.map { $0["event"] as? String } == ["invalidated", "invalidated", "invalidated", "undone"])
        #expect(lines.map { $0["source"] as? String } == ["database", "unsafe_method", "dashboard", "api"])
        #expect(lines.map { $0["operator"] as? String } == [nil, nil, "ann", "ann"])
        #expect(lines[2]["reason"] as? String == "wrong price")
        #expect(lines[2]["select"] as? [String: String] == ["pattern": "a:*"])
        #expect(lines[2]["mode"] as? String == "soft")
        #expect(lines[2]["id"] as? String == lines[3]["id"] as? String)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    }

    @Test func `hostile text stays text`() throws {
        let clock = ManualClock()
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20), clock: clock)
        let hostile = "\u{1B}[2J\n{\"event\":\"x\"}\u{202E}\u{0}\u{85}\u{2028}é😀\u{7F}"
        _ = try engine.invalidate(.key(hostile), mode: .hard, cause: InvalidationCause(source: .api, operator: hostile))
        let record = try #require(engine.invalidations(limit: 1).first)
        let line = try AuditEntry.invalidated(record, cache: "default").line(WallTime(clock), at: Date())
        #expect(line.dropLast().allSatisfy { (0x20..<0x7F).contains($0) })
        #expect(line.last == UInt8(ascii: "\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(object["operator"] as? String == hostile)
        #expect(object["select"] as? [String: String] == ["key": hostile])
    }

    @Test func `makes way for a new one when it is large, and few are kept`() throws {
        var configuration = AuditConfiguration(file: "\(self.folder.path)/audit.jsonl")
        configuration.rotateAt = 100
        configuration.keep = 2
        let file = try AuditFile(configuration)
        for number in 0..<10 {
            try file.append(Array("\(number)\(String(repeating: "x", count: 38))\n".utf8))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: self.folder.path).sorted() == [
                "audit.jsonl", "audit.jsonl.1", "audit.jsonl.2",
            ])
        #expect(
            try ["audit.jsonl.2", "audit.jsonl.1", "audit.jsonl"].map { try self.folder.read($0).prefix(1) } == ["4", "6", "8"])
    }

    @Test func `is written on where it was, and half a line is ended`() throws {
        try self.folder.write("{\"half\": ", to: "audit.jsonl")
        let file = try AuditFile(AuditConfiguration(file: "\(self.folder.path)/audit.jsonl"))
        try file.append(Array("{}\n".utf8))
        #expect(try self.folder.read("audit.jsonl") == "{\"half\": \n{}\n")
    }

    @Test func `what comes faster than the disk is counted and told, and holds nobody up`() async throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
        var configuration = AuditConfiguration(file: "\(self.folder.path)/audit.jsonl")
        configuration.queue = 3
        let trail = try AuditTrail(configuration, of: CacheScope(all: [engine]), logger: .silent)
        // Nobody writes yet.
        for _ in 0..<10 {
            _ = try engine.invalidate(.all, mode: .hard, cause: InvalidationCause(source: .database))
        }
        #expect(trail.figures == AuditTrail.Figures(written: 0, lost: 7))
        trail.finish()
        try await trail.run()
        #expect(trail.figures == AuditTrail.Figures(written: 3, lost: 7))
        let lines = try self.lines()
        #expect(lines.map { $0["event"] as? String } == ["lost", "invalidated", "invalidated", "invalidated"])
        #expect(lines[0]["count"] as? Int == 7)
    }

    @Test func `that cannot be written keeps the endpoint from starting`() throws {
        for path in ["\(self.folder.path)/none/audit.jsonl", self.folder.path, "/dev/null"] {
            var configuration = AdminServer.Configuration(address: ListenAddress(port: 0))
            configuration.audit = AuditConfiguration(file: path)
            let error = #expect(throws: AdminServerError.self) {
                try AdminServer(
                    engine: CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20)),
                    instance: InstanceIdentity(name: "n", environment: "e", version: "v"), configuration: configuration)
            }
            #expect(error?.code == .cannotAudit)
            #expect(error?.description.contains(path) == true)
        }
    }
}
