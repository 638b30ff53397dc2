import ArgumentParser
import LarderAdmin
import LarderAdminClient

struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take a soft purge back.",
        discussion: """
            What was refreshed or evicted since stays as it is. Purges with --mode revalidate or hard cannot be taken back.

            EXAMPLE
              larder undo inv-3f2c-7
            """)

    @Argument(help: ArgumentHelp("The purge, as its answer named it.", valueName: "id"))
    var id: String

    @OptionGroup var endpoints: EndpointOptions

    @Flag(help: "Print what the endpoint answers.")
    var json = false

    func run() async throws {
        let id = self.id
        let answers = try await self.endpoints.nodes().ask { client throws(AdminClientError) in try await client.undo(id) }
        if self.json {
            answers.map { $0.encoded() }.printJSON()
        } else {
            answers.printEach {
                StandardOutput.write("\($0.restored) \($0.restored == 1 ? "entry is" : "entries are") served again as before")
            }
        }
        // Already undone, or not soft: there is nothing that somebody refused.
        try answers.throwFailures(conflict: .failed)
    }
}
