/// Something in a configuration that cannot be meant.
public struct ConfigurationProblem: Sendable, Hashable, CustomStringConvertible {
    public enum Place: Sendable, Hashable, CustomStringConvertible {
        /// Lines count from one.
        case file(String, line: Int?)
        /// The name of an environment variable.
        case variable(String)
        case flag(String)

        public var description: String {
            switch self {
            case .file(let path, let line): line.map { "\(path):\($0)" } ?? path
            case .variable(let name): "$\(name)"
            case .flag(let name): name
            }
        }
    }

    public var place: Place
    /// What is wrong, and what is allowed there.
    public var message: String

    public init(_ place: Place, _ message: String) {
        self.place = place
        self.message = message
    }

    public var description: String { "\(self.place): \(self.message)" }
}

/// All that is wrong with a configuration, in the order of its file.
public struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    public var problems: [ConfigurationProblem]

    public init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    public var description: String { self.problems.map(\.description).joined(separator: "\n") }
}
