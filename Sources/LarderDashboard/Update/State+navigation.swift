import LarderAdmin
import LarderTerminal

extension State {
    /// Rows that a page holds where the focus is.
    var page: Int {
        let layout = Layout(for: self)
        return max(1, (self.view == .overview ? layout.visibleRows(of: self.focus) : layout.listRows) - 1)
    }

    mutating func move(by step: Int) {
        switch self.overlay {
        case .help(let scroll):
            self.overlay = .help(scroll: min(max(scroll + step, 0), HelpView.lines(self.keys, in: Rect(self.size)).count - 1))
        case .details(let scroll):
            self.overlay = .details(scroll: min(max(scroll + step, 0), max(0, self.rowDetails.count - 1)))
        case .choosing, .purge: break
        case nil:
            if self.isPanelScrolled {
                self.scroll(by: step)
            } else {
                self.applyToList(.move(step))
            }
        }
    }

    /// Where the focus has rows without a cursor.
    private var isPanelScrolled: Bool {
        self.view == .inspect || (self.view == .overview && self.focus != .hotKeys)
    }

    /// Moves what is seen, not the cursor.
    mutating func scroll(by step: Int) {
        guard self.isPanelScrolled else {
            self.applyToList(.scroll(step))
            return
        }
        if self.view == .inspect {
            let (count, visible) = (InspectView.lines(self).count, Layout(for: self).bodyInside.rows)
            let top = min(max((self.inspected?.top ?? 0) + step, 0), max(0, count - visible))
            self.inspected?.top = top
        } else {
            self.scroll(self.focus, by: step)
        }
    }

    /// Scrolls a panel of the overview, whichever has the focus.
    mutating func scroll(_ panel: Panel, by step: Int) {
        let count: Int
        switch panel {
        case .evictions: count = self.shownFeed.rows.count
        case .log: count = self.shownLog.count
        case .hotKeys: return self.applyToList(.scroll(step))
        case .traffic, .memory: return
        }
        let last = max(0, count - Layout(for: self).visibleRows(of: panel))
        self.scroll[panel] = min(max((self.scroll[panel] ?? 0) + step, 0), last)
    }

    mutating func moveFocus(_ step: Int) {
        if self.view == .keys {
            self.toggleEntries()
            return
        }
        let order = Panel.focusOrder
        let index = order.firstIndex(of: self.focus) ?? 0
        self.focus = order[(index + step + order.count) % order.count]
    }

    mutating func nextTheme() {
        let names = Theme.builtInNames
        let index = names.firstIndex(of: self.theme.name).map { ($0 + 1) % names.count } ?? 0
        self.setTheme(names[index])
    }

    mutating func setTheme(_ name: String) {
        do {
            self.theme = try Theme.named(name)
            self.remembered.theme = name
            self.report("theme: \(self.theme.name)", .info)
        } catch {
            self.report("\(error)", .danger)
        }
    }
}
