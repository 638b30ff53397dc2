import Foundation
import LarderAdmin
import LarderTerminal

/// The graph of the overview: traffic, latency or memory over time, and the hit rate as a line of blocks.
enum TrafficView {
    /// Columns of the scale at the left.
    static let gutter = 6
    static let sparklineLabel = 5

    static func notes(_ state: State) -> [Span] {
        let scale = state.scale == .logarithmic ? [Span("log ", .paused)] : []
        if let moment = state.shownMoment {
            let window = [Span(" ‹\(state.window.rawValue)›", .title)]
            return [Span("\(state.now.timeOfDay(moment.at)) ", .paused)] + Self.values(moment, state.graph) + scale + window
        }
        var spans = Self.legend(state) + scale + [Span("[", .border)]
        for window in TimeWindow.allCases {
            if window != TimeWindow.allCases.first {
                spans.append(Span(" ", .border))
            }
            let isChosen = window == state.window
            spans.append(Span(isChosen ? "‹\(window.rawValue)›" : window.rawValue, isChosen ? .title : .muted))
        }
        return spans + [Span("]", .border)]
    }

    private static func legend(_ state: State) -> [Span] {
        switch state.graph {
        case .traffic: [Span("hit", .hit), Span("▲ ", .hit), Span("miss", .miss), Span("▼ ", .miss)]
        case .memory:
            [Span("used", .memoryLow), Span("▲ ", .memoryLow), Span("out", .evictedCapacity), Span("▼ ", .evictedCapacity)]
        case .latency:
            [Span(Self.hasSeries("hit_p50_us", state) ? "hit p50 " : "", .hit), Span("hit p99▲ ", .latency)]
                + (Self.hasSeries("miss_p99_us", state) ? [Span("miss p99▼ ", .miss)] : [])
        }
    }

    private static func hasSeries(_ name: String, _ state: State) -> Bool {
        state.shown?.snapshot.history?.series[name] != nil
    }

    private static func values(_ moment: RecordedMoment, _ graph: Graph) -> [Span] {
        guard let served = moment.served else { return [Span("no data ", .muted)] }
        switch graph {
        case .traffic:
            return [
                Span("hit \(FigureFormat.rate(served)) ", .hit),
                Span("miss \(moment.misses.map(FigureFormat.rate) ?? FigureFormat.unknown) ", .miss),
            ] + HeaderView.hitRate(moment.hitRatio)
        case .latency: return [Span("hit p99 \(FigureFormat.latency(moment.hitP99Microseconds)) ", .latency)]
        case .memory:
            return [
                Span("used \(moment.usedBytes.map { FigureFormat.bytes(Int($0)) } ?? FigureFormat.unknown) ", .memoryLow),
                Span("out \(moment.evictions.map(FigureFormat.rate) ?? FigureFormat.unknown)/s", .evictedCapacity),
            ]
        }
    }

    /// The cells of a graph in `rect`, line of hit rates and all: a column is a moment.
    static func plot(in rect: Rect) -> Rect {
        Rect(x: rect.x + Self.gutter, y: rect.y, columns: rect.columns - Self.gutter, rows: rect.rows)
    }

    static func draw(_ state: State, _ shown: Figures, in rect: Rect, into frame: inout Frame) {
        guard let history = shown.snapshot.history, rect.rows >= 2, rect.columns > Self.gutter + 4 else { return }
        let columns = rect.columns - Self.gutter
        let timeline = Timeline(history, window: state.window.duration, behind: state.behind, columns: columns * 2)
        // Axis labels only where the graph keeps enough rows for itself.
        let hasTimeAxis = rect.rows >= 8
        let graphRows = rect.rows - 1 - (hasTimeAxis ? 1 : 0)
        let plot = Self.plot(in: rect).prefix(rows: graphRows)
        Self.graph(timeline, shown.snapshot, state).draw(in: plot, gutter: Self.gutter, into: &frame)
        let axis = Rect(x: plot.x, y: plot.maxY, columns: columns, rows: 1)
        if hasTimeAxis {
            Self.timeAxis(state, in: axis, into: &frame)
        }
        frame.put("hit%", x: rect.x + 1, y: rect.maxY - 1, role: .muted)
        Self.sparkline(timeline, in: Rect(x: plot.x, y: rect.maxY - 1, columns: columns, rows: 1), into: &frame)
        if let column = state.cursorColumn(of: columns) {
            frame.setBackdrop(Rect(x: plot.x + column, y: rect.y, columns: 1, rows: rect.rows), to: .selection)
            if hasTimeAxis, let moment = state.shownMoment {
                let label = " \(state.now.timeOfDay(moment.at)) "
                let x = min(max(plot.x + column - label.count / 2, plot.x), plot.maxX - label.count)
                frame.put(label, x: x, y: axis.y, role: .paused)
            }
        }
    }

