/// Why there is no such theme; `description` is one line with the place and the remedy.
public enum ThemeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A name that no built-in theme has: the caller's mistake, not a file's.
    case unknownName(String)
    case unreadable(file: String, reason: String)
    /// Something in a file that a theme cannot have.
    case invalid(file: String, line: Int, reason: String)

    public var description: String {
        switch self {
        case .unknownName(let name):
            "unknown theme '\(name)'; choose one of \(Theme.builtInNames.joined(separator: ", ")), or a file ending in .yaml"
        case .unreadable(let file, let reason): "\(file): \(reason)"
        case .invalid(let file, let line, let reason): "\(file):\(line): \(reason)"
        }
    }

    /// Where in its file; 1 where that is not known.
    public var line: Int {
        if case .invalid(_, let line, _) = self { return line }
        return 1
    }
}
