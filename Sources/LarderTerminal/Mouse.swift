/// What a pointer did at a cell, counted from zero at the top left.
public struct Mouse: Sendable, Hashable {
    public enum Button: Sendable, Hashable {
        case left, middle, right
    }

    public enum Action: Sendable, Hashable {
        case press(Button)
        /// Moved with the button held; only where the cell changed.
        case drag(Button)
        case release(Button)
        case wheelUp, wheelDown
    }

    public var action: Action
    public var x: Int
    public var y: Int

    public init(_ action: Action, x: Int, y: Int) {
        self.action = action
        self.x = x
        self.y = y
    }
}

/// Whether the pointer is the program's, or selects text as the terminal would without it.
public enum MouseCapture: Sendable, Hashable {
    case captured, released
}

extension Mouse {
    /// - Parameters:
    ///   - code: xterm's: buttons in bits 0 and 1, 32 for motion, 64 for the wheel; modifiers count for nothing.
    ///   - x: Counted from one, as terminals do.
    ///   - held: The button that was pressed last, since the oldest encoding does not say which one was released.
    init?(code: Int, x: Int, y: Int, isRelease: Bool, held: Button?) {
        guard x > 0, y > 0, code < 128 else { return nil }
        let button: Button? =
            switch code & 3 {
            case 0: .left
            case 1: .middle
            case 2: .right
            default: nil
            }
        let action: Action
        switch (code & 64 != 0, button) {
        case (true, .left): action = .wheelUp
        case (true, .middle): action = .wheelDown
        case (true, _): return nil
        case (false, nil):
            guard code & 32 == 0, let held else { return nil }
            action = .release(held)
        case (false, .some(let button)):
            action = code & 32 != 0 ? .drag(button) : isRelease ? .release(button) : .press(button)
        }
        self.init(action, x: x - 1, y: y - 1)
    }
}