    private static func graph(_ timeline: Timeline, _ snapshot: StatsSnapshot, _ state: State) -> MirroredGraph {
        switch state.graph {
        case .traffic:
            return MirroredGraph(
                up: .init(timeline.served, .hit, label: FigureFormat.rate),
                down: .init(timeline.missed, .miss, label: FigureFormat.rate), scale: state.scale)
        case .latency:
            func inner(_ name: String) -> [Double?]? { timeline.has(name) ? timeline.values(name) : nil }
            let label = FigureFormat.shortLatency
            return MirroredGraph(
                up: .init(
                    timeline.values("hit_p99_us"), .latency, inner: inner("hit_p50_us"), innerRole: .hit, label: label),
                down: timeline.has("miss_p99_us")
                    ? .init(
                        timeline.values("miss_p99_us"), .miss, inner: inner("miss_p50_us"), innerRole: .warning, label: label)
                    : nil,
                scale: state.scale)
        case .memory:
            let limit = Double(snapshot.memory.limitBytes)
            return MirroredGraph(
                up: .init(timeline.values("used_bytes"), .memoryLow, scale: limit > 0 ? limit : nil) {
                    FigureFormat.bytes(Int(min($0, 1e15)))
                },
                down: .init(timeline.values("evictions"), .evictedCapacity, label: FigureFormat.rate), scale: state.scale)
        }
    }

    private static func timeAxis(_ state: State, in row: Rect, into frame: inout Frame) {
        for x in row.x..<row.maxX {
            frame.put(glyph: "─", x: x, y: row.y, role: .graphGrid)
        }
        let seconds = state.window.duration.inSeconds
        for quarter in [0, 1, 2, 3] {
            let label = "-\(Self.timeLabel(seconds * Double(4 - quarter) / 4)) "
            let x = row.x + row.columns * quarter / 4
            frame.put(quarter == 0 ? label : " \(label)", x: x, y: row.y, role: .muted, limit: row.columns / 4)
        }
        let end = state.pause.map { state.now.timeOfDay($0.end) } ?? "now"
        frame.put(" \(end)", maxX: row.maxX, y: row.y, role: .muted, limit: 9)
    }

    private static func timeLabel(_ seconds: Double) -> String {
        let whole = Int(seconds)
        let parts = [(whole / 3600, "h"), (whole / 60 % 60, "m"), (whole % 60, "s")].filter { $0.0 > 0 }
        return parts.map { "\($0.0)\($0.1)" }.joined()
    }

    /// The share of hits in each cell's time, from none to all.
    static func sparkline(_ timeline: Timeline, in row: Rect, into frame: inout Frame) {
        let (served, missed) = (timeline.served, timeline.missed)
        for column in 0..<row.columns where column * 2 + 1 < served.count {
            let (left, right) = (column * 2, column * 2 + 1)
            let hits = (served[left] ?? 0) + (served[right] ?? 0)
            let misses = (missed[left] ?? 0) + (missed[right] ?? 0)
            guard hits + misses > 0 else { continue }
            let ratio = hits / (hits + misses)
            let eighths = min(max(Int((ratio * 8).rounded()), 1), 8)
            let glyph = Unicode.Scalar(UInt32(0x2580 + eighths)) ?? "█"
            frame.put(glyph: glyph, x: row.x + column, y: row.y, role: .hitRate(ratio))
        }
    }
}

extension State {
    /// The graph's column under the cursor, where the screen is paused and one was chosen.
    func cursorColumn(of columns: Int) -> Int? {
        guard let pause, let cursor = pause.cursor, columns > 0 else { return nil }
        let share = 1 - pause.end.timeIntervalSince(cursor) / self.window.duration.inSeconds
        guard share.isFinite, (0...1).contains(share) else { return nil }
        return min(Int(share * Double(columns)), columns - 1)
    }
}
