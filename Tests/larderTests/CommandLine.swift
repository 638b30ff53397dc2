import Foundation
import LarderAdminServer
import LarderEngine
import Logging
import NIOCore
import ServedEngines

/// The built `larder`, run to its end against stats endpoints of the test's own.
struct CommandLine {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Beside the test bundle.
    private static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("larder")

    var environment: [String: String] = [:]

    func run(_ arguments: String...) async throws -> Outcome {
        try await self.run(arguments)
    }

    func run(_ arguments: [String]) async throws -> Outcome {
        try await self.run(Self.executable, arguments, input: nil)
    }

    /// Gives it a terminal and types `answer`; both streams come as `output`.
    func runOnTerminal(answering answer: String, _ arguments: String...) async throws -> Outcome {
        let words = ([Self.executable.path] + arguments).map { "'\($0.replacing("'", with: "'\\''"))'" }
        return try await self.run(
            URL(fileURLWithPath: "/usr/bin/script"), ["-qec", words.joined(separator: " "), "/dev/null"], input: answer + "\n")
    }

    private func run(_ executable: URL, _ arguments: [String], input: String?) async throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files, not pipes: a full pipe would stop the program.
        let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
        for file in files {
            try Data().write(to: file)
        }
        try Data((input ?? "").utf8).write(to: files[0])
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(self.environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in ended.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                ended.resume(throwing: error)
            }
        }
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOf: files[1], encoding: .utf8),
            errors: try String(contentsOf: files[2], encoding: .utf8))
    }
}

/// An engine with its stats endpoint on a free port, and a command line that is pointed at it, for as long as `body` runs.
func withServedEngine<Value: Sendable>(
    _ body: @Sendable (CacheEngine, CommandLine, _ url: String) async throws -> Value
) async throws -> Value {
    let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 4 << 20))
    let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return try await withRunning { onListening throws(AdminServerError) in
        try AdminServer(
            engine: engine, instance: InstanceIdentity(name: "catalogue-1", environment: "test", version: "0.1.0"),
            configuration: AdminServer.Configuration(address: ListenAddress(port: 0)), logger: silent, onListening: onListening)
    } _: { _, address in
        let url = "http://\(address)"
        return try await body(engine, CommandLine(environment: ["LARDER_URL": url, "NO_COLOR": "1"]), url)
    }
}

extension CacheEngine {
    func store(_ key: String, tags: [String] = []) {
        guard case .load(let load) = self.acquire(CacheKey(text: key)) else { return }
        _ = load.land(
            CacheValue(bytes: ByteBuffer(string: "{}")), lifetime: EntryLifetime(freshness: .seconds(60)), tags: tags,
            cost: LoadCost())
    }
}
