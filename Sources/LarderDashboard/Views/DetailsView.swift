import LarderAdmin
import LarderTerminal

/// All about the row under the cursor, over the list.
enum DetailsView {
    static func draw(_ lines: [[Span]], scroll: Int, into frame: inout Frame) {
        let box = Box([Span("Details", .title)], columns: 90, rows: max(1, lines.count), into: &frame)
        let top = min(scroll, max(0, lines.count - box.inside.rows))
        for (index, line) in lines.dropFirst(top).prefix(box.inside.rows).enumerated() {
            frame.put(line, in: box.inside.row(index))
        }
    }
}

extension State {
    /// More of the row under the cursor than its columns say; empty where there is none.
    var rowDetails: [[Span]] {
        switch self.list {
        case .routes: self.routes.current(in: self.routeRows).map(RoutesView.details) ?? []
        case .backends: self.backends.current(in: self.backendRows).map(BackendsView.details) ?? []
        case .audit: self.currentPastInvalidation.map { AuditView.details($0, now: self.serverNow) } ?? []
        case .events: self.currentEvent.map(self.details) ?? []
        case .hotKeys, .tree, .entries, nil: []
        }
    }

    private func details(_ event: EventPage.Event) -> [[Span]] {
        func field(_ name: String, _ text: String?) -> [[Span]] {
            text.map { [[Span(name + String(repeating: " ", count: max(1, 12 - name.count)), .muted), Span($0, .text)]] } ?? []
        }
        return [[Span(event.key ?? FigureFormat.unknown, .title)]] + field("number", "\(event.seq)")
            + field("time", self.now.timeOfDay(event.at)) + field("kind", event.kind.rawValue) + field("reason", event.reason)
            + field("entries", event.count.map(FigureFormat.count)) + field("size", event.sizeBytes.map(FigureFormat.bytes))
            + field("age", event.ageSeconds.map(FigureFormat.age)) + field("idle", event.idleSeconds.map(FigureFormat.age))
            + field("purge", event.invalidation)
    }
}
