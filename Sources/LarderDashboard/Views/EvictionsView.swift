import Foundation
import LarderAdmin
import LarderTerminal

/// Why entries left, and the latest that did.
enum EvictionsView {
    private static let reasons: [(label: String, short: String, field: String, role: Role)] = [
        ("capacity", "cap", "capacity", .evictedCapacity), ("expired", "exp", "expired", .evictedExpired),
        ("invalidated", "inv", "invalidated", .evictedInvalidated), ("replaced", "rep", "replaced", .evictedReplaced),
        ("rejected", "rej", "rejected", .evictedRejected),
    ]

    private static func barRows(in rect: Rect) -> Int {
        rect.rows >= 8 ? Self.reasons.count : min(Self.reasons.count, max(0, rect.rows - 3))
    }

    /// Rows left for single events.
    static func listRows(in rect: Rect) -> Int {
        max(0, rect.rows - Self.barRows(in: rect) - 1)
    }

    static func draw(_ state: State, _ snapshot: StatsSnapshot, in rect: Rect, into frame: inout Frame) {
        let evictions = snapshot.evictions
        let counts = [
            evictions.capacity, evictions.expired, evictions.invalidated, evictions.replaced, evictions.rejected,
        ]
        let bars = Self.barRows(in: rect)
        let total = max(1, evictions.total)
        for index in 0..<bars {
            let row = rect.row(index).inset(columns: 1)
            let reason = Self.reasons[index]
            let share = min(max(Double(counts[index]) / Double(total), 0), 1)
            frame.put(reason.label, x: row.x, y: row.y, role: reason.role)
            frame.bar(x: row.x + 12, y: row.y, columns: row.columns - 24, share: share, role: reason.role, rest: " ")
            let percent = counts[index] == 0 ? "" : share < 0.005 ? "<1%" : "\(Int((share * 100).rounded()))%"
            frame.put(percent, maxX: row.maxX - 6, y: row.y, role: .text, limit: 4)
            frame.put(FigureFormat.count(counts[index]), maxX: row.maxX, y: row.y, role: .muted, limit: 6)
        }
        if state.shownMoment != nil {
            // Counted since the start, not until then.
            frame.restyle(rect.prefix(rows: bars), as: .muted)
        }
        Self.events(state, in: rect.dropping(rows: bars), into: &frame)
    }

    private static func events(_ state: State, in rect: Rect, into frame: inout Frame) {
        guard rect.rows > 1 else { return }
        for x in rect.x..<rect.maxX {
            frame.put(glyph: "─", x: x, y: rect.y, role: .graphGrid)
        }
        let missed =
            state.shownFeed.dropped > 0
            ? " latest, \(FigureFormat.count(Int(clamping: state.shownFeed.dropped))) not seen " : " \(Self.latest(state)) "
        frame.put(missed, x: rect.x + 1, y: rect.y, role: .muted, limit: rect.columns - 2)
        let top = state.scroll[.evictions] ?? 0
        let rows = state.shownMoment.map { moment in state.shownFeed.rows.drop { $0.isAfter(moment.at) } }
        let shown = rows ?? state.shownFeed.rows[...]
        for (line, row) in shown.dropFirst(top).prefix(rect.rows - 1).enumerated() {
            let place = rect.row(line + 1).inset(columns: 1)
            switch row {
            case .event(let event): Self.draw(event, state, in: place, into: &frame)
            case .gap(let count, _):
                frame.put(EventsView.gap(count), x: place.x, y: place.y, role: .graphGap, limit: place.columns)
            }
        }
    }

    private static func latest(_ state: State) -> String {
        state.shownMoment.map { "until \(state.now.timeOfDay($0.at))" } ?? "latest"
    }

    static func notes(_ state: State, _ shown: Figures) -> [Span] {
        if let moment = state.shownMoment {
            return [Span("\(moment.evictions.map(FigureFormat.rate) ?? FigureFormat.unknown)/s then", .paused)]
        }
        return [Span("\(FigureFormat.count(shown.snapshot.evictions.total)) in all", .muted)]
    }

    private static func draw(_ event: EventPage.Event, _ state: State, in row: Rect, into frame: inout Frame) {
        let look = Self.look(of: event)
        let age = event.ageSeconds.map(FigureFormat.age) ?? event.count.map { "×\(FigureFormat.count($0))" } ?? ""
        frame.put(state.now.timeOfDay(event.at), x: row.x, y: row.y, role: .muted)
        frame.put(look.text, x: row.x + 9, y: row.y, role: look.role)
        let room = row.columns - 13 - (age.isEmpty ? 0 : DisplayText(age).columns + 1)
        frame.put(DisplayText(event.key ?? "").truncatedInside(to: max(0, room)), x: row.x + 13, y: row.y, role: .key)
        frame.put(age, maxX: row.maxX, y: row.y, role: .ttl, limit: 8)
    }

    static func look(of event: EventPage.Event) -> (text: String, role: Role) {
        switch event.kind {
        case .evicted:
            Self.reasons.first { $0.field == event.reason }.map { ($0.short, $0.role) } ?? ("out", .muted)
        case .invalidated: ("pur", .info)
        case .backend: ("bck", .warning)
        case .purgeFailed: ("err", .danger)
        }
    }
}

extension EventRow {
    fileprivate func isAfter(_ date: Date) -> Bool {
        self.event.map { $0.at > date } ?? false
    }
}
