import ArgumentParser
import Foundation
import LarderAdminServer
import LarderConfiguration
import LarderEngine
import Logging

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Validates a configuration, and shows what is in force.",
        discussion: """
            EXAMPLES
              larder config check larder.yaml
              LARDER_CACHES_DEFAULT_MEMORY_LIMIT=64MiB larder config show larder.yaml
              larder serve --config larder.yaml
            """,
        subcommands: [Check.self, Show.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells all that is wrong with a configuration, with files and lines.",
            discussion: """
                EXAMPLE
                  larder config check larder.yaml && systemctl reload larder
                """)

        @Argument(help: "Configuration in YAML.")
        var file: String

        func run() throws {
            let loaded = try ConfigurationOptions(file: self.file).load()
            try Self.tryEndpoint(loaded.settings)
            let said = loaded.effective.count { $0.source != .usual }
            StandardOutput.write("\(StandardError.line(self.file)) is valid; it and the environment say \(said) settings")
        }

        /// As far as a process gets before it listens: its tokens and its certificate are read.
        private static func tryEndpoint(_ settings: Settings) throws(CommandFailure) {
            var configuration = settings.adminServer
            // It would be made.
            configuration.audit = nil
            do throws(AdminServerError) {
                _ = try AdminServer(
                    engine: CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20)),
                    instance: InstanceIdentity(name: "check", environment: "check", version: Larder.version),
                    configuration: configuration, logger: .silent)
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the settings that are in force, and who says each.",
            discussion: """
                EXAMPLE
                  larder config show larder.yaml --json | jq '.settings[] | select(.source != "default")'
                """)

        @Argument(help: "Configuration in YAML; without it, what holds without one.")
        var file: String?

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() throws {
            let loaded = try ConfigurationOptions(file: self.file).load()
            guard !self.json else {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                let report = Report(
                    settings: loaded.effective.map { .init(name: $0.name, value: $0.value, source: $0.source.description) })
                StandardOutput.write(String(decoding: try encoder.encode(report), as: UTF8.self))
                return
            }
            var table = Table(("SETTING", .left), ("VALUE", .left), ("SOURCE", .left))
            for setting in loaded.effective {
                table.add(setting.name, setting.value, setting.source.description)
            }
            StandardOutput.write(table.lines(.standardOutput).joined(separator: "\n"))
        }

        private struct Report: Encodable {
            struct Setting: Encodable {
                var name: String
                var value: String
                var source: String
            }

            var settings: [Setting]
        }
    }
}

extension ConfigurationOptions {
    fileprivate init(file: String?) {
        self.init()
        self.config = file
    }
}
