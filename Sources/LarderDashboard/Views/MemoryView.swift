import LarderAdmin
import LarderTerminal

/// How full the cache is, of what, and for how long the entries stay fresh.
enum MemoryView {
    static func notes(_ state: State, _ shown: Figures) -> [Span] {
        guard let moment = state.shownMoment else { return [Span(shown.snapshot.policy, .muted)] }
        return [Span("at \(state.now.timeOfDay(moment.at))", .paused)]
    }

    /// What the history has of the moment; the rest says so.
    static func draw(_ moment: RecordedMoment, _ snapshot: StatsSnapshot, in rect: Rect, into frame: inout Frame) {
        let area = rect.inset(columns: 1)
        let limit = snapshot.memory.limitBytes
        let share = moment.usedBytes.flatMap { limit > 0 ? $0 / Double(limit) : nil }
        Self.used(share, in: area, into: &frame)
        let used = moment.usedBytes.map { FigureFormat.bytes(Int($0)) } ?? FigureFormat.unknown
        let lines: [[Span]] = [
            Self.line((used, .header), (" of \(FigureFormat.bytes(limit))", .muted)),
            Self.line(("hit p99 ", .muted), (FigureFormat.latency(moment.hitP99Microseconds), .latency)),
            [],
            Self.line(("no more is recorded over time", .muted)),
        ]
        for (index, line) in lines.enumerated() {
            frame.put(line, in: area.row(index + 1))
        }
    }

    private static func used(_ share: Double?, in area: Rect, into frame: inout Frame) {
        guard area.columns > 12 else { return }
        let label = share.map { "\(Int((min($0, 9.99) * 100).rounded()))%" } ?? FigureFormat.unknown
        frame.put("used", x: area.x, y: area.y, role: .muted)
        frame.bar(x: area.x + 5, y: area.y, columns: area.columns - 10, share: share ?? 0, role: .memory(share ?? 0))
        frame.put(label, maxX: area.maxX, y: area.y, role: .memory(share ?? 0), limit: 4)
    }

    static func draw(_ snapshot: StatsSnapshot, in rect: Rect, into frame: inout Frame) {
        let memory = snapshot.memory
        let area = rect.inset(columns: 1)
        guard area.columns > 12 else { return }
        Self.used(memory.share, in: area, into: &frame)
        let lines: [[Span]] = [
            Self.line(
                (FigureFormat.bytes(memory.usedBytes), .header), (" of \(FigureFormat.bytes(memory.limitBytes))", .muted),
                (" · ", .border), (FigureFormat.count(memory.entries), .header), (" entries", .muted)),
            Self.line(
                ("values ", .muted), (FigureFormat.bytes(memory.valueBytes), .size), (" · keys ", .muted),
                (FigureFormat.bytes(memory.keyBytes), .size), (" · over ", .muted),
                (FigureFormat.bytes(memory.overheadBytes), .size)),
            Self.line(
                ("hit ", .muted), (FigureFormat.latency(snapshot.latencyUs.hit.p50), .latency), (" p99 ", .muted),
                (FigureFormat.latency(snapshot.latencyUs.hit.p99), .latency), (" · miss ", .muted),
                (FigureFormat.latency(snapshot.latencyUs.miss.p50), .latency)),
            Self.line(
                ("saved ", .muted), (FigureFormat.count(snapshot.saved.queries), .ok), (" queries · ", .muted),
                (FigureFormat.age(snapshot.saved.seconds), .ok), (" · ", .border), (FigureFormat.bytes(snapshot.saved.bytes), .ok)
            ),
        ]
        for (index, line) in lines.enumerated() {
            frame.put(line, in: area.row(index + 1))
        }
        Self.freshness(snapshot.ttlHistogram, in: area.dropping(rows: lines.count + 1), into: &frame)
    }

    private static func line(_ parts: (String, Role)...) -> [Span] {
        parts.map { Span($0.0, $0.1) }
    }

    /// Bars over the time that entries stay fresh.
    private static func freshness(_ buckets: [StatsSnapshot.TTLBucket], in rect: Rect, into frame: inout Frame) {
        guard rect.rows >= 3, !buckets.isEmpty else { return }
        frame.put("fresh for", x: rect.x, y: rect.y, role: .muted)
        let shown = buckets.prefix(rect.columns / 5)
        let width = min(9, rect.columns / shown.count)
        let bars = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 2)
        let largest = max(1, shown.map(\.entries).max() ?? 1)
        for (index, bucket) in shown.enumerated() {
            let x = bars.x + index * width
            let isEmpty = bucket.entries <= 0
            let eighths = isEmpty ? 0 : max(1, Int(Double(bucket.entries) / Double(largest) * Double(bars.rows * 8)))
            for row in 0..<bars.rows {
                let rest = eighths - (bars.rows - 1 - row) * 8
                let isBase = row == bars.rows - 1
                guard rest > 0 || isBase else { continue }
                let glyph = rest > 0 ? Unicode.Scalar(UInt32(0x2580 + min(rest, 8))) ?? "█" : "▁"
                for column in 0..<max(1, width - 1) {
                    frame.put(glyph: glyph, x: x + column, y: bars.y + row, role: rest > 0 ? .ttl : .graphGrid)
                }
            }
            let label = bucket.upToSeconds.map { "≤\(FigureFormat.age($0))" } ?? "more"
            frame.put(label, x: x, y: bars.maxY, role: .muted, limit: width - 1)
        }
    }
}
