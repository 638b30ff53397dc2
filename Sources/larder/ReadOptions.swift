import ArgumentParser
import Foundation
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
    ///   - lines: For people.
    func show<Answer: Decodable & Sendable>(_ path: String, lines: (Answer, PrintStyle) -> [String]) async throws {
        let nodes = try self.endpoints.nodes()
        while true {
            try await self.showOnce(nodes, path, lines)
            guard self.watch else { return }
            try await Task.sleep(for: self.interval.duration)
            guard StandardOutput.write(StandardOutput.isTerminal ? "\u{1B}[H\u{1B}[2J" : "") else { return }
        }
    }

    private func showOnce<Answer: Decodable & Sendable>(
        _ nodes: Nodes, _ path: String, _ lines: (Answer, PrintStyle) -> [String]
    ) async throws {
        guard !self.json else {
            let answers = await nodes.ask { client throws(AdminClientError) in try await client.raw(path) }
            answers.printJSON()
            return try answers.throwFailures()
        }
        let answers = await nodes.ask { client throws(AdminClientError) -> Answer in try await client.get(path) }
        answers.printEach { StandardOutput.write(lines($0, .standardOutput).joined(separator: "\n")) }
        try answers.throwFailures()
    }
}

/// A number of rows to show.
struct RowLimit: ExpressibleByArgument {
    var rows: Int

    init(_ rows: Int) {
        self.rows = rows
    }

    init?(argument: String) {
        guard let rows = Int(argument), (1...1000).contains(rows) else { return nil }
        self.rows = rows
    }

    var defaultValueDescription: String { "\(self.rows)" }
}
