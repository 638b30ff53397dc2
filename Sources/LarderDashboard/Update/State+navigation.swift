import LarderAdmin
import LarderTerminal

extension State {
    var hotRows: [StatsSnapshot.HotKey] {
        self.shown.map { self.hot.rows(of: $0.snapshot) } ?? []
    }

    /// The key under the cursor.
    var currentKey: StatsSnapshot.HotKey? {
        let rows = self.hotRows
        return self.hot.cursorRow(in: rows).map { rows[$0] }
    }

    /// Rows that a page holds where the focus is.
    var page: Int {
        max(1, Layout(for: self).visibleRows(of: self.focus) - 1)
    }

    mutating func move(by step: Int) {
        if case .help(let scroll) = self.overlay {
            self.overlay = .help(scroll: min(max(scroll + step, 0), HelpView.lines(in: Rect(self.size)).count - 1))
            return
        }
        guard self.overlay == nil else { return }
        guard self.focus == .hotKeys else {
            self.scroll(by: step)
            return
        }
        let rows = self.hotRows
        guard let row = self.hot.cursorRow(in: rows) else { return }
        self.hot.isScrolledAway = false
        self.hot.place(at: row + step, in: rows)
    }

    /// Moves what is seen, not the cursor.
    mutating func scroll(by step: Int) {
        let visible = Layout(for: self).visibleRows(of: self.focus)
        func moved(_ top: Int, of count: Int) -> Int { min(max(top + step, 0), max(0, count - visible)) }
        switch self.focus {
        case .hotKeys:
            self.hot.isScrolledAway = true
            self.hot.top = moved(self.hot.top, of: self.hotRows.count)
        case .evictions: self.scroll[.evictions] = moved(self.scroll[.evictions] ?? 0, of: self.feed.items.count)
        case .log: self.scroll[.log] = moved(self.scroll[.log] ?? 0, of: self.log.count)
        case .traffic, .memory: break
        }
    }

    mutating func keepCursorInView() {
        let visible = max(1, Layout(for: self).visibleRows(of: .hotKeys))
        let rows = self.hotRows
        self.hot.top = min(self.hot.top, max(0, rows.count - visible))
        guard !self.hot.isScrolledAway, let row = self.hot.cursorRow(in: rows) else { return }
        self.hot.top = min(max(self.hot.top, row - visible + 1), row)
    }

    mutating func moveFocus(_ step: Int) {
        let order = Panel.focusOrder
        let index = order.firstIndex(of: self.focus) ?? 0
        self.focus = order[(index + step + order.count) % order.count]
    }

    mutating func changeSort() {
        let all = HotKeysState.Sort.allCases
        let index = all.firstIndex(of: self.hot.sort) ?? 0
        self.hot.sort = all[(index + 1) % all.count]
        self.hot.isReversed = false
        self.keepCursorOnKey()
    }

    private mutating func keepCursorOnKey() {
        self.hot.isScrolledAway = false
        self.hot.keepCursor(in: self.hotRows)
    }

    mutating func follow() {
        self.hot.cursor = .top
        self.hot.isScrolledAway = false
    }

    mutating func changeWindow(_ step: Int) {
        let all = TimeWindow.allCases
        let index = all.firstIndex(of: self.window) ?? 0
        self.window = all[min(max(index + step, 0), all.count - 1)]
        self.polling.askSoon(at: self.now.elapsed)
    }

    mutating func nextTheme() {
        let names = Theme.builtInNames
        let index = names.firstIndex(of: self.theme.name).map { ($0 + 1) % names.count } ?? 0
        do {
            self.theme = try Theme.named(names[index])
            self.report("theme: \(self.theme.name)", .info)
        } catch {
            self.report("\(error)", .danger)
        }
    }

    mutating func toggleMark() {
        guard self.focus == .hotKeys, let key = self.currentKey?.key else { return }
        if self.hot.marked.remove(key) == nil {
            self.hot.marked.insert(key)
        }
        self.move(by: 1)
    }

    mutating func inspect() -> [Effect] {
        guard self.focus == .hotKeys, let key = self.currentKey?.key else { return [] }
        self.tickets += 1
        self.overlay = .entry(EntryOverlay(key: key, ticket: self.tickets))
        return [.inspect(key, ticket: self.tickets)]
    }
}
