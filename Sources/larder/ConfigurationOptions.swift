import ArgumentParser
import Foundation
import LarderConfiguration

/// Where a process takes its settings from.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Configuration in YAML. Variables override it (LARDER_CACHES_DEFAULT_MEMORY_LIMIT=64MiB), and flags override both.",
            valueName: "file"))
    var config: String?

    /// - Throws: `CommandFailure` that names all that is wrong.
    func load(_ overrides: [FlagOverride] = []) throws -> LoadedSettings {
        do {
            return try Settings.load(
                file: self.config, variables: ProcessInfo.processInfo.environment, overrides: overrides
            ) { CatalogueSettings($0).problems(in: self.config ?? "") }
        } catch let error as ConfigurationError {
            let lines = error.problems.map { StandardError.line($0.description) }
            throw CommandFailure(
                .failed,
                lines.count == 1
                    ? lines[0] : "\(lines.count) problems:\n" + lines.map { "  \($0)" }.joined(separator: "\n"))
        }
    }
}
