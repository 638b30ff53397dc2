/// What a terminal is to be used for, from the environment and the user's wishes.
public struct TerminalSettings: Sendable, Equatable {
    /// False shows no colours, not even at start.
    public var usesColour: Bool
    /// Marks that let the terminal show a frame at once, and bracketed paste: private modes that old terminals lack.
    public var usesPrivateModes: Bool

    public init(usesColour: Bool, usesPrivateModes: Bool) {
        self.usesColour = usesColour
        self.usesPrivateModes = usesPrivateModes
    }

    /// `NO_COLOR` counts where it is not empty (https://no-color.org).
    public init(environment: [String: String]) {
        let type = environment["TERM"] ?? ""
        let isOld = ["vt", "linux", "ansi", "dumb", "cons", "sun"].contains { type.hasPrefix($0) }
        self.init(usesColour: (environment["NO_COLOR"] ?? "").isEmpty, usesPrivateModes: !isOld)
    }
}

/// Why there is no screen; `description` is one line.
public enum TerminalError: Error, Sendable, Equatable, CustomStringConvertible {
    case notATerminal
    case unknownType(String)
    case noCursorAddressing(String)

    public var description: String {
        switch self {
        case .notATerminal: "standard input and output are not a terminal"
        case .unknownType(""): "TERM is not set, so the terminal's type is unknown"
        case .unknownType(let type): "the terminal's type '\(type)' is unknown"
        case .noCursorAddressing(let type): "a terminal of type '\(type)' cannot place the cursor"
        }
    }
}
