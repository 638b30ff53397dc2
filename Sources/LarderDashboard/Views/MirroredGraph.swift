import Foundation
import LarderTerminal

/// Two series of dots on one axis, the second hanging below it, each on a scale of its own.
struct MirroredGraph {
    struct Series {
        var values: [Double?]
        /// Part of each value, drawn at the axis in its own role.
        var inner: [Double?]?
        var role: Role
        var innerRole: Role
        /// The value at the far end.
        var scale: Double
        var label: String

        init(
            _ values: [Double?], _ role: Role, scale: Double? = nil, inner: [Double?]? = nil, innerRole: Role = .text,
            label: (Double) -> String
        ) {
            self.values = values
            self.inner = inner
            self.role = role
            self.innerRole = innerRole
            self.scale = scale ?? Timeline.scale(for: values)
            self.label = label(self.scale)
        }
    }

    var up: Series
    /// Nil leaves all rows to the first.
    var down: Series?
    var scale: GraphScale

    /// - Parameter plot: One cell for two values; the labels stand in the `gutter` columns to its left.
    func draw(in plot: Rect, gutter: Int, into frame: inout Frame) {
        let downRows = self.down == nil || plot.rows < 2 ? 0 : max(1, plot.rows * 3 / 10)
        let upRows = plot.rows - downRows
        guard upRows > 0 else { return }
        frame.put(self.up.label, maxX: plot.x - 1, y: plot.y, role: self.up.role, limit: gutter - 1)
        if upRows > 1 {
            frame.put("0", maxX: plot.x - 1, y: plot.y + upRows - 1, role: .graphGrid, limit: gutter - 1)
        }
        if let down, downRows > 0 {
            frame.put(down.label, maxX: plot.x - 1, y: plot.maxY - 1, role: down.role, limit: gutter - 1)
        }
        for column in 0..<plot.columns {
            let x = plot.x + column
            guard self.up.values[column * 2] != nil || self.up.values[column * 2 + 1] != nil else {
                frame.put(glyph: "╌", x: x, y: plot.y + upRows - 1, role: .graphGap)
                continue
            }
            let heights = self.heights(self.up, column, rows: upRows)
            for row in 0..<upRows {
                let base = (upRows - 1 - row) * 4
                let glyph = Braille.rising(left: heights.left - base, right: heights.right - base)
                let role = heights.inner > base ? self.up.innerRole : self.up.role
                frame.put(glyph: glyph, x: x, y: plot.y + row, role: role)
            }
            guard let down, downRows > 0 else { continue }
            let depths = self.heights(down, column, rows: downRows)
            for row in 0..<downRows {
                let glyph = Braille.falling(left: depths.left - row * 4, right: depths.right - row * 4)
                let role = depths.inner > row * 4 ? down.innerRole : down.role
                frame.put(glyph: glyph, x: x, y: plot.y + upRows + row, role: role)
            }
        }
    }

    private func heights(_ series: Series, _ column: Int, rows: Int) -> (left: Int, right: Int, inner: Int) {
        let (left, right) = (column * 2, column * 2 + 1)
        func dots(_ value: Double?) -> Int { self.dots(value, of: series.scale, rows: rows) }
        let inner = series.inner.map { max(dots($0[left]), dots($0[right])) } ?? 0
        return (dots(series.values[left]), dots(series.values[right]), inner)
    }

    /// One dot at least where something was recorded, so that little does not look like nothing.
    private func dots(_ value: Double?, of scale: Double, rows: Int) -> Int {
        guard let value, value > 0 else { return 0 }
        let share =
            switch self.scale {
            case .linear: value / scale
            case .logarithmic: log1p(value) / log1p(scale)
            }
        return max(1, Int((min(share, 1) * Double(rows * 4)).rounded()))
    }
}

/// Dots of a braille cell, two columns of four.
enum Braille {
    private static let leftUp: [UInt32] = [0x00, 0x40, 0x44, 0x46, 0x47]
    private static let rightUp: [UInt32] = [0x00, 0x80, 0xA0, 0xB0, 0xB8]
    private static let leftDown: [UInt32] = [0x00, 0x01, 0x03, 0x07, 0x47]
    private static let rightDown: [UInt32] = [0x00, 0x08, 0x18, 0x38, 0xB8]

    /// Filled from below; heights beyond 0 to 4 are cut.
    static func rising(left: Int, right: Int) -> Unicode.Scalar {
        Self.cell(Self.leftUp[Self.cut(left)] | Self.rightUp[Self.cut(right)])
    }

    /// Filled from above.
    static func falling(left: Int, right: Int) -> Unicode.Scalar {
        Self.cell(Self.leftDown[Self.cut(left)] | Self.rightDown[Self.cut(right)])
    }

    private static func cut(_ height: Int) -> Int { min(max(height, 0), 4) }

    private static func cell(_ dots: UInt32) -> Unicode.Scalar {
        dots == 0 ? " " : Unicode.Scalar(0x2800 + dots) ?? " "
    }
}
