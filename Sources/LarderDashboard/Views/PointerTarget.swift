import LarderTerminal

/// What is drawn at a cell, as far as a click means something there.
enum PointerTarget: Sendable, Equatable {
    /// A key of the footer.
    case command(Command)
    /// Leads from view to view.
    case viewName
    /// A row of the list, by its place in the order.
    case row(Int)
    case panel(Panel)
    case graph(column: Int)
}

extension State {
    /// Found in the layout that the screen is drawn from. What lies under an overlay cannot be reached.
    func target(x: Int, y: Int) -> PointerTarget? {
        let layout = Layout(for: self)
        if layout.footer.contains(x: x, y: y) {
            return StatusView.target(self, atColumn: x, in: layout.footer)
        }
        guard self.overlay == nil else { return nil }
        if layout.header.contains(x: x, y: y) {
            return HeaderView.viewName(self, in: layout.header).contains(x) ? .viewName : nil
        }
        if layout.plot.contains(x: x, y: y) {
            return .graph(column: x - layout.plot.x)
        }
        let list = self.view == .overview ? layout.inside(.hotKeys) : layout.bodyInside
        if list.contains(x: x, y: y), let row = self.row(atLine: y - list.y) {
            return .row(row)
        }
        guard let panel = self.panel(x: x, y: y, layout) else { return nil }
        if layout.kind == .tabbed, panel != .traffic, let rect = layout.panels[panel], y == rect.y,
            let tab = PanelTabs(open: panel).panel(atColumn: x - rect.x - Screen<Role>.titleInset)
        {
            return .panel(tab)
        }
        return .panel(panel)
    }

    func panel(x: Int, y: Int, _ layout: Layout) -> Panel? {
        layout.panels.first { $0.value.contains(x: x, y: y) }?.key
    }

    private func row(atLine line: Int) -> Int? {
        switch self.list {
        case .hotKeys: self.hot.row(atLine: line, of: self.hotRows.count)
        case .tree:
            self.keySpace.level.table.row(atLine: line, of: self.keySpace.level.table.arranged(self.treeChildren).count)
        case .entries: self.keySpace.entries.flatMap { $0.table.row(atLine: line, of: $0.rows.count) }
        case .events: self.events.row(atLine: line, of: self.events.arranged(self.eventRows).count)
        case .routes: self.routes.row(atLine: line, of: self.routes.arranged(self.routeRows).count)
        case .backends: self.backends.row(atLine: line, of: self.backends.arranged(self.backendRows).count)
        case .audit: self.audit.table.row(atLine: line, of: self.audit.table.arranged(self.auditRows).count)
        case nil: nil
        }
    }
}
