import Foundation
import Subprocess

/// A real terminal (tmux) with one program in it.
final class TerminalSession {
    private let socket = "larder-test-\(UUID().uuidString)"

    init(columns: Int, rows: Int, environment: [String: String] = [:], _ command: String) async throws {
        let variables = environment.merging(["LANG": "C.UTF-8", "TERM": "screen-256color"]) { given, _ in given }
            .map { "\($0)='\($1)'" }.sorted().joined(separator: " ")
        // The shell stays, so that what the program leaves on the terminal can be looked at.
        try await self.tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "env \(variables) sh")
        try await self.type("\(command); echo exit=$?")
        try await self.press("Enter")
    }

    deinit {
        // Nobody waits for it: a deinit cannot, and a server that is told so ends.
        let kill = Process()
        kill.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        kill.arguments = ["tmux", "-L", self.socket, "kill-server"]
        try? kill.run()
    }

    func press(_ keys: String...) async throws {
        try await self.tmux(["send-keys"] + keys)
    }

    func type(_ text: String) async throws {
        try await self.tmux("send-keys", "-l", text)
    }

    func resize(columns: Int, rows: Int) async throws {
        try await self.tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    func screen() async throws -> String {
        try await self.tmux("capture-pane", "-p")
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
            let screen = try await self.screen()
            if try isSo(screen) { return screen }
            guard ContinuousClock.now < deadline else {
                throw Program.Timeout(description: "\(what) is not on the screen within \(limit):\n\(screen)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @discardableResult
    private func tmux(_ arguments: String...) async throws -> String {
        try await self.tmux(arguments)
    }

    @discardableResult
    private func tmux(_ arguments: [String]) async throws -> String {
        try await Self.run(["-L", self.socket] + arguments)
    }

    /// Not Foundation's `Process`: it takes the end of a program from a descriptor that the terminal's server inherits.
    private static func run(_ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name("tmux"), arguments: Arguments(arguments), output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Program.Timeout(description: "tmux \(arguments): \(result.standardError)")
        }
        return result.standardOutput
    }
}
