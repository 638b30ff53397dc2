import ArgumentParser
import LarderAdmin
import LarderAdminClient

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show what is cached of a URL of the API, and why or why not.",
        discussion: """
            The URL is the API's: absolute, or a path with its query. The stats endpoint is asked, not the API.

            EXAMPLES
              larder explain 'http://127.0.0.1:8480/courses/?page=2'
              larder explain /courses/42 --json | jq -r .answer.reason
            """)

    @Argument(help: ArgumentHelp("What a client asks the API for.", valueName: "url of the api"))
    var target: String

    @OptionGroup var endpoints: EndpointOptions

    @Flag(help: "Print what the endpoint answers.")
    var json = false

    func validate() throws {
        guard !self.target.isEmpty else { throw ValidationError("the URL to explain is empty") }
    }

    func run() async throws {
        let target = self.target
        let nodes = try self.endpoints.nodes()
        if self.json {
            let path = AdminClient.explanationPath(target)
            let answers = await nodes.ask { client throws(AdminClientError) in try await client.raw(path) }
            answers.printJSON()
            try answers.throwFailures()
        } else {
            let answers = await nodes.ask { client throws(AdminClientError) in try await client.explain(target) }
            answers.printEach {
                StandardOutput.write(ExplanationReport.lines(of: $0, PrintStyle.standardOutput).joined(separator: "\n"))
            }
            try answers.throwFailures()
        }
    }
}
