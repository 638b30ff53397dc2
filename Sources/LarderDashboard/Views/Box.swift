import LarderTerminal

/// A box over the panels.
struct Box {
    let inside: Rect

    /// Draws the empty box in the middle of the screen, as large as asked for or as there is room.
    ///
    /// - Parameter rows: rows of content.
    init(_ title: [Span], columns: Int, rows: Int, role: Role = .focusedBorder, into frame: inout Frame) {
        let room = Rect(x: 0, y: 0, columns: frame.size.columns, rows: frame.size.rows - 1)
        let rect = room.centred(columns: columns, rows: rows + 2)
        frame.clear(rect)
        frame.border(rect, title: title, role: role)
        self.inside = rect.inset(columns: 2, rows: 1)
    }
}

/// Buttons in a row; the focused one is the one that Enter presses.
enum Buttons {
    struct Button {
        var label: String
        var role: Role
        var isFocused: Bool
    }

    static func draw(_ buttons: [Button], in row: Rect, into frame: inout Frame) {
        var x = row.x
        for button in buttons {
            let text = "[ \(button.label) ]"
            let width = frame.put(text, x: x, y: row.y, role: button.role, limit: row.maxX - x)
            if button.isFocused {
                frame.setBackdrop(Rect(x: x, y: row.y, columns: width, rows: 1), to: .selection)
            }
            x += width + 2
        }
    }
}
