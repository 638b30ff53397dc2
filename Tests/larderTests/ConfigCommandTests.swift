import Foundation
import Testing

@Suite struct ConfigCommandTests {
    /// Calls `body` with the path of a file with this text.
    private func withFile<Value>(_ text: String, _ body: (String) async throws -> Value) async throws -> Value {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("larder-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file.path)
    }

    @Test func `a valid file is said to be one`() async throws {
        try await self.withFile("caches: {default: {memory_limit: 1MiB}}\nroutes: [{match: /courses/, timeout: 5s}]") { path in
            let outcome = try await CommandLine().run("config", "check", path)
            #expect(outcome.status == 0)
            #expect(outcome.output == "\(path) is valid; it and the environment say 3 settings\n")
        }
    }

    @Test func `all that is wrong is told at once, also what the routes cannot do`() async throws {
        let text = """
            admin:
              nam: x
            routes:
              - match: /cours/
              - match: /courses/{id}
                tags: ["{nobody}"]
                vary_on: {user: true, headers: ["a b"]}
              - match: /courses/
              - match: /courses
            """
        try await self.withFile(text) { path in
            let outcome = try await CommandLine().run("config", "check", path)
            #expect(outcome.status == 1)
            let lines = outcome.errors.split(separator: "\n").dropFirst().map { $0.dropFirst(2 + path.utf8.count) }
            #expect(lines.map { $0.prefix(3) } == [":2:", ":4:", ":5:", ":5:", ":5:", ":9:"])
            #expect(outcome.errors.contains("no cached route has the path /cours/; there are /courses, /courses/{id}, "))
            #expect(outcome.errors.contains("'a b' is no name of a header"))
        }
    }

    @Test func `what is in force is shown with who says it`() async throws {
        try await self.withFile("caches: {default: {memory_limit: 1MiB, policy: lru}}") { path in
            let larder = CommandLine(environment: ["LARDER_CACHES_DEFAULT_POLICY": "w-tinylfu"])
            let table = try await larder.run("config", "show", path)
            #expect(table.status == 0)
            #expect(table.output.contains("caches.default.memory_limit  1MiB            line 1\n"))
            #expect(table.output.contains("caches.default.policy        w-tinylfu       $LARDER_CACHES_DEFAULT_POLICY\n"))
            #expect(table.output.contains("admin.undo_window            5m              default\n"))
            let json = try await larder.run("config", "show", path, "--json")
            #expect(json.output.contains(#"{"name":"caches.default.memory_limit","source":"line 1","value":"1MiB"}"#))
        }
    }

    @Test func `a command that serves does not start with a file that is wrong`() async throws {
        try await self.withFile("caches: {default: {policy: mru}}") { path in
            for command in [["serve"], ["demo", "--headless"]] {
                let outcome = try await CommandLine().run(command + ["--config", path])
                #expect(outcome.status == 1)
                #expect(
                    outcome.errors == "larder: \(path):1: policy cannot be 'mru': it takes s3-fifo, lru, w-tinylfu\n")
            }
        }
    }
}
