import ArgumentParser
import LarderDashboard

/// The colours of a dashboard.
struct ThemeOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A built-in theme (\(Theme.builtInNames.joined(separator: ", "))) or a theme file; without it, the one that was "
                + "chosen last.", valueName: "name|file"))
    var theme: String?

    /// Nil where none was named.
    func load() throws -> Theme? {
        try self.theme.map(Self.load)
    }

    /// What looks like a path is one.
    var file: String? { self.theme.flatMap { Self.isFile($0) ? $0 : nil } }

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
