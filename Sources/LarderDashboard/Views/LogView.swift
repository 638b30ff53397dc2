import LarderTerminal

/// What people did to the cache and what became of it, the latest first.
enum LogView {
    static func draw(_ state: State, in rect: Rect, into frame: inout Frame) {
        let log = state.shownLog
        guard !log.isEmpty else {
            let hint =
                state.access == .readWrite
                ? "nothing yet; \(state.keys.name(of: .invalidate)) or \(state.keys.name(of: .selectAndInvalidate)) invalidates"
                : "nothing yet"
            frame.put(hint, x: rect.x + 1, y: rect.y, role: .muted, limit: rect.columns - 2)
            return
        }
        let top = min(state.scroll[.log] ?? 0, max(0, log.count - 1))
        for (line, entry) in log.dropFirst(top).prefix(rect.rows).enumerated() {
            let row = rect.row(line).inset(columns: 1)
            frame.put(state.now.timeOfDay(entry.at), x: row.x, y: row.y, role: .muted)
            let text = DisplayText(entry.text).truncatedInside(to: max(0, row.columns - 9))
            frame.put(text, x: row.x + 9, y: row.y, role: entry.role)
        }
    }
}

extension State {
    /// Up to the moment that is looked at.
    var shownLog: [LogEntry] {
        let log = self.pause?.log ?? self.log
        guard let moment = self.shownMoment else { return log }
        return log.filter { $0.at <= moment.at }
    }
}
