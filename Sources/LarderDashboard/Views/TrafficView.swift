import Foundation
import LarderAdmin
import LarderTerminal

/// Hits above the axis, misses below it, each on a scale of its own, and the hit rate as a line of blocks.
enum TrafficView {
    /// Columns of the scale at the left.
    static let gutter = 6
    static let sparklineLabel = 5

    static func notes(_ state: State) -> [Span] {
        var spans = [Span("hit", .hit), Span("▲ ", .hit), Span("miss", .miss), Span("▼ ", .miss), Span("[", .border)]
        for window in TimeWindow.allCases {
            if window != TimeWindow.allCases.first {
                spans.append(Span(" ", .border))
            }
            let isChosen = window == state.window
            spans.append(Span(isChosen ? "‹\(window.rawValue)›" : window.rawValue, isChosen ? .title : .muted))
        }
        return spans + [Span("]", .border)]
    }

    static func draw(_ state: State, _ shown: Figures, in rect: Rect, into frame: inout Frame) {
        guard let history = shown.snapshot.history, rect.rows >= 2, rect.columns > Self.gutter + 4 else { return }
        let behind = state.isStale && !state.isPaused ? state.sinceAnswer : .zero
        let columns = rect.columns - Self.gutter
        let traffic = Timeline(history, window: state.window.duration, behind: behind, columns: columns * 2)
        // Axis labels only where the graph keeps enough rows for itself.
        let hasTimeAxis = rect.rows >= 8
        let graphRows = rect.rows - 1 - (hasTimeAxis ? 1 : 0)
        let down = max(1, graphRows * 3 / 10)
        let up = graphRows - down
        let plot = Rect(x: rect.x + Self.gutter, y: rect.y, columns: columns, rows: graphRows)

        let hitScale = Timeline.scale(for: traffic.served)
        let missScale = Timeline.scale(for: traffic.missed)
        frame.put(FigureFormat.rate(hitScale), maxX: plot.x - 1, y: plot.y, role: .hit, limit: Self.gutter - 1)
        if up > 1 {
            frame.put("0", maxX: plot.x - 1, y: plot.y + up - 1, role: .graphGrid, limit: Self.gutter - 1)
        }
        frame.put(FigureFormat.rate(missScale), maxX: plot.x - 1, y: plot.maxY - 1, role: .miss, limit: Self.gutter - 1)

        for column in 0..<columns {
            let pair = [column * 2, column * 2 + 1]
            let served = pair.map { traffic.served[$0] }
            let missed = pair.map { traffic.missed[$0] }
            guard served.contains(where: { $0 != nil }) else {
                frame.put(glyph: "╌", x: plot.x + column, y: plot.y + up - 1, role: .graphGap)
                continue
            }
            let hitDots = served.map { Self.dots($0, of: hitScale, rows: up) }
            let missDots = missed.map { Self.dots($0, of: missScale, rows: down) }
            for row in 0..<up {
                let base = (up - 1 - row) * 4
                let glyph = Braille.rising(left: hitDots[0] - base, right: hitDots[1] - base)
                frame.put(glyph: glyph, x: plot.x + column, y: plot.y + row, role: .hit)
            }
            for row in 0..<down {
                let glyph = Braille.falling(left: missDots[0] - row * 4, right: missDots[1] - row * 4)
                frame.put(glyph: glyph, x: plot.x + column, y: plot.y + up + row, role: .miss)
            }
        }
        if hasTimeAxis {
            Self.timeAxis(state.window, in: Rect(x: plot.x, y: plot.maxY, columns: columns, rows: 1), into: &frame)
        }
        frame.put("hit%", x: rect.x + 1, y: rect.maxY - 1, role: .muted)
        Self.sparkline(traffic, in: Rect(x: plot.x, y: rect.maxY - 1, columns: columns, rows: 1), into: &frame)
    }

    /// One dot at least where something was recorded, so that nothing looks like no data.
    private static func dots(_ value: Double?, of scale: Double, rows: Int) -> Int {
        guard let value else { return 0 }
        return value <= 0 ? 0 : max(1, Int((min(value / scale, 1) * Double(rows * 4)).rounded()))
    }

    private static func timeAxis(_ window: TimeWindow, in row: Rect, into frame: inout Frame) {
        for x in row.x..<row.maxX {
            frame.put(glyph: "─", x: x, y: row.y, role: .graphGrid)
        }
        let seconds = window.duration.inSeconds
        for quarter in [0, 1, 2, 3] {
            let label = "-\(Self.timeLabel(seconds * Double(4 - quarter) / 4)) "
            let x = row.x + row.columns * quarter / 4
            frame.put(quarter == 0 ? label : " \(label)", x: x, y: row.y, role: .muted, limit: row.columns / 4)
        }
        frame.put(" now", maxX: row.maxX, y: row.y, role: .muted, limit: 4)
    }

    private static func timeLabel(_ seconds: Double) -> String {
        let whole = Int(seconds)
        let parts = [(whole / 3600, "h"), (whole / 60 % 60, "m"), (whole % 60, "s")].filter { $0.0 > 0 }
        return parts.map { "\($0.0)\($0.1)" }.joined()
    }

    /// The share of hits in each cell's time, from none to all.
    static func sparkline(_ traffic: Timeline, in row: Rect, into frame: inout Frame) {
        for column in 0..<row.columns {
            guard column * 2 + 1 < traffic.served.count else { return }
            let pair = [column * 2, column * 2 + 1]
            let served = pair.compactMap { traffic.served[$0] }.reduce(0, +)
            let missed = pair.compactMap { traffic.missed[$0] }.reduce(0, +)
            guard served + missed > 0 else { continue }
            let ratio = served / (served + missed)
            let eighths = min(max(Int((ratio * 8).rounded()), 1), 8)
            let glyph = Unicode.Scalar(UInt32(0x2580 + eighths)) ?? "█"
            frame.put(glyph: glyph, x: row.x + column, y: row.y, role: .hitRate(ratio))
        }
    }
}

/// Dots of a braille cell, two columns of four.
enum Braille {
    private static let leftUp: [UInt32] = [0x40, 0x04, 0x02, 0x01]
    private static let rightUp: [UInt32] = [0x80, 0x20, 0x10, 0x08]

    /// Filled from below; heights beyond 0 to 4 are cut.
    static func rising(left: Int, right: Int) -> Unicode.Scalar {
        Self.cell(Self.leftUp, left, Self.rightUp, right)
    }

    /// Filled from above.
    static func falling(left: Int, right: Int) -> Unicode.Scalar {
        Self.cell(Self.leftUp.reversed(), left, Self.rightUp.reversed(), right)
    }

    private static func cell(_ left: [UInt32], _ leftCount: Int, _ right: [UInt32], _ rightCount: Int) -> Unicode.Scalar {
        let bits = left.prefix(max(leftCount, 0)).reduce(0, |) | right.prefix(max(rightCount, 0)).reduce(0, |)
        return bits == 0 ? " " : Unicode.Scalar(0x2800 + bits) ?? " "
    }
}
