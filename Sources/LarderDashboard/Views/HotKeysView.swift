import LarderAdmin
import LarderTerminal

/// The keys that are asked for most; the cursor and the marks are here.
enum HotKeysView {
    static func notes(_ state: State) -> [Span] {
        guard let shown = state.shown else { return [] }
        var spans: [Span] = []
        if !state.hot.filter.isEmpty {
            spans.append(Span(String(state.hot.filter.text.prefix(24)), .match))
            spans.append(Span(" ", .text))
        }
        let count = FigureFormat.count(shown.snapshot.memory.entries)
        spans.append(Span("\(state.hotRows.count) of \(count)", .muted))
        spans.append(Span("  \(state.hot.sort.rawValue)\(state.hot.isReversed ? "▲" : "▼")", .title))
        return spans
    }

    private struct Column {
        var title: String
        var width: Int
        var sort: HotKeysState.Sort?
    }

    private static let columns = [
        Column(title: "HITS/S", width: 8, sort: .hits), Column(title: "HIT%", width: 6, sort: .hitRate),
        Column(title: "SIZE", width: 7, sort: .size), Column(title: "TTL", width: 5, sort: .ttl),
        Column(title: "STATE", width: 7, sort: nil),
    ]

    static func draw(_ state: State, _ snapshot: StatsSnapshot, in rect: Rect, into frame: inout Frame) {
        guard rect.rows > 0 else { return }
        // Key, rate and hit rate stay; the others go from the right where the key would have no room.
        let rest = [5, 3, 2].first { count in rect.columns - 2 - Self.columns.prefix(count).reduce(0) { $0 + $1.width } >= 22 }
        let columns = Array(Self.columns.prefix(rest ?? 2))
        let keyWidth = max(4, rect.columns - 2 - columns.reduce(0) { $0 + $1.width } - 1)
        Self.head(state, columns, keyWidth, in: rect.row(0), into: &frame)

        let rows = state.hot.rows(of: snapshot)
        let cursor = state.hot.cursorRow(in: rows)
        guard !rows.isEmpty else {
            let reason = state.hot.filter.isEmpty ? "no requests yet" : "no hot key matches \(state.hot.filter.text); Esc clears"
            frame.put(reason, x: rect.x + 2, y: rect.y + 1, role: .muted, limit: rect.columns - 3)
            return
        }
        for (line, index) in (state.hot.top..<min(rows.count, state.hot.top + rect.rows - 1)).enumerated() {
            let row = rect.row(line + 1)
            let isMarked = state.hot.marked.contains(rows[index].key)
            Self.draw(rows[index], columns, keyWidth, isMarked: isMarked ? .marked : .plain, in: row, into: &frame)
            if index == cursor, state.focus == .hotKeys {
                frame.put(glyph: "▶", x: row.x, y: row.y, role: .mark)
                frame.setBackdrop(row, to: .selection)
            }
        }
    }

    private enum Marking {
        case marked, plain
    }

    private static func head(_ state: State, _ columns: [Column], _ keyWidth: Int, in row: Rect, into frame: inout Frame) {
        frame.put("KEY", x: row.x + 2, y: row.y, role: state.hot.sort == .key ? .title : .muted)
        var end = row.x + 2 + keyWidth
        for column in columns {
            end += column.width
            let role: Role = column.sort == state.hot.sort ? .title : .muted
            if column.title == "STATE" {
                frame.put(column.title, x: end - column.width + 1, y: row.y, role: role)
            } else {
                frame.put(column.title, maxX: end, y: row.y, role: role, limit: column.width)
            }
        }
    }

    private static func draw(
        _ key: StatsSnapshot.HotKey, _ columns: [Column], _ keyWidth: Int, isMarked: Marking, in row: Rect,
        into frame: inout Frame
    ) {
        if isMarked == .marked {
            frame.put("*", x: row.x + 1, y: row.y, role: .mark)
        }
        let name = DisplayText(key.key).truncatedInside(to: keyWidth)
        frame.put(name, x: row.x + 2, y: row.y, role: isMarked == .marked ? .mark : .key)
        let ttl = key.ttlSeconds.map(FigureFormat.age) ?? FigureFormat.unknown
        let state = Self.state(key.state)
        let texts: [(String, Role)] = [
            (FigureFormat.columnRate(key.hitsPerSecond), .text),
            (FigureFormat.percent(key.hitRatio), key.hitRatio.map(Self.role(ofHitRate:)) ?? .muted),
            (key.sizeBytes.map(FigureFormat.bytes) ?? FigureFormat.unknown, .size), (ttl, .text), state,
        ]
        var end = row.x + 2 + keyWidth
        for (column, text) in zip(columns, texts) {
            end += column.width
            if column.title == "STATE" {
                frame.put(text.0, x: end - column.width + 1, y: row.y, role: text.1, limit: column.width - 1)
            } else {
                frame.put(text.0, maxX: end, y: row.y, role: text.1, limit: column.width - 1)
            }
        }
    }

    /// What is as it should be stays quiet.
    private static func role(ofHitRate ratio: Double) -> Role {
        let role = Role.hitRate(ratio)
        return role == .hitRateGood ? .hit : role
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
