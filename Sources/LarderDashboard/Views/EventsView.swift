import LarderAdmin
import LarderTerminal

/// What left the cache and why, purges, and back ends that changed, as they happen.
enum EventsView {
    static func notes(_ state: State) -> [Span] {
        let rows = state.eventRows
        let kind = state.eventKind == .all ? [] : [Span(state.eventKind.rawValue, .match), Span(" ", .text)]
        let count = "\(FigureFormat.count(state.events.arranged(rows).count)) events"
        let following: Span =
            state.events.isFollowing && !state.isPaused
            ? Span(" ● following", .live) : Span(" ◌ still, \(state.keys.name(of: .follow)) follows", .paused)
        return kind + ListNotes.spans(state.events, count: count) + [following]
    }

    static func gap(_ count: UInt64) -> String {
        "╌╌ \(FigureFormat.count(Int(clamping: count))) events not seen ╌╌"
    }

    static func draw(_ state: State, in rect: Rect, into frame: inout Frame) {
        let columns: [Table<EventRow>.Column] = [
            .init("TIME", .fixed(8), .left, sort: .time) { row in
                .text(Span(row.event.map { state.now.timeOfDay($0.at) } ?? "╌╌╌╌╌╌╌╌", row.event == nil ? .graphGap : .muted))
            },
            .init("WHAT", .fixed(12), .left) { Self.what($0) },
            .init("KEY", .flexible(minimum: 14), .left) { row in
                switch row {
                case .event(let event): .key(Span(event.key ?? FigureFormat.unknown, .key))
                case .gap(let count, _): .key(Span(Self.gap(count), .graphGap))
                }
            },
            .init("SIZE", .fixed(6), rank: 1) { row in
                .text(Span(row.event?.sizeBytes.map(FigureFormat.bytes) ?? "", .size))
            },
            .init("AGE", .fixed(5), rank: 2) { row in
                .text(
                    Span(
                        row.event.map {
                            $0.ageSeconds.map(FigureFormat.age) ?? $0.count.map { "×\(FigureFormat.count($0))" } ?? ""
                        }
                            ?? "", .ttl))
            },
            .init("IDLE", .fixed(5), rank: 3) { row in
                .text(Span(row.event?.idleSeconds.map(FigureFormat.age) ?? "", .text))
            },
            .init("BY", .fixed(14), .left, rank: 4) { row in .text(Span(row.event?.invalidation ?? "", .muted)) },
        ]
        let kind =
            state.eventKind == .all
            ? "no event yet" : "no such event yet: \(state.eventKind.rawValue); \(state.keys.name(of: .eventKind)) shows others"
        let table = Table(columns: columns, emptyText: ListNotes.nothing(state.events, kind, "event's key"))
        table.draw(state.events.arranged(state.eventRows), state.events, .focused, in: rect, into: &frame)
    }

    private static func what(_ row: EventRow) -> Table<EventRow>.Column.Content {
        guard let event = row.event else { return .text(Span("gap", .graphGap)) }
        let role = EvictionsView.look(of: event).role
        return switch event.kind {
        case .evicted: .text(Span(event.reason ?? "evicted", role))
        case .invalidated where event.reason == InvalidationMode.revalidate.rawValue: .text(Span("reval purge", role))
        case .invalidated: .text(Span("\(event.reason ?? "") purge", role))
        case .backend: .text(Span("backend \(event.reason ?? "")", role))
        case .purgeFailed: .text(Span("FAILED", role))
        }
    }
}
