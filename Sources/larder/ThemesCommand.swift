import ArgumentParser
import Foundation
import LarderDashboard
import LarderTerminal

struct ThemesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes", abstract: "The colours of the dashboard: lists, checks and shows them.",
        discussion: """
            EXAMPLES
              larder themes list
              larder themes check my-theme.yaml
              larder themes preview nord
            """,
        subcommands: [List.self, Check.self, Preview.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Names the themes in this program; the first one is the default.",
            discussion: """
                EXAMPLE
                  larder themes list --json | jq -r '.themes[].name'
                """)

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() throws {
            guard self.json else {
                StandardOutput.write(Theme.builtInNames.joined(separator: "\n"))
                return
            }
            StandardOutput.write(
                try JSONText.of(Report(themes: Theme.builtInNames.enumerated().map { .init(name: $1, isDefault: $0 == 0) })))
        }

        private struct Report: Encodable {
            struct Item: Encodable {
                var name: String
                var isDefault: Bool
            }

            var themes: [Item]
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells all that is wrong with theme files, with lines: unknown keys, bad colours, too little contrast.",
            discussion: """
                EXAMPLE
                  larder themes check my-theme.yaml && larder top --theme my-theme.yaml
                """)

        @Argument(help: "Theme files in YAML.")
        var files: [String]

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() throws {
            let reports = self.files.map { file in
                do throws(ThemeError) {
                    return Report(file: file, findings: try ThemeCheck.findings(file: file))
                } catch {
                    return Report(file: file, findings: [error])
                }
            }
            if self.json {
                StandardOutput.write(try JSONText.of(["files": reports]))
            } else {
                for report in reports {
                    let name = StandardError.line(report.file)
                    let lines = report.findings.isEmpty ? ["\(name) is valid"] : report.findings.map(\.text)
                    lines.forEach { StandardOutput.write(StandardError.line($0)) }
                }
            }
            guard reports.allSatisfy(\.findings.isEmpty) else { throw ExitCode(ExitStatus.failed.rawValue) }
        }

        private struct Report: Encodable {
            struct Finding: Encodable {
                var line: Int
                var text: String
            }

            var file: String
            var findings: [Finding]

            init(file: String, findings: [ThemeError]) {
                self.file = file
                self.findings = findings.map { Finding(line: $0.line, text: "\($0)") }
            }
        }
    }

    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a theme, or all of them on one screen.",
            discussion: """
                EXAMPLES
                  larder themes preview
                  larder themes preview nord
                  larder themes preview ./my-theme.yaml
                """)

        @Argument(help: "A theme's name or file; without it, a line of each.")
        var theme: String?

        func run() throws {
            let depth = ColourDepth.ofStandardOutput
            if let name = self.theme {
                let theme = try ThemeOption.load(name)
                ThemePreview.lines(of: theme, at: depth).forEach { StandardOutput.write(StyledText.line($0, at: depth)) }
                return
            }
            let width = Theme.builtInNames.map(\.count).max() ?? 0
            for name in Theme.builtInNames {
                let padded = name + String(repeating: " ", count: width - name.count + 2)
                let swatch = ThemePreview.swatch(of: try ThemeOption.load(name), at: depth)
                StandardOutput.write(padded + StyledText.line(swatch, at: depth))
            }
        }
    }
}

/// JSON as all commands print it.
private enum JSONText {
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// Text with SGR sequences (ECMA-48 §8.3.117), where the output is a terminal that takes them.
private enum StyledText {
    static func line(_ pieces: [ThemePreview.Piece], at depth: ColourDepth) -> String {
        guard StandardOutput.isTerminal, ProcessInfo.processInfo.environment["TERM"] != "dumb" else {
            return pieces.map(\.text).joined()
        }
        return pieces.map { "\u{1B}[0\(Self.codes($0.style, at: depth))m\($0.text)" }.joined() + "\u{1B}[0m"
    }

    private static func codes(_ style: Style, at depth: ColourDepth) -> String {
        let attributes: [(TextAttributes, Int)] = [(.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.reverse, 7)]
        var codes = attributes.filter { style.attributes.contains($0.0) }.map { "\($0.1)" }
        codes += [
            style.foreground.flatMap { Self.code($0, base: 30, at: depth) },
            style.background.flatMap { Self.code($0, base: 40, at: depth) },
        ]
        .compactMap { $0 }
        return codes.map { ";\($0)" }.joined()
    }

    private static func code(_ colour: Colour, base: Int, at depth: ColourDepth) -> String? {
        if depth == .direct, case .rgb(let red, let green, let blue) = colour {
            return "\(base + 8);2;\(red);\(green);\(blue)"
        }
        guard let index = colour.index(at: depth).map(Int.init) else { return nil }
        return index < 8 ? "\(base + index)" : index < 16 ? "\(base + 52 + index)" : "\(base + 8);5;\(index)"
    }
}

extension ColourDepth {
    /// As far as the environment tells.
    fileprivate static var ofStandardOutput: ColourDepth {
        let environment = ProcessInfo.processInfo.environment
        let settings = TerminalSettings(environment: environment)
        guard settings.usesColour, StandardOutput.isTerminal else { return .none }
        if settings.announcesDirectColour { return .direct }
        return (environment["TERM"] ?? "").contains("256color") ? .twoHundredFiftySix : .sixteen
    }
}
