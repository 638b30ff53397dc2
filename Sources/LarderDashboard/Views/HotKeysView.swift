import LarderAdmin
import LarderTerminal

/// The keys that are asked for most; the cursor and the marks are here.
enum HotKeysView {
    static func notes(_ state: State) -> [Span] {
        guard let shown = state.shown else { return [] }
        if state.shownMoment != nil {
            return [Span("not recorded over time: as of \(state.now.timeOfDay(shown.receivedAt.wall))", .paused)]
        }
        let count = "\(state.hotRows.count) of \(FigureFormat.count(shown.snapshot.memory.entries))"
        return ListNotes.spans(state.hot, count: count)
    }

    static func draw(_ state: State, in rect: Rect, into frame: inout Frame) {
        let focus: Table<StatsSnapshot.HotKey>.Focus = state.focus == .hotKeys ? .focused : .unfocused
        let refills = state.refills
        var table = Table(columns: Self.columns(refills), emptyText: ListNotes.nothing(state.hot, "no requests yet", "hot key"))
        let marked = state.marked
        table.isMarked = { marked.contains($0.key) }
        table.sign = { refills.contains($0.key) ? Self.refilling : nil }
        table.draw(state.hotRows, state.hot, focus, in: rect, into: &frame)
    }

    /// Before a row whose fresh copy was purged.
    static let refilling = Span("↻", .info)

    private static func columns(_ refills: Refills) -> [Table<StatsSnapshot.HotKey>.Column] {
        [
            .init("KEY", .flexible(minimum: 20), .left, sort: .key) { .key(Span($0.key, .key)) },
            .init("HITS/S", .fixed(7), sort: .hits) { .text(Span(FigureFormat.columnRate($0.hitsPerSecond), .text)) },
            .init("HIT%", .fixed(5), sort: .hitRate) {
                .text(Span(FigureFormat.percent($0.hitRatio), $0.hitRatio.map(Self.role(ofHitRate:)) ?? .muted))
            },
            .init("SIZE", .fixed(6), sort: .size, rank: 1) {
                .text(Span($0.sizeBytes.map(FigureFormat.bytes) ?? FigureFormat.unknown, .size))
            },
            .init("TTL", .fixed(4), sort: .ttl, rank: 3) {
                .text(Span($0.ttlSeconds.map(FigureFormat.age) ?? FigureFormat.unknown, .text))
            },
            .init("STATE", .fixed(6), .left, rank: 2) { .text(Self.state($0.state, isRefilling: refills.contains($0.key))) },
        ]
    }

    /// What is as it should be stays quiet.
    static func role(ofHitRate ratio: Double) -> Role {
        let role = Role.hitRate(ratio)
        return role == .hitRateGood ? .hit : role
    }

    /// The word of a state column.
    static func state(_ state: EntryState, isRefilling: Bool) -> Span {
        guard !isRefilling else { return Span("refill", .info) }
        let look = Self.state(state)
        return Span(look.0, look.1)
    }

    static func state(_ state: EntryState) -> (String, Role) {
        switch state {
        case .fresh: ("fresh", .muted)
        case .stale: ("STALE", .stale)
        case .revalidate: ("REVAL", .warning)
        case .absent: ("gone", .muted)
        }
    }
}
