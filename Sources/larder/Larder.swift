import ArgumentParser

struct Larder: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "larder",
        abstract: "An API response cache, and its dashboard.",
        discussion: """
            EXAMPLES
              larder demo                          a real API, real traffic, and the dashboard on it
              larder top http://127.0.0.1:9480     the dashboard on a running process
              larder stats --url http://127.0.0.1:9480 --json
              larder purge --pattern 'course_list:*' --dry-run
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(name: "RUN", subcommands: [DemoCommand.self, ServeCommand.self, ConfigCommand.self]),
            CommandGroup(
                name: "LOOK",
                subcommands: [
                    TopCommand.self, StatsCommand.self, HotCommand.self, RoutesCommand.self, KeysCommand.self, TreeCommand.self,
                    InspectCommand.self, EventsCommand.self, ExplainCommand.self, ThemesCommand.self,
                ]),
            CommandGroup(name: "PURGE", subcommands: [PurgeCommand.self, UndoCommand.self, AuditCommand.self]),
            CommandGroup(name: "MEASURE", subcommands: [BenchCommand.self, SimulateCommand.self]),
        ])

    func run() {
        StandardOutput.write(Overview.text)
    }
}
