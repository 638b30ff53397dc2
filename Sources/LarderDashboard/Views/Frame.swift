public import LarderTerminal

/// A screen of the dashboard's roles.
public typealias Frame = Screen<Role>

/// A piece of a line.
struct Span: Equatable {
    var text: String
    var role: Role

    init(_ text: String, _ role: Role) {
        self.text = text
        self.role = role
    }

    var columns: Int { DisplayText(self.text).columns }
}

extension [Span] {
    var columns: Int { self.reduce(0) { $0 + $1.columns } }
}

/// Spans that appear or disappear together; where there is no room the highest rank goes first.
struct Segment {
    var spans: [Span]
    var rank: Int

    /// The segments that fit into `columns` with `gap` columns between them, in their own order.
    static func fitting(_ segments: [Segment], columns: Int, gap: Int) -> [Segment] {
        var kept = segments
        while kept.count > 1, kept.reduce(-gap, { $0 + $1.spans.columns + gap }) > columns {
            guard let last = kept.indices.max(by: { kept[$0].rank < kept[$1].rank }) else { break }
            kept.remove(at: last)
        }
        return kept
    }
}

extension Screen where Role == LarderDashboard.Role {
    /// Draws spans one after the other within `rect`'s first row and returns the columns they took.
    @discardableResult
    mutating func put(_ spans: [Span], in rect: Rect) -> Int {
        guard rect.rows > 0 else { return 0 }
        var x = rect.x
        for span in spans where x < rect.maxX {
            x += self.put(span.text, x: x, y: rect.y, role: span.role, limit: rect.maxX - x)
        }
        return x - rect.x
    }

    mutating func put(_ spans: [Span], rightIn rect: Rect) {
        let columns = Swift.min(spans.columns, rect.columns)
        self.put(spans, in: Rect(x: rect.maxX - columns, y: rect.y, columns: columns, rows: rect.rows))
    }

    /// Columns from a border's corner to its title.
    static var titleInset: Int { 3 }

    /// A panel's border with its title and, where there is room, notes at the right.
    mutating func border(_ rect: Rect, title: [Span], notes: [Span] = [], role: Role) {
        guard rect.columns >= 2, rect.rows >= 2 else { return }
        let (right, bottom) = (rect.maxX - 1, rect.maxY - 1)
        for x in rect.x + 1..<right {
            self.put(glyph: "─", x: x, y: rect.y, role: role)
            self.put(glyph: "─", x: x, y: bottom, role: role)
        }
        for y in rect.y + 1..<bottom {
            self.put(glyph: "│", x: rect.x, y: y, role: role)
            self.put(glyph: "│", x: right, y: y, role: role)
        }
        self.put(glyph: "╭", x: rect.x, y: rect.y, role: role)
        self.put(glyph: "╮", x: right, y: rect.y, role: role)
        self.put(glyph: "╰", x: rect.x, y: bottom, role: role)
        self.put(glyph: "╯", x: right, y: bottom, role: role)
        let room = Rect(x: rect.x + Self.titleInset - 1, y: rect.y, columns: rect.columns - 4, rows: 1)
        let used = self.put([Span(" ", role)] + title + [Span(" ", role)], in: room)
        if !notes.isEmpty, used + notes.columns + 3 <= room.columns {
            self.put([Span(" ", role)] + notes + [Span(" ", role)], rightIn: room)
        }
    }

    /// A bar of eighths; `share` beyond 0 to 1 is cut.
    mutating func bar(x: Int, y: Int, columns: Int, share: Double, role: Role, rest: Unicode.Scalar = "░") {
        guard columns > 0 else { return }
        let bounded = share.isFinite ? Swift.min(Swift.max(share, 0), 1) : 0
        let eighths = Int((bounded * Double(columns * 8)).rounded())
        for column in 0..<columns {
            switch eighths - column * 8 {
            case 8...: self.put(glyph: "█", x: x + column, y: y, role: role)
            case 1..<8:
                let part = Unicode.Scalar(UInt32(0x2590 - (eighths - column * 8))) ?? "▌"
                self.put(glyph: part, x: x + column, y: y, role: role)
            default: self.put(glyph: rest, x: x + column, y: y, role: .graphGrid)
            }
        }
    }

    /// A bar of half a row's height, so that bars in neighbouring rows stay apart; what is not nothing shows.
    mutating func thinBar(x: Int, y: Int, columns: Int, share: Double, role: Role) {
        let bounded = share.isFinite ? Swift.min(Swift.max(share, 0), 1) : 0
        let cells = bounded > 0 ? Swift.max(1, Int((bounded * Double(columns)).rounded())) : 0
        for column in 0..<Swift.min(cells, Swift.max(0, columns)) {
            self.put(glyph: "▄", x: x + column, y: y, role: role)
        }
    }
}
