import Foundation

extension Theme {
    /// The themes in the program itself, the default one first.
    public static let builtInNames = BuiltInThemes.files.map(\.name)

    /// A built-in theme.
    public static func named(_ name: String) throws(ThemeError) -> Theme {
        guard let built = BuiltInThemes.files.first(where: { $0.name == name }) else { throw .unknownName(name) }
        let yaml = String(decoding: built.bytes, as: UTF8.self)
        let older = Self.builtInNames.prefix { $0 != name }
        return try Theme(ThemeFile(yaml: yaml, file: "\(name).yaml"), ancestors: Array(older))
    }

    /// A theme file of the user's.
    public init(file: String) throws(ThemeError) {
        self = try Theme(ThemeFile(yaml: Self.yaml(file), file: file), ancestors: Self.builtInNames)
    }

    static func yaml(_ file: String) throws(ThemeError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            let reason = (error as? CocoaError)?.code == .fileReadNoSuchFile ? "no such theme file" : "cannot be read"
            throw .unreadable(file: file, reason: "\(reason); built-in themes: \(Self.builtInNames.joined(separator: ", "))")
        }
        guard data.count <= 1_048_576, let yaml = String(data: data, encoding: .utf8) else {
            throw .unreadable(file: file, reason: "not a theme: themes are short UTF-8 text")
        }
        return yaml
    }

    /// What the file says, then what its families say, then what it inherits.
    ///
    /// - Parameter ancestors: what it may inherit; a built-in one only those before it, so that no chain can close.
    init(_ file: ThemeFile, ancestors: [String]) throws(ThemeError) {
        if let first = file.mistakes.first {
            throw first
        }
        try self.init(ignoringMistakesOf: file, ancestors: ancestors)
    }

    init(ignoringMistakesOf file: ThemeFile, ancestors: [String]) throws(ThemeError) {
        var parent: Theme?
        if let inherits = file.inherits {
            guard ancestors.contains(inherits.name) else {
                throw .invalid(
                    file: file.file, line: inherits.line,
                    reason: "cannot inherit '\(inherits.name)'; possible: \(ancestors.joined(separator: ", "))")
            }
            parent = try Theme.named(inherits.name)
        }
        let fallbackName = URL(fileURLWithPath: file.file).deletingPathExtension().lastPathComponent
        self.init(name: file.name.isEmpty ? fallbackName : file.name) { role in
            var name = role.rawValue
            while true {
                if let style = file.styles[name] {
                    return style
                }
                guard let dot = name.lastIndex(of: ".") else { return parent?.style(role) }
                name = String(name[..<dot])
            }
        }
    }
}
