import LarderTerminal

/// A list as it is drawn: columns that give way as the screen narrows, the order's mark, the cursor and the marks.
struct Table<Row: TableRow> {
    struct Column {
        enum Width: Equatable {
            /// Of the content; a gap comes before it.
            case fixed(Int)
            /// What the others leave; at least this much.
            case flexible(minimum: Int)
        }

        enum Alignment {
            case left, right
        }

        enum Content {
            case text(Span)
            /// Shortened in the middle: the ends of keys tell them apart.
            case key(Span)
            case bar(share: Double, Role)
        }

        var title: String
        var width: Width
        var alignment: Alignment
        var sort: Row.Sort?
        /// Where there is no room the largest rank goes first; 0 stays.
        var rank: Int
        var content: (Row) -> Content

        init(
            _ title: String, _ width: Width, _ alignment: Alignment = .right, sort: Row.Sort? = nil, rank: Int = 0,
            content: @escaping (Row) -> Content
        ) {
            self.title = title
            self.width = width
            self.alignment = alignment
            self.sort = sort
            self.rank = rank
            self.content = content
        }

        fileprivate var minimum: Int {
            switch self.width {
            case .fixed(let columns): columns
            case .flexible(let minimum): minimum
            }
        }
    }

    enum Focus: Equatable {
        case focused, unfocused
    }

    var columns: [Column]
    /// Said where there is no row.
    var emptyText: String
    var isMarked: (Row) -> Bool = { _ in false }
    /// A glyph before the row where it is not marked.
    var sign: (Row) -> Span? = { _ in nil }

    /// The cursor's mark, the row's mark and a blank are at the left, a blank at the right.
    private static var margin: Int { 3 }

    /// - Parameter rows: Arranged.
    func draw(_ rows: [Row], _ state: TableState<Row>, _ focus: Focus, in rect: Rect, into frame: inout Frame) {
        guard rect.rows > 0 else { return }
        let fitted = self.fitted(to: rect.columns - Self.margin)
        self.head(fitted, state, in: rect.row(0), into: &frame)
        guard !rows.isEmpty else {
            frame.put(self.emptyText, x: rect.x + 2, y: rect.y + 1, role: .muted, limit: rect.columns - 3)
            return
        }
        let cursor = state.cursorIndex(in: rows)
        let top = state.firstRow(of: rows.count)
        for (line, index) in (top..<min(rows.count, top + rect.rows - 1)).enumerated() {
            let row = rect.row(line + 1)
            self.draw(rows[index], fitted, in: row, into: &frame)
            if index == cursor, focus == .focused {
                frame.put(glyph: "▶", x: row.x, y: row.y, role: .mark)
                frame.setBackdrop(row, to: .selection)
            }
        }
    }

    private struct Fitted {
        var column: Column
        var x: Int
        var columns: Int
    }

    /// The columns that there is room for, with their places counted from the first one's.
    private func fitted(to room: Int) -> [Fitted] {
        var kept = self.columns
        while kept.reduce(-1, { $0 + $1.minimum + 1 }) > room,
            let last = kept.indices.filter({ kept[$0].rank > 0 }).max(by: { kept[$0].rank < kept[$1].rank })
        {
            kept.remove(at: last)
        }
        let spare = max(0, room - kept.reduce(-1) { $0 + $1.minimum + 1 })
        let flexible = max(1, kept.count { if case .flexible = $0.width { true } else { false } })
        var x = 0
        var shares = (0..<flexible).map { spare / flexible + ($0 < spare % flexible ? 1 : 0) }
        return kept.map { column in
            var columns = column.minimum
            if case .flexible = column.width, let share = shares.popLast() {
                columns += share
            }
            defer { x += columns + 1 }
            return Fitted(column: column, x: x, columns: max(0, min(columns, room - x)))
        }
    }

    private func head(_ fitted: [Fitted], _ state: TableState<Row>, in row: Rect, into frame: inout Frame) {
        for place in fitted {
            let isSorted = place.column.sort == state.sort && place.column.sort != nil
            let mark = isSorted ? state.isReversed ? "▲" : "▼" : ""
            let x = row.x + 2 + place.x
            switch place.column.alignment {
            case .left:
                frame.put(
                    place.column.title + mark, x: x, y: row.y, role: isSorted ? .title : .muted, limit: place.columns)
            case .right:
                // The mark may stand in the gap, so that titles need no wider columns.
                frame.put(
                    place.column.title + mark, maxX: x + place.columns, y: row.y, role: isSorted ? .title : .muted,
                    limit: place.columns + 1)
            }
        }
    }

    private func draw(_ row: Row, _ fitted: [Fitted], in rect: Rect, into frame: inout Frame) {
        let isMarked = self.isMarked(row)
        if isMarked {
            frame.put("*", x: rect.x + 1, y: rect.y, role: .mark)
        } else if let sign = self.sign(row) {
            frame.put(sign.text, x: rect.x + 1, y: rect.y, role: sign.role, limit: 1)
        }
        for place in fitted {
            let x = rect.x + 2 + place.x
            switch place.column.content(row) {
            case .text(let span):
                switch place.column.alignment {
                case .left: frame.put(span.text, x: x, y: rect.y, role: span.role, limit: place.columns)
                case .right: frame.put(span.text, maxX: x + place.columns, y: rect.y, role: span.role, limit: place.columns)
                }
            case .key(let span):
                let text = DisplayText(span.text).truncatedInside(to: place.columns)
                frame.put(text, x: x, y: rect.y, role: isMarked ? .mark : span.role)
            case .bar(let share, let role):
                frame.thinBar(x: x, y: rect.y, columns: place.columns, share: share, role: role)
            }
        }
    }
}
