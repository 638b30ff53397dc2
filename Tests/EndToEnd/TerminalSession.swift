import Foundation

/// A real terminal (tmux) with one program in it.
struct TerminalSession: ~Copyable {
    private let socket = "larder-test-\(UUID().uuidString)"

    init(columns: Int, rows: Int, environment: [String: String] = [:], _ command: String) throws {
        let variables = environment.merging(["LANG": "C.UTF-8", "TERM": "screen-256color"]) { given, _ in given }
            .map { "\($0)='\($1)'" }.sorted().joined(separator: " ")
        // The shell stays, so that what the program leaves on the terminal can be looked at.
        try self.tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "env \(variables) sh")
        try self.type("\(command); echo exit=$?")
        try self.press("Enter")
    }

    deinit {
        _ = try? Self.run(["-L", self.socket, "kill-server"])
    }

    func press(_ keys: String...) throws {
        try self.tmux(["send-keys"] + keys)
    }

    func type(_ text: String) throws {
        try self.tmux("send-keys", "-l", text)
    }

    func resize(columns: Int, rows: Int) throws {
        try self.tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    func screen() throws -> String {
        try self.tmux("capture-pane", "-p")
    }

    /// Waits for text on the screen; the whole screen is in the failure.
    @discardableResult
    func sees(_ text: String, within limit: Duration = .seconds(30)) async throws -> String {
        try await self.sees("'\(text)'", within: limit) { $0.contains(text) }
    }

    @discardableResult
    func sees(_ what: String, within limit: Duration = .seconds(30), _ isSo: (String) throws -> Bool) async throws -> String {
        let deadline = ContinuousClock.now + limit
        while true {
            let screen = try self.screen()
            if try isSo(screen) { return screen }
            guard ContinuousClock.now < deadline else {
                throw Program.Timeout(description: "\(what) is not on the screen within \(limit):\n\(screen)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @discardableResult
    private func tmux(_ arguments: String...) throws -> String {
        try self.tmux(arguments)
    }

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> String {
        try Self.run(["-L", self.socket] + arguments)
    }

    private static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tmux"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Program.Timeout(description: "tmux \(arguments): \(text)") }
        return text
    }
}
