/// A key as a person names it.
public enum Key: Sendable, Hashable {
    case character(Unicode.Scalar)
    /// With the control key, as its lowercase letter.
    case control(Unicode.Scalar)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
}

extension Key: CustomStringConvertible {
    public var description: String {
        switch self {
        case .character(" "): "Spc"
        case .character(let scalar): String(Character(scalar))
        case .control(let letter): "Ctrl-\(String(Character(letter)).uppercased())"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .function(let number): "F\(number)"
        }
    }
}
