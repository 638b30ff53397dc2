import ArgumentParser
import Foundation
import LarderAdmin
import LarderAdminClient
import LarderConfiguration

/// How a read command is shown: as a table or as JSON, once or again and again.
struct ReadOptions: ParsableArguments {
    @OptionGroup var endpoints: EndpointOptions

    @Flag(help: "Print what the endpoint answers.")
    var json = false

    @Flag(help: "Show it again and again, until Ctrl-C.")
    var watch = false

    @Option(help: ArgumentHelp("With --watch: how often.", valueName: "time"))
    var interval = TimeSpan(.seconds(2))

    func validate() throws {
        guard self.interval.duration >= .milliseconds(100) else {
            throw ValidationError("--interval takes at least 100ms, not \(self.interval)")
        }
    }

    /// Asks each process and shows what it answers.
    ///
    /// - Parameters:
    ///   - path: Of the endpoint, with its query, encoded.
    ///   - missing: What to say where an answer has nothing of what was named, which then fails; nil where it has.
    ///   - lines: For people.
    func show<Answer: Decodable & Sendable>(
        _ path: String, missing: (Answer) -> String? = { _ in nil }, lines: (Answer, PrintStyle) -> [String]
    ) async throws {
        let nodes = try self.endpoints.nodes()
        while true {
            let missed = try await self.showOnce(nodes, path, missing, lines)
            if let missed, !self.watch {
                throw CommandFailure(.failed, missed)
            }
            guard self.watch else { return }
            try await Task.sleep(for: self.interval.duration)
            guard StandardOutput.write(self.clearing) else { return }
        }
    }

    /// What makes a table take the place of the one before.
    private var clearing: String {
        let isScreen = StandardOutput.isTerminal && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        return isScreen && !self.json ? "\u{1B}[H\u{1B}[2J" : ""
    }

    /// - Returns: What to say where no process has anything of what was named.
    private func showOnce<Answer: Decodable & Sendable>(
        _ nodes: Nodes, _ path: String, _ missing: (Answer) -> String?, _ lines: (Answer, PrintStyle) -> [String]
    ) async throws -> String? {
        guard !self.json else {
            let answers = await nodes.ask { client throws(AdminClientError) in try await client.raw(path) }
            answers.printJSON()
            try answers.throwFailures()
            return Self.missed(
                answers.compactMap { try? WireFormat.decode(Answer.self, from: $0.result.get()) }, missing)
        }
        let answers = await nodes.ask { client throws(AdminClientError) -> Answer in try await client.get(path) }
        answers.printEach { StandardOutput.write(lines($0, .standardOutput).joined(separator: "\n")) }
        try answers.throwFailures()
        return Self.missed(answers.compactMap { try? $0.result.get() }, missing)
    }

    private static func missed<Answer>(_ answers: [Answer], _ missing: (Answer) -> String?) -> String? {
        let missed = answers.compactMap(missing)
        return missed.count == answers.count ? missed.first : nil
    }
}
