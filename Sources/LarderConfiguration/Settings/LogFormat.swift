/// How a process logs.
public enum LogFormat: String, CaseIterable, CustomStringConvertible, Sendable {
    /// Lines for people.
    case text
    /// An object a line, for what collects logs.
    case json

    public var description: String { self.rawValue }
}
