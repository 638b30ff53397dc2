import ArgumentParser
import LarderDashboard

/// The colours of a dashboard.
struct ThemeOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A built-in theme (\(Theme.builtInNames.joined(separator: ", "))) or a theme file.", valueName: "name|file"))
    var theme = Theme.builtInNames[0]

    /// What looks like a path is one.
    func load() throws -> Theme {
        do throws(ThemeError) {
            let isFile = self.theme.contains("/") || self.theme.hasSuffix(".yaml") || self.theme.hasSuffix(".yml")
            return try isFile ? Theme(file: self.theme) : Theme.named(self.theme)
        } catch {
            if case .unknownName = error {
                throw CommandFailure(.usage, "\(error)")
            }
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
