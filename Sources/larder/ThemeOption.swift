import ArgumentParser
import LarderDashboard

/// The colours of a dashboard.
struct ThemeOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A built-in theme (\(Theme.builtInNames.joined(separator: ", "))) or a theme file.", valueName: "name|file"))
    var theme = Theme.builtInNames[0]

    func load() throws -> Theme {
        try Self.load(self.theme)
    }

    /// What looks like a path is one.
    var file: String? { Self.isFile(self.theme) ? self.theme : nil }

    private static func isFile(_ theme: String) -> Bool {
        theme.contains("/") || theme.hasSuffix(".yaml") || theme.hasSuffix(".yml")
    }

    static func load(_ theme: String) throws -> Theme {
        do throws(ThemeError) {
            return try Self.isFile(theme) ? Theme(file: theme) : Theme.named(theme)
        } catch {
            if case .unknownName = error {
                throw CommandFailure(.usage, "\(error)")
            }
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
