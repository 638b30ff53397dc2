import LarderTerminal

/// Where everything is on a screen of this size; never refuses one.
struct Layout: Equatable {
    enum Kind: Equatable {
        /// All panels side by side.
        case full
        /// Traffic above one panel with tabs.
        case tabbed
        /// The figures and the hottest keys.
        case compact
        /// The hit rate.
        case line
    }

    let kind: Kind
    let header: Rect
    /// Hit rates and what else fits in a row.
    let figures: Rect
    let panels: [Panel: Rect]
    /// Of every view but the overview: its list with the border, where it has one.
    let body: Rect
    /// Below it: all about the row under the cursor; empty where there is no room.
    let details: Rect
    /// Marks, and the filter's input line.
    let status: Rect
    /// The last thing that was done; the same row as `status` where rows are scarce.
    let outcome: Rect
    let footer: Rect

    init(for state: State) {
        self.init(size: state.size, view: state.view, focus: state.focus, isExpanded: state.isExpanded)
    }

    init(size: Size, view: ViewName = .overview, focus: Panel, isExpanded: Bool) {
        let all = Rect(size)
        switch (size.columns, size.rows) {
        case (100..., 30...) where view != .overview: self.init(list: all, .full, hasDetails: view.hasDetails)
        case (60..., 16...) where view != .overview: self.init(list: all, .tabbed, hasDetails: false)
        case (28..., 8...) where view != .overview: self.init(list: all, .compact, hasDetails: false)
        case (100..., 30...):
            self.init(full: all, focus: focus, isExpanded: isExpanded)
        case (60..., 16...):
            self.init(tabbed: all, focus: focus, isExpanded: isExpanded)
        case (28..., 8...):
            self.init(compact: all)
        default:
            self.init(line: all)
        }
    }

    private static let nowhere = Rect(x: 0, y: 0, columns: 0, rows: 0)

    /// A view of one list.
    private init(list all: Rect, _ kind: Kind, hasDetails: Bool) {
        self.kind = kind
        self.header = all.row(0)
        self.figures = all.row(1)
        let below = kind == .full ? 3 : 2
        self.status = all.row(all.rows - below)
        self.outcome = all.row(all.rows - 2)
        self.footer = all.row(all.rows - 1)
        let area = Rect(x: 0, y: 2, columns: all.columns, rows: all.rows - 2 - below)
        let details = hasDetails ? min(12, area.rows / 3) : 0
        self.body = area.prefix(rows: area.rows - details)
        self.details = details > 0 ? area.dropping(rows: area.rows - details) : Self.nowhere
        self.panels = [:]
    }

    private init(line all: Rect) {
        let nowhere = Self.nowhere
        self.body = nowhere
        self.details = nowhere
        self.kind = .line
        self.header = nowhere
        self.figures = all
        self.panels = [:]
        self.status = nowhere
        self.outcome = nowhere
        self.footer = nowhere
    }

    private init(full all: Rect, focus: Panel, isExpanded: Bool) {
        self.kind = .full
        self.details = Self.nowhere
        self.body = Self.nowhere
        self.header = all.row(0)
        self.figures = all.row(1)
        self.status = all.row(all.rows - 3)
        self.outcome = all.row(all.rows - 2)
        self.footer = all.row(all.rows - 1)
        let body = Rect(x: 0, y: 2, columns: all.columns, rows: all.rows - 5)
        if isExpanded {
            self.panels = [focus: body]
            return
        }
        let left = all.columns * 65 / 100
        let right = all.columns - left
        let upper = min(max(body.rows * 13 / 35, 9), 18)
        let lower = body.rows - upper
        let log = max(5, lower * 8 / 22)
        let lowerY = body.y + upper
        self.panels = [
            .traffic: Rect(x: 0, y: body.y, columns: left, rows: upper),
            .memory: Rect(x: left, y: body.y, columns: right, rows: upper),
            .hotKeys: Rect(x: 0, y: lowerY, columns: left, rows: lower),
            .evictions: Rect(x: left, y: lowerY, columns: right, rows: lower - log),
            .log: Rect(x: left, y: lowerY + lower - log, columns: right, rows: log),
        ]
    }

    private init(tabbed all: Rect, focus: Panel, isExpanded: Bool) {
        self.kind = .tabbed
        self.details = Self.nowhere
        self.body = Self.nowhere
        self.header = all.row(0)
        self.figures = all.row(1)
        self.status = all.row(all.rows - 2)
        self.outcome = self.status
        self.footer = all.row(all.rows - 1)
        let body = Rect(x: 0, y: 2, columns: all.columns, rows: all.rows - 4)
        if isExpanded {
            self.panels = [focus: body]
            return
        }
        let traffic = min(12, max(6, body.rows * 7 / 20))
        // Traffic stays above; where it has the focus the tabs below show the keys.
        self.panels = [
            .traffic: body.prefix(rows: traffic),
            focus == .traffic ? .hotKeys : focus: body.dropping(rows: traffic),
        ]
    }

    private init(compact all: Rect) {
        self.kind = .compact
        self.details = Self.nowhere
        self.body = Self.nowhere
        self.header = all.row(0)
        // The rates come first, then memory and the line of hit rates, as far as some keys stay.
        let figures = min(4, max(2, all.rows - 7))
        self.figures = Rect(x: 0, y: 1, columns: all.columns, rows: figures)
        self.panels = [.hotKeys: Rect(x: 0, y: 1 + figures, columns: all.columns, rows: all.rows - 3 - figures)]
        self.status = all.row(all.rows - 2)
        self.outcome = self.status
        self.footer = all.row(all.rows - 1)
    }

    /// The panel without its border.
    func inside(_ panel: Panel) -> Rect {
        guard let rect = self.panels[panel] else { return Rect(x: 0, y: 0, columns: 0, rows: 0) }
        return self.kind == .compact ? rect : rect.inset(columns: 1, rows: 1)
    }

    /// The view's list without its border.
    var bodyInside: Rect {
        self.kind == .compact ? self.body : self.body.inset(columns: 1, rows: 1)
    }

    /// Rows of the view's list that can be seen at once, below its head.
    var listRows: Int { max(0, self.bodyInside.rows - 1) }

    /// Rows of a panel's list that can be seen at once.
    func visibleRows(of panel: Panel) -> Int {
        let inside = self.inside(panel)
        switch panel {
        case .hotKeys: return max(0, inside.rows - 1)
        case .evictions: return EvictionsView.listRows(in: inside)
        case .log: return inside.rows
        case .traffic, .memory: return 0
        }
    }

    /// Cells whose columns are moments of the window; empty where no graph is drawn.
    var plot: Rect {
        switch self.kind {
        case _ where self.panels.isEmpty: Self.nowhere
        case .full, .tabbed: TrafficView.plot(in: self.inside(.traffic))
        case .compact: CompactView.sparkline(in: self.figures)
        case .line: Self.nowhere
        }
    }

    /// Columns of cells that the traffic graph has.
    var graphColumns: Int {
        switch self.kind {
        case _ where self.panels.isEmpty: 1
        case .full, .tabbed: max(1, self.inside(.traffic).columns - TrafficView.gutter)
        case .compact: max(1, self.figures.columns - 2 - TrafficView.sparklineLabel)
        case .line: 1
        }
    }
}

extension ViewName {
    /// Rows say more than there is room for in a list.
    fileprivate var hasDetails: Bool {
        switch self {
        case .routes, .backends, .audit: true
        case .overview, .keys, .inspect, .events: false
        }
    }
}
