import Foundation
import LarderAdmin
import NIOHTTP1
import Testing

/// `larder serve --state-dir`, stopped and started again.
@Suite(.serialized) struct WarmStartTests {
    /// What one run leaves to the next.
    private final class Remains {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-state-\(UUID().uuidString)")
        var state: URL { self.folder.appendingPathComponent("var/state") }
        var snapshot: URL { self.state.appendingPathComponent("default.snapshot") }
        /// Links in the catalogue's lists name the port: another one is another source.
        var port = 0

        init() throws {
            try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        }

        deinit {
            try? FileManager.default.removeItem(at: self.folder)
        }

        func serve(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Program {
            try Program(
                [
                    "serve", "--api-port", "\(self.port)", "--admin-port", "0", "--courses", "300", "--ready-file", "READY",
                    "--database", self.folder.appendingPathComponent("catalogue.sqlite").path,
                ] + arguments, environment: environment)
        }

        func serveWithState() throws -> Program {
            try self.serve(["--state-dir", self.state.path])
        }
    }

    private func stop(_ program: Program) async throws -> Program.Result {
        program.send(SIGTERM)
        let result = try await program.end(within: .seconds(10))
        #expect(result.status == 0)
        return result
    }

    /// A run that leaves two warm keys.
    private func warm(_ remains: Remains) async throws -> (list: String, course: String) {
        let program = try remains.serveWithState()
        let served = try await program.ready()
        remains.port = try #require(URLComponents(string: served.api_url)?.port)
        let list = try await Web.get("\(served.api_url)/courses/?page=2")
        #expect(list.cacheStatus.contains("fwd=uri-miss; stored"))
        let course = try await Web.get("\(served.api_url)/courses/7")
        #expect(try await self.stop(program).errors == "")
        return (list.text, course.text)
    }

    @Test func `what was warm when it was stopped is a hit when it starts again`() async throws {
        let remains = try Remains()
        let warmed = try await self.warm(remains)
        #expect(FileManager.default.fileExists(atPath: remains.snapshot.path))
        let mode = try FileManager.default.attributesOfItem(atPath: remains.state.path)[.posixPermissions] as? Int
        #expect(mode == 0o700)

        // By the environment, and twice: what was restored is saved again.
        for _ in 0..<2 {
            let program = try remains.serve(environment: ["LARDER_STATE_DIR": remains.state.path])
            let served = try await program.ready()
            let list = try await Web.get("\(served.api_url)/courses/?page=2")
            #expect(list.cacheStatus.contains("hit") && list.text == warmed.list)
            let course = try await Web.get("\(served.api_url)/courses/7")
            #expect(course.cacheStatus.contains("hit") && course.text == warmed.course)
            let stats = try await Web.stats(served.admin_url)
            #expect(stats.requests.total == 2 && stats.requests.hits == 2 && stats.memory.entries == 2)
            #expect(try await self.stop(program).errors == "")
        }
    }

    @Test func `after a change by another process the origin is asked first`() async throws {
        let remains = try Remains()
        let warmed = try await self.warm(remains)
        let other = try remains.serve()
        let changed = "\(try await other.ready().api_url)/courses/7"
        #expect(try await Web.send(.PATCH, changed, json: #"{"title": "Beekeeping"}"#).status == 200)
        _ = try await self.stop(other)

        let program = try remains.serveWithState()
        let served = try await program.ready()
        let key = "single_course:7"
        #expect(try await Web.state(of: key, served.admin_url) == .revalidate)
        let course = try await Web.get("\(served.api_url)/courses/7")
        #expect(course.cacheStatus.contains("fwd=stale; stored") && course.text.contains("Beekeeping"))
        #expect(course.text != warmed.course)
        #expect(try await Web.get("\(served.api_url)/courses/7").cacheStatus.contains("hit"))
        let list = try await Web.get("\(served.api_url)/courses/?page=2")
        #expect(list.cacheStatus.contains("fwd=stale"))
        #expect(try await self.stop(program).errors == "")
    }

    @Test func `a damaged file is refused in one line, and the catalogue is served`() async throws {
        let remains = try Remains()
        _ = try await self.warm(remains)
        let handle = try FileHandle(forWritingTo: remains.snapshot)
        try handle.truncate(atOffset: 500)
        try handle.close()

        let program = try remains.serveWithState()
        let served = try await program.ready()
        let list = try await Web.get("\(served.api_url)/courses/?page=2")
        #expect(list.status == 200 && list.cacheStatus.contains("fwd=uri-miss"))
        let errors = try await self.stop(program).errors
        #expect(errors.split(separator: "\n").count == 1, "\(errors)")
        #expect(errors.contains(remains.snapshot.path) && errors.contains("damaged") && errors.contains("starts empty"))

        let next = try remains.serveWithState()
        let again = try await Web.get("\(try await next.ready().api_url)/courses/?page=2")
        #expect(again.cacheStatus.contains("hit"))
        #expect(try await self.stop(next).errors == "")
    }
}
