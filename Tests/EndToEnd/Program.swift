import Foundation

/// The built `larder`, started as its user would start it.
final class Program {
    /// Beside the test bundle.
    static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("larder")

    struct Timeout: Error, CustomStringConvertible {
        let description: String
    }

    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    let process = Process()
    private let folder: URL
    private var output: URL { self.folder.appendingPathComponent("out") }
    private var errors: URL { self.folder.appendingPathComponent("err") }
    var readyFile: URL { self.folder.appendingPathComponent("ready.json") }

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        // Files, not pipes: a full pipe would stop the program.
        for file in [self.output, self.errors] {
            _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        }
        self.process.executableURL = Self.executable
        self.process.arguments = arguments.map { $0 == "READY" ? self.readyFile.path : $0 }
        self.process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        self.process.standardInput = FileHandle.nullDevice
        self.process.standardOutput = try FileHandle(forWritingTo: self.output)
        self.process.standardError = try FileHandle(forWritingTo: self.errors)
        try self.process.run()
    }

    deinit {
        if self.process.isRunning {
            kill(self.process.processIdentifier, SIGKILL)
        }
        try? FileManager.default.removeItem(at: self.folder)
    }

    /// Runs it to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:], within limit: Duration = .seconds(60))
        async throws -> Result
    {
        try await Program(arguments, environment: environment).end(within: limit)
    }

    func end(within limit: Duration) async throws -> Result {
        try await eventually("larder \(self.process.arguments ?? []) ends", within: limit) { !self.process.isRunning }
        return Result(
            status: self.process.terminationReason == .exit ? self.process.terminationStatus : -self.process.terminationStatus,
            output: try String(contentsOf: self.output, encoding: .utf8),
            errors: try String(contentsOf: self.errors, encoding: .utf8))
    }

    func saidOnStandardError(_ text: String) throws -> Bool {
        try String(contentsOf: self.errors, encoding: .utf8).contains(text)
    }

    func send(_ signal: Int32) {
        kill(self.process.processIdentifier, signal)
    }

    struct Ready: Decodable {
        let api_url: String
        let admin_url: String
        let pid: Int32
        let database: String
    }

    /// Where it serves, as soon as it does.
    func ready(within limit: Duration = .seconds(60)) async throws -> Ready {
        try await eventually("larder serves", within: limit) {
            if !self.process.isRunning, !FileManager.default.fileExists(atPath: self.readyFile.path) {
                throw Timeout(description: "larder ended: \((try? String(contentsOf: self.errors, encoding: .utf8)) ?? "")")
            }
            return FileManager.default.fileExists(atPath: self.readyFile.path)
        }
        return try JSONDecoder().decode(Ready.self, from: Data(contentsOf: self.readyFile))
    }
}

/// Waits until something is so, looking again and again; fails with its name.
func eventually(_ what: String, within limit: Duration, _ isSo: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !isSo() {
        guard ContinuousClock.now < deadline else { throw Program.Timeout(description: "not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(50))
    }
}
