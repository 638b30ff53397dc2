import LarderAdmin
import LarderTerminal

/// Who is asked, how fresh the figures are, and the figures that must never be missed.
enum HeaderView {
    static func draw(_ state: State, _ layout: Layout, into frame: inout Frame) {
        Self.identity(state, in: layout.header, into: &frame)
        guard layout.kind != .compact || state.view != .overview, let shown = state.shown else { return }
        let row = layout.figures.inset(columns: 1)
        if let moment = state.shownMoment {
            Self.figures(Self.segments(moment, shown.snapshot, state), in: row, into: &frame)
        } else {
            Self.figures(Self.segments(shown.snapshot, columns: row.columns), in: row, into: &frame)
        }
    }

    private static func identity(_ state: State, in row: Rect, into frame: inout Frame) {
        let (segments, right) = Self.identity(state, in: row)
        frame.put(right, rightIn: Rect(x: row.x, y: row.y, columns: row.columns - 1, rows: 1))
        let room = Rect(x: row.x + 1, y: row.y, columns: row.columns - right.columns - 4, rows: 1)
        frame.put(Array(segments.map(\.spans).joined(separator: [Span("  ", .text)])), in: room)
    }

    /// Where the view's name is in the header's row.
    static func viewName(_ state: State, in row: Rect) -> Range<Int> {
        var x = row.x + 1
        for segment in Self.identity(state, in: row).left {
            let columns = segment.spans.columns
            if segment.spans.first?.role == .keyHint {
                return x..<x + columns
            }
            x += columns + 2
        }
        return x..<x
    }

    private static func identity(_ state: State, in row: Rect) -> (left: [Segment], right: [Span]) {
        var segments: [Segment] = []
        if let instance = state.shown?.snapshot.instance {
            // A long name gives way to the environment, which must be seen.
            let environment = Self.environment(instance)
            let view = state.view.title.count + 4
            let room = min(28, max(4, row.columns * 3 / 5 - environment.columns - view - 4))
            let name = DisplayText(instance.name).truncated(to: room).description
            segments.append(Segment(spans: [Span(name, .header), Span(" ", .text)] + environment, rank: 0))
        }
        segments.append(
            Segment(
                spans: [Span("\(state.view.rawValue) ", .keyHint), Span(state.view.title, .header)],
                rank: state.view == .overview ? 2 : 1))
        segments.append(Segment(spans: [Span(state.source, .muted)], rank: 3))
        let left = segments.dropLast().reduce(0) { $0 + $1.spans.columns + 2 }
        let right = Self.right(state, columns: row.columns - 3 - left)
        return (Segment.fitting(segments, columns: row.columns - right.columns - 4, gap: 2), right)
    }

    /// `[PROD]` in warning colours, any other environment by its name.
    static func environment(_ instance: StatsSnapshot.Instance) -> [Span] {
        if instance.isProduction {
            return [Span("[PROD]", .production)]
        }
        return instance.environment.isEmpty ? [] : [Span("[\(String(instance.environment.prefix(12)))]", .info)]
    }

    private static func right(_ state: State, columns: Int) -> [Span] {
        let access: [Span] = state.access == .readWrite ? [Span("RW", .muted)] : [Span("RO", .readonly)]
        let segments = [
            Segment(spans: [Self.liveness(state, isShort: columns < 44)], rank: 0),
            Segment(spans: [Span("every \(FigureFormat.decimal(state.polling.interval.inSeconds))s", .muted)], rank: 3),
            Segment(spans: access, rank: state.access == .readWrite ? 2 : 1),
            Segment(spans: [Span(state.now.timeOfDay(state.now.wall), .muted)], rank: 2),
        ]
        let fitting = Segment.fitting(segments, columns: columns, gap: 3)
        return Array(fitting.map(\.spans).joined(separator: [Span("   ", .text)]))
    }

    /// The state is a word and a glyph as well as a colour.
    static func liveness(_ state: State, isShort: Bool) -> Span {
        let polling = state.polling
        let waits = max(.zero, polling.due - state.now.elapsed)
        let retry =
            polling.failures == 0
            ? "no answer yet"
            : polling.phase == .waiting
                ? "retry \(polling.failures) in \(FigureFormat.countdown(waits))" : "retry \(polling.failures) now"
        if state.figures == nil {
            return Span(isShort || polling.failures == 0 ? "◌ connecting…" : "◌ connecting · \(retry)", .stale)
        }
        if state.isStale {
            let age = FigureFormat.age(state.sinceAnswer.inSeconds)
            return Span(isShort ? "○ STALE \(age)" : "○ STALE \(age) · \(retry)", .stale)
        }
        if state.isPaused {
            let moment = state.shownMoment.map { "at \(state.now.timeOfDay($0.at))" }
            let isTight = isShort && moment != nil
            return Span("◌ \(isTight ? "" : "PAUSED ")\(moment ?? FigureFormat.age(state.age?.inSeconds ?? 0))", .paused)
        }
        let age = FigureFormat.decimal(min(state.sinceAnswer.inSeconds, 9999))
        return Span(isShort ? "● LIVE \(age)s" : "● LIVE \(age)s ago", .live)
    }

