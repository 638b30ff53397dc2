/// Tells keys from the escape sequences that ncurses did not recognise.
///
/// Terminals disagree with their descriptions, and a modified key may come as a sequence nobody described. Its letters must
/// never count as keys of their own: one of them might purge.
struct EscapeSequences: Sendable, Equatable {
    private enum State: Sendable, Equatable {
        case none
        case escape
        /// After `ESC [`, with the parameters so far (ECMA-48 §5.4).
        case control(parameters: String)
        /// After `ESC O`.
        case singleShift
    }

    private var state = State.none
    private static let parameterLimit = 32

    /// The key that `scalar` completes, if any.
    mutating func take(_ scalar: Unicode.Scalar) -> Key? {
        switch self.state {
        case .none:
            guard scalar == "\u{1B}" else { return Key(input: scalar) }
            self.state = .escape
            return nil
        case .escape:
            switch scalar {
            case "[": self.state = .control(parameters: "")
            case "O": self.state = .singleShift
            case "\u{1B}": return .escape
            // With the Alt key, which means nothing here.
            default: self.state = .none
            }
            return nil
        case .control(let parameters):
            guard (0x40...0x7E).contains(scalar.value) else {
                self.state =
                    parameters.utf8.count < Self.parameterLimit ? .control(parameters: parameters + String(scalar)) : .none
                return nil
            }
            self.state = .none
            return Self.key(final: scalar, parameters: parameters)
        case .singleShift:
            self.state = .none
            return Self.key(final: scalar, parameters: "")
        }
    }

    /// No more input is waiting: an escape without a sequence is the key of that name.
    mutating func pause() -> Key? {
        defer { self.state = .none }
        return self.state == .escape ? .escape : nil
    }

    private static func key(final: Unicode.Scalar, parameters: String) -> Key? {
        switch (final, parameters) {
        case ("A", ""): .up
        case ("B", ""): .down
        case ("C", ""): .right
        case ("D", ""): .left
        case ("H", ""), ("~", "1"), ("~", "7"): .home
        case ("F", ""), ("~", "4"), ("~", "8"): .end
        case ("Z", ""): .backTab
        case ("~", "2"): .insert
        case ("~", "3"): .delete
        case ("~", "5"): .pageUp
        case ("~", "6"): .pageDown
        case ("P", ""), ("~", "11"): .function(1)
        default: nil
        }
    }
}
