import LarderAdmin
import LarderTerminal

/// The views beside the overview: a list, or an entry, in one box, and the details of a row below it.
enum ListScreen {
    static func draw(_ state: State, _ layout: Layout, into frame: inout Frame) {
        let hasBorder = layout.kind != .compact
        if hasBorder {
            frame.border(layout.body, title: Self.title(state), notes: Self.notes(state), role: .focusedBorder)
        }
        let inside = layout.bodyInside
        guard state.shown != nil else {
            ConnectingView.draw(state, in: inside, into: &frame)
            return
        }
        switch state.view {
        case .keys: KeySpaceView.draw(state, in: inside, into: &frame)
        case .inspect: InspectView.draw(state, in: inside, into: &frame)
        case .events: EventsView.draw(state, in: inside, into: &frame)
        case .routes: RoutesView.draw(state, in: inside, into: &frame)
        case .backends: BackendsView.draw(state, in: inside, into: &frame)
        case .audit: AuditView.draw(state, in: inside, into: &frame)
        case .overview: break
        }
        if !layout.details.isEmpty {
            frame.border(layout.details, title: [Span("Details", .title)], role: .border)
            let area = layout.details.inset(columns: 2, rows: 1)
            for (index, line) in state.rowDetails.prefix(area.rows).enumerated() {
                frame.put(line, in: area.row(index))
            }
        }
        if state.isStale {
            frame.restyle(inside, as: .muted)
            frame.restyle(layout.details.inset(columns: 1, rows: 1), as: .muted)
        }
    }

    private static func title(_ state: State) -> [Span] {
        switch state.view {
        case .keys: KeySpaceView.title(state)
        case .inspect: [Span("Inspect", .title)]
        case .overview, .events, .routes, .backends, .audit: [Span(state.view.title, .title)]
        }
    }

    private static func notes(_ state: State) -> [Span] {
        switch state.view {
        case .keys: KeySpaceView.notes(state)
        case .inspect: InspectView.notes(state)
        case .events: EventsView.notes(state)
        case .routes: ListNotes.spans(state.routes, count: "\(state.routeRows.count) routes")
        case .backends: ListNotes.spans(state.backends, count: BackendsView.count(state))
        case .audit: AuditView.notes(state)
        case .overview: []
        }
    }
}
