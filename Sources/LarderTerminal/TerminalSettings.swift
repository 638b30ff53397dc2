/// What a terminal is to be used for, from the environment and the user's wishes.
public struct TerminalSettings: Sendable, Equatable {
    /// False shows no colours, not even at start.
    public var usesColour: Bool
    /// Marks that let the terminal show a frame at once, bracketed paste and the mouse: private modes that old terminals lack.
    public var usesPrivateModes: Bool
    /// True where the environment says that the terminal shows every colour, whatever its description says.
    public var announcesDirectColour: Bool
    public var multiplexer: Multiplexer

    public init(
        usesColour: Bool, usesPrivateModes: Bool, announcesDirectColour: Bool = false, multiplexer: Multiplexer = .none
    ) {
        self.usesColour = usesColour
        self.usesPrivateModes = usesPrivateModes
        self.announcesDirectColour = announcesDirectColour
        self.multiplexer = multiplexer
    }

    /// `NO_COLOR` counts where it is not empty (https://no-color.org).
    public init(environment: [String: String]) {
        let type = environment["TERM"] ?? ""
        let isOld = ["vt", "linux", "ansi", "dumb", "cons", "sun"].contains { type.hasPrefix($0) }
        let multiplexer = Multiplexer(environment: environment)
        // GNU screen hands the outer terminal's variable down and would read a direct colour as blinking text.
        let announces = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") && multiplexer != .screen
        self.init(
            usesColour: (environment["NO_COLOR"] ?? "").isEmpty, usesPrivateModes: !isOld,
            announcesDirectColour: announces && !isOld, multiplexer: multiplexer)
    }
}

/// A program between this one and the user's terminal that keeps what it does not know to itself.
public enum Multiplexer: Sendable, Hashable {
    case none, tmux, screen

    /// Over ssh the variables are lost and the type alone remains; `screen` may then be either, and screen is the one that
    /// takes harm.
    public init(environment: [String: String]) {
        let type = environment["TERM"] ?? ""
        if !(environment["TMUX"] ?? "").isEmpty || type.hasPrefix("tmux") {
            self = .tmux
        } else if !(environment["STY"] ?? "").isEmpty || type.hasPrefix("screen") {
            self = .screen
        } else {
            self = .none
        }
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
