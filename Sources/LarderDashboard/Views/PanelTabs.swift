/// The panels that share one place, named in its border.
struct PanelTabs {
    private static let panels: [Panel] = [.hotKeys, .evictions, .log, .memory]
    private static let gap = Span(" · ", .border)

    let open: Panel

    var spans: [Span] {
        Array(Self.panels.map { [self.span(of: $0)] }.joined(separator: [Self.gap]))
    }

    /// The panel that is named at a column, counted from the first name's.
    func panel(atColumn column: Int) -> Panel? {
        var start = 0
        for panel in Self.panels {
            let end = start + self.span(of: panel).columns
            if (start..<end).contains(column) {
                return panel
            }
            start = end + Self.gap.columns
        }
        return nil
    }

    private func span(of panel: Panel) -> Span {
        panel == self.open ? Span("‹\(panel.tab)›", .title) : Span(panel.tab, .muted)
    }
}

extension Panel {
    /// Its name where room is scarce.
    fileprivate var tab: String {
        switch self {
        case .hotKeys: "Hot"
        case .log: "Log"
        case .evictions, .memory, .traffic: self.rawValue
        }
    }
}
