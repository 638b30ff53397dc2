import LarderAdmin
import LarderTerminal

/// Every back end and how it is.
enum BackendsView {
    static func count(_ state: State) -> String {
        let rows = state.backendRows
        let up = rows.count { $0.state == .up }
        return "\(up) of \(rows.count) up"
    }

    static func draw(_ state: State, in rect: Rect, into frame: inout Frame) {
        let table = Table(
            columns: Self.columns, emptyText: ListNotes.nothing(state.backends, "no back end is known", "back end"))
        table.draw(state.backends.arranged(state.backendRows), state.backends, .focused, in: rect, into: &frame)
    }

    private static var columns: [Table<StatsSnapshot.Backend>.Column] {
        [
            .init("NAME", .flexible(minimum: 12), .left, sort: .name) { .key(Span($0.name, .key)) },
            .init("STATE", .fixed(10), .left, sort: .state) { .text(Self.state($0.state)) },
            .init("LATENCY", .fixed(8), sort: .latency) { .text(Span(FigureFormat.latency($0.latencyUs), .latency)) },
            .init("KIND", .fixed(10), .left, rank: 1) { .text(Span($0.kind, .text)) },
            .init("LOCATION", .flexible(minimum: 14), .left, rank: 2) {
                .key(Span($0.location.isEmpty ? "in process" : $0.location, .text))
            },
            .init("ERROR", .flexible(minimum: 12), .left, rank: 3) { .key(Span($0.error ?? "", .danger)) },
            .init("CAN", .fixed(22), .left, rank: 4) { .text(Span($0.capabilities.joined(separator: " "), .muted)) },
        ]
    }

    /// A glyph and a word, whatever the colours.
    private static func state(_ state: StatsSnapshot.Backend.State) -> Span {
        switch state {
        case .up: Span("● up", .ok)
        case .degraded: Span("▲ degraded", .warning)
        case .down: Span("✗ DOWN", .danger)
        }
    }

    static func details(_ backend: StatsSnapshot.Backend) -> [[Span]] {
        var lines: [[Span]] = [
            [Span(backend.name, .title), Span("  ", .text), Self.state(backend.state)],
            [Span("kind      ", .muted), Span(backend.kind, .text)],
            [Span("location  ", .muted), Span(backend.location.isEmpty ? "in process" : backend.location, .text)],
            [Span("latency   ", .muted), Span(FigureFormat.latency(backend.latencyUs), .latency)],
            [Span("can       ", .muted), Span(backend.capabilities.joined(separator: "  "), .text)],
        ]
        if let error = backend.error {
            lines.insert([Span("error     ", .muted), Span(error, .danger)], at: 1)
        }
        return lines
    }
}
