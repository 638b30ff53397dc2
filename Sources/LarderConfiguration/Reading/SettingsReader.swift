import Configuration

/// Reads settings from flags, the environment and a file, whichever says them first, and notes all that is wrong with any.
struct SettingsReader {
    /// A value as it stands in its source.
    struct Found {
        let text: String
        let source: SettingSource
        let place: ConfigurationProblem.Place
    }

    private let flags: [[String]: Flag]
    private let environment: any ConfigProvider
    private let variables: [String]
    private let file: ConfigurationFile
    private let values: InMemoryProvider
    private var known: Set<[String]> = []
    /// What is in these has been complained of.
    private var misshapen: Set<[String]> = []
    private(set) var problems: [ConfigurationProblem]
    private(set) var effective: [EffectiveSetting] = []

    struct Flag {
        let name: String
        let text: String
    }

    /// - Parameters:
    ///   - flags: Settings that flags say, by the keys that lead to them.
    ///   - variables: The environment. `caches.default.memory_limit` is `LARDER_CACHES_DEFAULT_MEMORY_LIMIT` there.
    init(file: ConfigurationFile, variables: [String: String], flags: [[String]: Flag]) {
        self.file = file
        self.values = file.provider
        self.flags = flags
        // As `NAME= command` means it in a shell.
        let variables = variables.filter { !$0.value.isEmpty }
        self.environment = EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: ["larder"])
        self.variables = variables.keys.filter { name in
            ["LARDER_CACHES_", "LARDER_ADMIN_", "LARDER_ROUTES_"].contains { name.hasPrefix($0) }
        }
        self.problems = file.problems
    }

    // MARK: Values

    /// A setting in a form of its own.
    ///
    /// - Parameters:
    ///   - default: What holds where nobody says anything. Nil: nothing does.
    ///   - allowed: What may stand there, for whoever wrote something else.
    mutating func value<Value: CustomStringConvertible>(
        _ path: [String], default usual: Value? = nil, allowed: String, parse: (String) -> Value?
    ) -> Value? {
        guard let found = self.find(path) else {
            if let usual { self.note(path, usual.description, .usual) }
            return usual
        }
        guard let value = parse(found.text) else {
            self.problems.append(
                ConfigurationProblem(found.place, "\(path.last!) cannot be \(Self.quoted(found.text)): it takes \(allowed)"))
            return usual
        }
        self.note(path, value.description, found.source)
        return value
    }

    /// Texts, one or several.
    mutating func list(_ path: [String]) -> [String]? {
        self.known.insert(path)
        let key = AbsoluteConfigKey(path)
        if let found = try? self.environment.value(forKey: key, type: .stringArray),
            case .stringArray(let texts)? = found.value?.content
        {
            self.note(path, texts.joined(separator: ", "), .variable(found.encodedKey))
            return texts
        }
        let content: [String]? =
            switch self.file.values[path] {
            case .stringArray(let texts): texts
            case .string(let text): [text]
            default: nil
            }
        guard let content else {
            if self.file.sections[path] != nil {
                self.problems.append(ConfigurationProblem(self.file.place(path), "\(path.last!) takes a list of texts"))
            }
            return nil
        }
        self.note(path, content.joined(separator: ", "), .file(line: self.file.lines[path]))
        return content
    }

    enum SectionShape: String {
        case section = "a section of 'key: value'"
        case list = "a list of sections"
    }

    /// The names in a section of the file, in its order; of a list of sections their places in it.
    mutating func members(of path: [String], _ shape: SectionShape) -> [String] {
        self.known.insert(path)
        let found: SectionShape? =
            self.file.sections[path] == nil ? nil : self.file.lists.contains(path) ? .list : .section
        let isNothing = found == nil && (self.file.values[path] == nil || self.file.values[path] == .stringArray([]))
        guard found == shape || isNothing else {
            let instead = found?.rawValue ?? "a value"
            self.problems.append(
                ConfigurationProblem(self.file.place(path), "\(path.last!) takes \(shape.rawValue), not \(instead)"))
            self.misshapen.insert(path)
            return []
        }
        return self.file.sections[path] ?? []
    }

    mutating func complain(_ path: [String], _ message: String) {
        self.problems.append(ConfigurationProblem(self.place(of: path), message))
    }

    func line(of path: [String]) -> Int? {
        self.file.lines[path]
    }

    func isSaid(_ path: [String]) -> Bool {
        self.found(path) != nil
    }

    private func place(of path: [String]) -> ConfigurationProblem.Place {
        self.found(path)?.place ?? self.file.place(path)
    }

    private mutating func find(_ path: [String]) -> Found? {
        self.known.insert(path)
        if self.file.sections[path] != nil {
            self.problems.append(
                ConfigurationProblem(self.file.place(path), "\(path.last!) takes one value, and is a section here"))
        } else if case .stringArray? = self.file.values[path] {
            self.problems.append(ConfigurationProblem(self.file.place(path), "\(path.last!) takes one value, and is a list here"))
        }
        return self.found(path)
    }

    private func found(_ path: [String]) -> Found? {
        if let flag = self.flags[path] {
            return Found(text: flag.text, source: .flag(flag.name), place: .flag(flag.name))
        }
        let key = AbsoluteConfigKey(path)
        if let found = try? self.environment.value(forKey: key, type: .string), case .string(let text)? = found.value?.content {
            return Found(text: text, source: .variable(found.encodedKey), place: .variable(found.encodedKey))
        }
        if let found = try? self.values.value(forKey: key, type: .string), case .string(let text)? = found.value?.content {
            return Found(text: text, source: .file(line: self.file.lines[path]), place: self.file.place(path))
        }
        return nil
    }

    private mutating func note(_ path: [String], _ text: String, _ source: SettingSource) {
        self.effective.append(EffectiveSetting(name: path.joined(separator: "."), value: text, source: source))
    }

    // MARK: What nobody asked for

    /// Notes every key and variable that nothing has read, each with what is allowed in its place. Called last.
    mutating func complainOfUnknownKeys() {
        let names = Set(self.known.map { "LARDER_" + $0.joined(separator: "_").uppercased() })
        for variable in self.variables.sorted() where !names.contains(variable) {
            self.problems.append(
                ConfigurationProblem(
                    .variable(variable),
                    "is no setting; a setting's variable is its name in capitals, such as LARDER_CACHES_DEFAULT_MEMORY_LIMIT"))
        }
        for (section, names) in self.file.sections where !self.misshapen.contains(where: { section.starts(with: $0) }) {
            for name in names where !self.isKnown(section + [name]) {
                let siblings = Set(
                    self.known.filter { $0.count > section.count && $0.starts(with: section) }.map { $0[section.count] })
                guard !siblings.isEmpty || section.isEmpty else { continue }
                self.problems.append(
                    ConfigurationProblem(
                        self.file.place(section + [name]),
                        "'\(name)' is not known\(section.isEmpty ? "" : " in \(section.joined(separator: "."))"); "
                            + "known there: \(siblings.sorted().joined(separator: ", "))"))
            }
        }
    }

    /// In the order of the file.
    mutating func add(_ problems: [ConfigurationProblem]) {
        self.problems = (self.problems + problems).enumerated()
            .sorted { (Self.order($0.element), $0.offset) < (Self.order($1.element), $1.offset) }.map(\.element)
    }

    private func isKnown(_ path: [String]) -> Bool {
        self.known.contains { $0 == path || $0.starts(with: path) }
    }

    private static func order(_ problem: ConfigurationProblem) -> Int {
        guard case .file(_, let line) = problem.place else { return .max }
        return line ?? 0
    }

    /// What stands in a file is shown as it is, but for what a terminal would take for a command.
    private static func quoted(_ text: String) -> String {
        "'\(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 && !(0x7F...0x9F).contains($0.value) })))'"
    }
}
