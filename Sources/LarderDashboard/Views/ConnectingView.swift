import LarderTerminal

/// What the screen says before the first answer.
enum ConnectingView {
    static func draw(_ state: State, _ layout: Layout, into frame: inout Frame) {
        Self.draw(state, in: layout.inside(layout.panels[.traffic] == nil ? state.focus : .traffic), into: &frame)
    }

    static func draw(_ state: State, in area: Rect, into frame: inout Frame) {
        let lines: [Span] =
            state.polling.failures == 0
            ? [Span("connecting to \(state.source) …", .header)]
            : [Span("cannot reach \(state.source)", .warning), Span(state.polling.lastError, .muted)]
        let box = area.centred(columns: area.columns - 2, rows: lines.count)
        for (index, line) in lines.enumerated() {
            let row = box.row(index)
            let width = min(line.columns, row.columns)
            frame.put(line.text, x: row.x + (row.columns - width) / 2, y: row.y, role: line.role, limit: row.columns)
        }
    }
}