    private static func figures(_ segments: [Segment], in row: Rect, into frame: inout Frame) {
        let fitting = Segment.fitting(segments, columns: row.columns, gap: 3)
        frame.put(Array(fitting.map(\.spans).joined(separator: [Span(" │ ", .border)])), in: row)
    }

    /// What the history has of a moment in the past; the rest is left out rather than shown as if it were of then.
    static func segments(_ moment: RecordedMoment, _ snapshot: StatsSnapshot, _ state: State) -> [Segment] {
        let time = Span(" at \(state.now.timeOfDay(moment.at))", .paused)
        guard let served = moment.served else {
            return [
                Segment(spans: [Span("HIT ", .header), Span(FigureFormat.unknown, .muted), time], rank: 0),
                Segment(spans: [Span("nothing was recorded then", .muted)], rank: 1),
            ]
        }
        func rate(_ label: String, _ value: Double?, _ role: Role, rank: Int) -> Segment {
            let text = value.map { "\(FigureFormat.rate($0))/s" } ?? FigureFormat.unknown
            return Segment(spans: [Span("\(label) ", .muted), Span(text, role)], rank: rank)
        }
        var segments = [
            Segment(spans: [Span("HIT ", .header)] + Self.hitRate(moment.hitRatio) + [time], rank: 0),
            Segment(
                spans: [Span(FigureFormat.rate(served + (moment.misses ?? 0)), .header), Span(" req/s", .muted)], rank: 1),
            rate("miss", moment.misses, .miss, rank: 3), rate("stale", moment.staleHits, .staleHit, rank: 5),
            rate("out", moment.evictions, .evictedCapacity, rank: 4),
        ]
        if let used = moment.usedBytes, snapshot.memory.limitBytes > 0 {
            let share = min(used / Double(snapshot.memory.limitBytes), 9.99)
            segments.append(
                Segment(
                    spans: [Span("mem ", .muted), Span("\(Int((share * 100).rounded()))%", Role.memory(share))], rank: 2))
        }
        return segments
    }

    static func segments(_ snapshot: StatsSnapshot, columns: Int) -> [Segment] {
        let rates = snapshot.rates["10s"] ?? .init()
        let share = snapshot.memory.share
        return [
            Segment(spans: Self.hitRates(snapshot, columns: columns), rank: 0),
            Segment(spans: [Span(FigureFormat.rate(rates.requests), .header), Span(" req/s", .muted)], rank: 1),
            Segment(spans: [Span("miss ", .muted), Span("\(FigureFormat.rate(rates.misses))/s", .miss)], rank: 3),
            Segment(spans: [Span("stale ", .muted), Span("\(FigureFormat.rate(rates.staleHits))/s", .staleHit)], rank: 5),
            Segment(
                spans: [
                    Span("evict ", .muted),
                    Span(rates.capacityEvictions.map { "\(FigureFormat.rate($0))/s" } ?? "–", .evictedCapacity),
                ], rank: 4),
            Segment(
                spans: [
                    Span("mem ", .muted),
                    Span(share.map { "\(Int(($0 * 100).rounded()))%" } ?? FigureFormat.unknown, Role.memory(share ?? 0)),
                ], rank: 2),
            Segment(spans: [Span(FigureFormat.count(snapshot.memory.entries), .header), Span(" keys", .muted)], rank: 6),
        ]
    }

    /// The hit rate over three windows, the shortest first and the last to go.
    private static func hitRates(_ snapshot: StatsSnapshot, columns: Int) -> [Span] {
        let windows = [("10s", "10s"), ("60s", "1m"), ("900s", "15m")].enumerated().map { index, window in
            Segment(spans: Self.hitRate(snapshot.rates[window.0]?.hitRatio) + [Span(" \(window.1)", .muted)], rank: index)
        }
        let fitting = Segment.fitting(windows, columns: columns - 4, gap: 1)
        return [Span("HIT ", .header)] + fitting.map(\.spans).joined(separator: [Span(" ", .text)])
    }

    static func hitRate(_ ratio: Double?) -> [Span] {
        guard let ratio else { return [Span(FigureFormat.unknown, .muted)] }
        return [Span("\(FigureFormat.percent(ratio))%", .hitRate(ratio))]
    }
}

extension StatsSnapshot.Memory {
    /// Of the limit; nil without one.
    var share: Double? {
        self.limitBytes > 0 ? min(max(Double(self.usedBytes) / Double(self.limitBytes), 0), 9.99) : nil
    }
}
