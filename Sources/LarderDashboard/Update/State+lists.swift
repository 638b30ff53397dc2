import LarderAdmin

/// The list that takes the keys of lists.
enum ListName: String, Sendable {
    case hotKeys, tree, entries, events, routes, backends, audit
}

extension State {
    /// The list that is sorted and filtered; on the overview that is always the one of hot keys.
    var list: ListName? {
        switch self.view {
        case .overview: .hotKeys
        case .keys: self.keySpace.entries == nil ? .tree : .entries
        case .inspect: nil
        case .events: .events
        case .routes: .routes
        case .backends: .backends
        case .audit: .audit
        }
    }

    var hotKeys: [StatsSnapshot.HotKey] { self.shown?.snapshot.hotKeys ?? [] }
    /// As shown: filtered and in order.
    var hotRows: [StatsSnapshot.HotKey] { self.hot.arranged(self.hotKeys) }
    var treeChildren: [TreePage.Child] { self.keySpace.level.page?.children ?? [] }
    var eventRows: [EventRow] {
        let rows = self.shownFeed.rows
        guard self.eventKind != .all else { return rows }
        return rows.filter { $0.event.map(self.eventKind.includes) ?? true }
    }
    /// Nil before they were asked for; a screen that was paused before that shows what came since.
    var knownRoutes: [StatsSnapshot.Route]? { self.shown?.snapshot.routes ?? self.figures?.snapshot.routes }
    var routeRows: [StatsSnapshot.Route] { self.knownRoutes ?? [] }
    var backendRows: [StatsSnapshot.Backend] { self.shown?.snapshot.backends ?? [] }
    var auditRows: [PastInvalidation] { self.audit.items ?? [] }

    var currentHotKey: StatsSnapshot.HotKey? { self.hot.current(in: self.hotKeys) }
    var currentChild: TreePage.Child? { self.keySpace.level.table.current(in: self.treeChildren) }
    var currentEvent: EventPage.Event? { self.events.current(in: self.eventRows)?.event }
    var currentPastInvalidation: PastInvalidation? { self.audit.table.current(in: self.auditRows) }

    /// The key under the cursor, where the row is one of the cache.
    var currentKey: String? {
        switch self.list {
        case .hotKeys: self.focus == .hotKeys ? self.currentHotKey?.key : nil
        case .tree: self.currentChild.flatMap { $0.leaf ? $0.prefix : nil }
        case .entries: self.keySpace.entries.flatMap { $0.table.current(in: $0.rows)?.key }
        case .events: self.currentEvent.flatMap { $0.kind == .evicted ? $0.key : nil }
        case .audit:
            if case .key(let key) = self.currentPastInvalidation?.select { key } else { nil }
        case .routes, .backends: nil
        case nil: self.view == .inspect ? self.inspected?.key : nil
        }
    }

    /// The cursor's place in the order of its list.
    var cursorIndex: Int? {
        switch self.list {
        case .hotKeys: self.hot.cursorIndex(in: self.hotRows)
        case .tree: self.keySpace.level.table.cursorIndex(in: self.keySpace.level.table.arranged(self.treeChildren))
        case .entries: self.keySpace.entries.flatMap { $0.table.cursorIndex(in: $0.rows) }
        case .events: self.events.cursorIndex(in: self.events.arranged(self.eventRows))
        case .routes: self.routes.cursorIndex(in: self.routes.arranged(self.routeRows))
        case .backends: self.backends.cursorIndex(in: self.backends.arranged(self.backendRows))
        case .audit: self.audit.table.cursorIndex(in: self.audit.table.arranged(self.auditRows))
        case nil: nil
        }
    }

    /// Rows of the list that the screen holds.
    private var visibleRows: Int {
        let layout = Layout(for: self)
        return self.view == .overview ? layout.visibleRows(of: .hotKeys) : layout.listRows
    }

    mutating func applyToList(_ action: ListAction) {
        guard let list else { return }
        let visible = self.visibleRows
        switch list {
        case .hotKeys: self.hot.apply(action, to: self.hotKeys, visible: visible)
        case .tree: self.keySpace.level.table.apply(action, to: self.treeChildren, visible: visible)
        case .entries: self.applyToEntries(action, visible: visible)
        case .events: self.events.apply(action, to: self.eventRows, visible: visible)
        case .routes: self.routes.apply(action, to: self.routeRows, visible: visible)
        case .backends: self.backends.apply(action, to: self.backendRows, visible: visible)
        case .audit: self.audit.table.apply(action, to: self.auditRows, visible: visible)
        }
        if action == .sort || action == .reverse {
            self.rememberLook()
        }
    }

    var filterText: String {
        switch self.list {
        case .hotKeys: self.hot.filter.text
        case .tree: self.keySpace.level.table.filter.text
        case .entries: self.keySpace.entries?.table.filter.text ?? ""
        case .events: self.events.filter.text
        case .routes: self.routes.filter.text
        case .backends: self.backends.filter.text
        case .audit: self.audit.table.filter.text
        case nil: ""
        }
    }

    mutating func setFilter(_ text: String) {
        let filter = KeyFilter(text)
        switch self.list {
        case .hotKeys:
            self.hot.narrow(to: filter)
            self.polling.askSoon(at: self.now.elapsed)
        case .tree, .entries: self.filterKeySpace(filter)
        case .events: self.events.narrow(to: filter)
        case .routes: self.routes.narrow(to: filter)
        case .backends: self.backends.narrow(to: filter)
        case .audit: self.audit.table.narrow(to: filter)
        case nil: break
        }
    }

    /// The columns that the list can be sorted by.
    var sortNames: [String] {
        switch self.list {
        case .hotKeys: StatsSnapshot.HotKey.Sort.names
        case .tree: TreePage.Child.Sort.names
        case .entries: KeyPage.Sort.names
        case .events: EventRow.Sort.names
        case .routes: StatsSnapshot.Route.Sort.names
        case .backends: StatsSnapshot.Backend.Sort.names
        case .audit: PastInvalidation.Sort.names
        case nil: []
        }
    }

    /// Sorts by the column of that name, which `sortNames` has.
    mutating func sort(by name: String) {
        let start = self.sortName
        repeat {
            self.applyToList(.sort)
        } while self.sortName != name && self.sortName != start
    }

    private var sortName: String? {
        switch self.list {
        case .hotKeys: self.hot.sort.rawValue
        case .tree: self.keySpace.level.table.sort.rawValue
        case .entries: self.keySpace.entries?.table.sort.rawValue
        case .events: self.events.sort.rawValue
        case .routes: self.routes.sort.rawValue
        case .backends: self.backends.sort.rawValue
        case .audit: self.audit.table.sort.rawValue
        case nil: nil
        }
    }

    mutating func changeEventKind() {
        let all = EventKindFilter.allCases
        let index = all.firstIndex(of: self.eventKind) ?? 0
        self.eventKind = all[(index + 1) % all.count]
        self.events.narrow(to: self.events.filter)
    }

    mutating func follow() {
        self.applyToList(.follow)
        if self.list == .entries {
            self.keySpace.entries?.pages = 1
            self.keySpace.inquiry.restart()
        }
    }

    mutating func toggleMark() {
        guard let key = self.currentKey else { return }
        if self.marked.remove(key) == nil {
            self.marked.insert(key)
        }
        self.move(by: 1)
    }
}

extension TableState {
    mutating func narrow(to filter: KeyFilter) {
        self.filter = filter
        self.top = 0
        self.cursor = .top
        self.isScrolledAway = false
    }
}

extension TableSort {
    static var names: [String] { Self.allCases.map(\.rawValue) }
}
