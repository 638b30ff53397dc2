import ArgumentParser
import Foundation
import LarderAdmin
import LarderAdminClient

struct PurgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Take entries out of use.",
        discussion: """
            soft        served stale while one refresh runs; can be undone
            revalidate  never served again without asking the origin
            hard        gone

            On a terminal it shows what would be hit and asks. Elsewhere it needs --yes or --dry-run.

            EXAMPLES
              larder purge --pattern 'course_list:*' --dry-run
              larder purge --key 'single_course:42' --key 'course_list:' --yes
              larder purge --for-url 'http://127.0.0.1:8480/courses/?page=2' --yes
              larder purge --tag course --hard --expect-at-most 500 --yes
            """)

    @OptionGroup(title: "What to purge, one of") var selectors: SelectorOptions

    @Option(help: "What happens to the old copies (default: soft).")
    var mode: InvalidationMode?

    @Flag(help: "Short for --mode hard.")
    var hard = false

    @Flag(help: "Only show what would be hit.")
    var dryRun = false

    @Option(help: ArgumentHelp("Do nothing where more entries than this would be hit.", valueName: "n"))
    var expectAtMost: Int?

    @Option(help: ArgumentHelp("Kept with the purge, for whoever asks later.", valueName: "text"))
    var reason: String?

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var endpoints: EndpointOptions

    @Flag(help: "Print what the endpoint answers.")
    var json = false

    func validate() throws {
        guard !self.hard || self.mode == nil || self.mode == .hard else {
            throw ValidationError("--hard and --mode \(self.mode?.rawValue ?? "") contradict each other: leave one out")
        }
        guard (self.expectAtMost ?? 0) >= 0 else {
            throw ValidationError("--expect-at-most takes 0 or more")
        }
        guard self.yes || self.dryRun || Confirmation.isPossible else {
            throw ValidationError("there is no terminal to ask on: add --yes to purge or --dry-run to look")
        }
    }

    func run() async throws {
        let nodes = try self.endpoints.nodes()
        guard !self.dryRun else { return try await self.report(nodes.purge(self.request(.look))) }
        guard !self.yes else { return try await self.report(nodes.purge(self.request(.act))) }

        let preview = await nodes.purge(self.request(.look))
        guard preview.allSatisfy({ $0.error == nil }), preview.matched > 0 else { return try self.report(preview) }
        guard Confirmation.ask(preview, mode: self.effectiveMode) else {
            StandardError.write("Nothing was purged.")
            return
        }
        // What was shown is what is confirmed: a node where more match by now does nothing and says so.
        let shown = Dictionary(preview.map { ($0.url, (try? $0.result.get())?.matched ?? 0) }) { $0 + $1 }
        let request = self.request(.act)
        let answers = await nodes.ask { client throws(AdminClientError) in
            var bounded = request
            bounded.expectAtMost = request.expectAtMost ?? shown["\(client.endpoint)"]
            return try await client.invalidate(bounded)
        }
        try self.report(answers)
    }

    private enum Intent {
        case look, act
    }

    private var effectiveMode: InvalidationMode {
        self.hard ? .hard : self.mode ?? .soft
    }

    private func request(_ intent: Intent) -> InvalidationRequest {
        InvalidationRequest(
            select: self.selectors.selection, mode: self.effectiveMode, dryRun: intent == .look, reason: self.reason,
            operator: ProcessInfo.processInfo.environment["USER"].flatMap { $0.isEmpty ? nil : String($0.prefix(50)) },
            expectAtMost: self.expectAtMost)
    }

    private func report(_ answers: [NodeAnswer<InvalidationResult>]) throws {
        if self.json {
            answers.map { $0.encoded() }.printJSON()
        } else {
            // Where nothing matched anywhere, that is what fails below.
            let answered = answers.matched == 0 ? answers.filter { $0.error != nil } : answers
            answered.printEach { StandardOutput.write(PurgeReport.lines(of: $0).joined(separator: "\n")) }
        }
        try answers.throwFailures()
        if answers.matched == 0 {
            let near = answers.flatMap { (try? $0.result.get())?.near ?? [] }
            throw CommandFailure(.failed, StandardError.harmless(PurgeReport.nothingMatched(near: near)))
        }
    }
}

extension Nodes {
    func purge(_ request: InvalidationRequest) async -> [NodeAnswer<InvalidationResult>] {
        await self.ask { client throws(AdminClientError) in try await client.invalidate(request) }
    }
}

extension [NodeAnswer<InvalidationResult>] {
    var matched: Int {
        self.reduce(0) { $0 + ((try? $1.result.get())?.matched ?? 0) }
    }
}
