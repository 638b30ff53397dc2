import Foundation
import LarderAdmin
import LarderAdminClient
import LarderAdminServer
import LarderEngine
import Testing

@Suite struct `A unix socket` {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        self.folder = try TemporaryFolder()
        self.path = "\(self.folder.path)/l.sock"
    }

    /// As a process that was killed leaves one behind.
    private static func leaveSocket(at path: String) {
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(socket)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `is its owner's alone, and gone afterwards`() async throws {
        let path = self.path
        try await withServedEngine(configure: { $0.address = .unix(path: path) }) { engine, client in
            engine.store("a:")
            #expect(try self.mode(path) == 0o600)
            #expect(try await client.get("/healthz").body == "ok")
            #expect(try await client.invalidate(#"{"select": {"all": true}, "mode": "hard"}"#).status == 200)
            let dashboard = AdminClient(try AdminEndpoint(parsing: "unix:\(path)"), purpose: .dashboard)
            let entries = try await dashboard.stats(StatsQuery()).memory.entries
            #expect(entries == 0)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: self.folder.path).isEmpty)
    }

    @Test func `replaces one that nobody listens on`() async throws {
        let path = self.path
        Self.leaveSocket(at: path)
        #expect(FileManager.default.fileExists(atPath: path))
        try await withServedEngine(configure: { $0.address = .unix(path: path) }) { _, client async throws in
            #expect(try await client.get("/healthz").status == 200)
        }
    }

    @Test func `does not take the place of one that is in use`() async throws {
        let path = self.path
        try await withServedEngine(configure: { $0.address = .unix(path: path) }) { engine, client in
            let second = try AdminServer(
                engine: engine, instance: InstanceIdentity(name: "n", environment: "e", version: "v"),
                configuration: AdminServer.Configuration(address: .unix(path: path)), logger: .silent)
            let error = await #expect(throws: AdminServerError.self) { try await second.run() }
            #expect(error?.code == .addressInUse)
            #expect(error?.description.contains("unix:\(path)") == true)
            #expect(try await client.get("/healthz").status == 200)
        }
    }

    @Test func `does not take the place of any other file`() async throws {
        let file = try self.folder.write("precious", to: "l.sock")
        let error = await #expect(throws: AdminServerError.self) {
            try await withServedEngine(configure: { $0.address = .unix(path: file) }) { _, _ in }
        }
        #expect(error?.code == .cannotBind)
        #expect(try self.folder.read("l.sock") == "precious")
    }
}
