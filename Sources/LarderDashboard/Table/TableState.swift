/// How a list is looked at: one set of rules for the cursor, scrolling, order and filter of them all.
struct TableState<Row: TableRow>: Sendable, Equatable {
    enum Cursor: Sendable, Equatable {
        /// On the first row, whichever that is.
        case top
        /// On this row wherever it goes; `index` is where it was seen last.
        case row(Row.Identity, index: Int)
    }

    /// Who puts the rows in order and leaves out those that do not match.
    enum Arrangement: Sendable {
        case here
        case server
    }

    /// What stays where it is on the screen when rows come and go above the cursor.
    enum Anchor: Sendable {
        case screen
        /// The rows: a reader is not carried away.
        case rows
    }

    var sort: Row.Sort
    var isReversed = false
    var filter = KeyFilter("")
    var cursor = Cursor.top
    /// Set by scrolling without the cursor, until that moves again.
    var isScrolledAway = false
    /// First row on the screen.
    var top = 0
    private let arrangement: Arrangement
    private let anchor: Anchor

    init(sort: Row.Sort, arrangedBy arrangement: Arrangement = .here, anchor: Anchor = .screen) {
        self.sort = sort
        self.arrangement = arrangement
        self.anchor = anchor
    }

    var isFollowing: Bool { self.cursor == .top && !self.isScrolledAway }

    /// Filtered and in order.
    func arranged(_ rows: [Row]) -> [Row] {
        guard self.arrangement == .here else { return rows }
        let matching = self.filter.isEmpty ? rows : rows.filter { self.filter.matches($0.filterText) }
        let sorted = matching.sorted { left, right in
            let order = left.order(before: right, by: self.sort)
            return order == 0 ? left.filterText < right.filterText : order < 0
        }
        return self.isReversed ? sorted.reversed() : sorted
    }

    /// The cursor's row among arranged ones; a row that left hands the cursor to the one that took its place.
    func cursorIndex(in rows: [Row]) -> Int? {
        guard !rows.isEmpty else { return nil }
        switch self.cursor {
        case .top: return 0
        case .row(let identity, let index):
            if index < rows.count, rows[index].identity == identity {
                return index
            }
            return rows.firstIndex { $0.identity == identity } ?? min(index, rows.count - 1)
        }
    }

    func current(in rows: [Row]) -> Row? {
        let rows = self.arranged(rows)
        return self.cursorIndex(in: rows).map { rows[$0] }
    }

    /// The place in the order of the first row on the screen.
    func firstRow(of count: Int) -> Int { min(max(self.top, 0), max(0, count - 1)) }

    /// The place in the order of the row on a line of the screen, counted from the head's.
    func row(atLine line: Int, of count: Int) -> Int? {
        let index = self.firstRow(of: count) + line - 1
        return line > 0 && index < count ? index : nil
    }

    /// - Parameter visible: rows that the screen holds.
    mutating func apply(_ action: ListAction, to rows: [Row], visible: Int) {
        switch action {
        case .move(let step): self.move(by: step, in: self.arranged(rows))
        case .select(let index): self.select(index, in: self.arranged(rows))
        case .scroll(let step): self.scroll(by: step, in: self.arranged(rows), visible: visible)
        case .follow:
            self.cursor = .top
            self.isScrolledAway = false
        case .sort:
            let all = Row.Sort.allCases
            let index = all.firstIndex(of: self.sort) ?? 0
            self.sort = all[(index + 1) % all.count]
            self.isReversed = false
            self.isScrolledAway = false
        case .reverse: self.isReversed.toggle()
        case .settle: break
        }
        self.settle(in: self.arranged(rows), visible: max(1, visible))
    }

    private mutating func move(by step: Int, in rows: [Row]) {
        guard let index = self.cursorIndex(in: rows) else { return }
        self.select(index + step, in: rows)
    }

    private mutating func select(_ index: Int, in rows: [Row]) {
        guard !rows.isEmpty else { return }
        self.isScrolledAway = false
        let target = min(max(index, 0), rows.count - 1)
        self.cursor = .row(rows[target].identity, index: target)
    }

    private mutating func scroll(by step: Int, in rows: [Row], visible: Int) {
        if self.anchor == .rows, self.cursor == .top, let first = rows.first {
            self.cursor = .row(first.identity, index: 0)
        }
        self.isScrolledAway = true
        self.top = min(max(self.top + step, 0), max(0, rows.count - visible))
    }

    /// Remembers where the cursor's row is now and keeps it in sight.
    private mutating func settle(in rows: [Row], visible: Int) {
        if case .row(_, let before) = self.cursor, let index = self.cursorIndex(in: rows) {
            self.cursor = .row(rows[index].identity, index: index)
            if self.anchor == .rows {
                self.top += index - before
            }
        }
        self.top = min(max(self.top, 0), max(0, rows.count - visible))
        guard !self.isScrolledAway, let index = self.cursorIndex(in: rows) else { return }
        self.top = min(max(self.top, index - visible + 1), index)
    }
}
