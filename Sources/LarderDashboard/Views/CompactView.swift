import LarderAdmin
import LarderTerminal

/// The figures and the hottest keys, for a phone or a narrow split.
enum CompactView {
    static func draw(_ state: State, _ layout: Layout, into frame: inout Frame) {
        guard let shown = state.shown else {
            ConnectingView.draw(state, layout, into: &frame)
            return
        }
        let area = layout.figures.inset(columns: 1)
        let segments =
            state.shownMoment.map { HeaderView.segments($0, shown.snapshot, state) }
            ?? HeaderView.segments(shown.snapshot, columns: area.columns)
        frame.put(segments[0].spans, in: area.row(0))
        let rest = Segment.fitting(
            Array(segments.dropFirst().filter { $0.rank != 2 && $0.rank != 6 }), columns: area.columns, gap: 3)
        frame.put(Array(rest.map(\.spans).joined(separator: [Span(" · ", .border)])), in: area.row(1))
        Self.memory(shown.snapshot, in: area.row(2), into: &frame)
        let line = Self.sparkline(in: layout.figures)
        if let history = shown.snapshot.history, !line.isEmpty {
            frame.put("hit%", x: area.x, y: line.y, role: .muted)
            let timeline = Timeline(
                history, window: state.window.duration, behind: state.behind, columns: line.columns * 2)
            TrafficView.sparkline(timeline, in: line, into: &frame)
            if let column = state.cursorColumn(of: line.columns) {
                frame.setBackdrop(Rect(x: line.x + column, y: line.y, columns: 1, rows: 1), to: .selection)
            }
        }
        HotKeysView.draw(state, in: layout.inside(.hotKeys), into: &frame)
        if state.isStale {
            frame.restyle(Rect(x: 0, y: 1, columns: state.size.columns, rows: layout.status.y - 1), as: .muted)
        }
    }

    /// The line of hit rates, where there is room for it.
    static func sparkline(in figures: Rect) -> Rect {
        let row = figures.inset(columns: 1).row(3)
        let label = TrafficView.sparklineLabel
        return Rect(x: row.x + label, y: row.y, columns: row.columns - label, rows: row.rows)
    }

    private static func memory(_ snapshot: StatsSnapshot, in row: Rect, into frame: inout Frame) {
        guard row.rows > 0 else { return }
        let share = snapshot.memory.share ?? 0
        let text = "\(Int((share * 100).rounded()))%"
        let keys = [Span(FigureFormat.count(snapshot.memory.entries), .header), Span(" keys", .muted)]
        let bar = max(4, row.columns - 5 - 5 - keys.columns - 2)
        frame.put("mem", x: row.x, y: row.y, role: .muted)
        frame.bar(x: row.x + 5, y: row.y, columns: bar, share: share, role: .memory(share))
        frame.put(text, x: row.x + 5 + bar + 1, y: row.y, role: .memory(share))
        frame.put(keys, rightIn: row)
    }
}
