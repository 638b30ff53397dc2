import LarderAdmin

/// What a line after `:` asks for.
enum PromptInstruction: Sendable, Equatable {
    case show(ViewName)
    case inspect(String)
    case filter(String)
    case sort(String)
    case purge(Selection)
    case window(TimeWindow)
    case interval(Duration)
    case theme(String)
    case quit
}

/// Why a line after `:` is no command, in words.
struct PromptError: Error, Equatable {
    var text: String
}

/// A command of the prompt: the one table for reading, completing and explaining them.
struct PromptCommand: Sendable {
    var name: String
    /// What follows the name, as the help says it.
    var argument: String
    var help: String
    /// What may follow, as far as it can be known.
    var values: @Sendable (PromptValues) -> [String]
    var read: @Sendable (String) throws(PromptError) -> PromptInstruction

    init(
        _ name: String, _ argument: String, _ help: String,
        values: @escaping @Sendable (PromptValues) -> [String] = { _ in [] },
        read: @escaping @Sendable (String) throws(PromptError) -> PromptInstruction
    ) {
        self.name = name
        self.argument = argument
        self.help = help
        self.values = values
        self.read = read
    }

    static func read(_ line: String) throws(PromptError) -> PromptInstruction {
        let (name, argument) = Self.split(line)
        let matching = Self.all.filter { $0.name == name }
        // What begins like one command only is that command.
        let chosen = matching.isEmpty ? Self.all.filter { $0.name.hasPrefix(name) } : matching
        guard chosen.count == 1, !name.isEmpty else {
            let names = (chosen.isEmpty ? Self.all : chosen).map(\.name).joined(separator: ", ")
            throw PromptError(text: chosen.isEmpty ? "no command '\(name)'; there are \(names)" : "'\(name)' could be \(names)")
        }
        return try chosen[0].read(argument)
    }

    /// Whole lines that begin with `line`.
    static func completions(of line: String, _ values: PromptValues) -> [String] {
        guard line.contains(" ") else {
            return Self.all.map(\.name).filter { $0.hasPrefix(line) }
        }
        let (name, argument) = Self.split(line)
        guard let command = Self.all.first(where: { $0.name == name }) else { return [] }
        return command.values(values).filter { $0.hasPrefix(argument) }.map { "\(name) \($0)" }
    }

    private static func split(_ line: String) -> (name: String, argument: String) {
        let parts = line.drop { $0 == " " }.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let argument = parts.count > 1 ? parts[1] : ""
        return (String(parts.first ?? ""), String(argument.drop { $0 == " " }))
    }
}

/// Names that are known while a command is typed.
struct PromptValues: Sendable, Equatable {
    var themes: [String]
    var routes: [String]
    /// Columns of the list that has the focus.
    var sorts: [String]
    var keys: [String]
}

extension PromptCommand {
    static let all: [PromptCommand] =
        ViewName.allCases.filter { $0 != .inspect }.map { view in
            PromptCommand(view.title.lowercased(), "", "the view \(view.rawValue)") { _ in .show(view) }
        } + [
            PromptCommand("inspect", "[KEY]", "the details of a key", values: { $0.keys }) { key in
                key.isEmpty ? .show(.inspect) : .inspect(key)
            },
            PromptCommand("filter", "[TEXT]", "what / does; without text it ends") { .filter($0) },
            PromptCommand("sort", "COLUMN", "sort the list", values: { $0.sorts }) { column throws(PromptError) in
                guard !column.isEmpty else { throw PromptError(text: "sort by which column?") }
                return .sort(column)
            },
            PromptCommand(
                "purge", "pattern|tag|route|url|key TEXT, or all", "counts, shows, and asks; nothing is purged before",
                values: { values in
                    ["pattern ", "tag ", "route ", "url ", "key ", "all"] + values.routes.map { "route \($0)" }
                        + values.keys.map { "key \($0)" }
                }
            ) { text throws(PromptError) in .purge(try Self.selection(text)) },
            PromptCommand(
                "window", "1m|5m|15m|1h|24h", "how far back the graph reaches",
                values: { _ in TimeWindow.allCases.map(\.rawValue) }
            ) { text throws(PromptError) in
                guard let window = TimeWindow(rawValue: text) else {
                    let known = TimeWindow.allCases.map(\.rawValue).joined(separator: ", ")
                    throw PromptError(text: "no window '\(text)'; there are \(known)")
                }
                return .window(window)
            },
            PromptCommand(
                "interval", "TIME", "how often to poll, 100ms to 1h",
                values: { _ in ["250ms", "500ms", "1s", "2s", "5s", "10s", "30s"] }
            ) { text throws(PromptError) in .interval(try Self.interval(text)) },
            PromptCommand("theme", "NAME", "colours", values: { $0.themes }) { name throws(PromptError) in
                guard !name.isEmpty else { throw PromptError(text: "which theme? Tab goes through them") }
                return .theme(name)
            },
            PromptCommand("quit", "", "leave") { _ in .quit },
        ]

    private static func selection(_ text: String) throws(PromptError) -> Selection {
        let (kind, what) = Self.split(text)
        if kind == "all", what.isEmpty {
            return .all
        }
        guard ["pattern", "tag", "route", "url", "key"].contains(kind) else {
            throw PromptError(text: "purge what? pattern, tag, route, url or key with its text, or all")
        }
        guard !what.isEmpty else { throw PromptError(text: "purge which \(kind)?") }
        switch kind {
        case "pattern": return .pattern(what)
        case "tag": return .tag(what)
        case "route": return .route(what)
        case "url": return .url(what)
        default: return .key(what)
        }
    }

    private static func interval(_ text: String) throws(PromptError) -> Duration {
        let units: [(name: String, milliseconds: Double)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        for unit in units where text.hasSuffix(unit.name) {
            guard let number = Double(text.dropLast(unit.name.count)), number.isFinite else { continue }
            let milliseconds = number * unit.milliseconds
            guard (100...3_600_000).contains(milliseconds) else { break }
            return .milliseconds(Int(milliseconds))
        }
        throw PromptError(text: "'\(text)' is no interval; 100ms to 1h, such as 2s")
    }
}
