import LarderTerminal

/// What the pointer did last.
struct Pointer: Sendable, Equatable {
    private static let doubleClick = Duration.milliseconds(400)

    /// The button went down on the graph and is still held.
    var isScrubbing = false
    private var lastClick: Click?

    private struct Click: Sendable, Equatable {
        var x: Int
        var y: Int
        var at: Duration
    }

    /// True for the second of two quick clicks on the same cell.
    mutating func isDoubleClick(_ mouse: Mouse, at now: Duration) -> Bool {
        if let last = self.lastClick, last.x == mouse.x, last.y == mouse.y, now - last.at <= Self.doubleClick {
            self.lastClick = nil
            return true
        }
        self.lastClick = Click(x: mouse.x, y: mouse.y, at: now)
        return false
    }
}
