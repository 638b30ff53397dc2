import LarderAdmin
public import LarderTerminal

extension State {
    /// The screen of this state; the same state always draws the same screen.
    public func draw() -> Frame {
        var frame = Frame(size: self.size, base: .text)
        let layout = Layout(for: self)
        switch layout.kind {
        case .full, .tabbed:
            HeaderView.draw(self, layout, into: &frame)
            if self.view == .overview {
                self.drawPanels(layout, into: &frame)
            } else {
                ListScreen.draw(self, layout, into: &frame)
            }
            StatusView.draw(self, layout, into: &frame)
        case .compact where self.view != .overview:
            HeaderView.draw(self, layout, into: &frame)
            ListScreen.draw(self, layout, into: &frame)
            StatusView.draw(self, layout, into: &frame)
        case .compact:
            HeaderView.draw(self, layout, into: &frame)
            CompactView.draw(self, layout, into: &frame)
            StatusView.draw(self, layout, into: &frame)
        case .line:
            LineView.draw(self, into: &frame)
            return frame
        }
        switch self.overlay {
        case nil: break
        case .help(let scroll): HelpView.draw(self.keys, self.access, scroll: scroll, into: &frame)
        case .details(let scroll): DetailsView.draw(self.rowDetails, scroll: scroll, into: &frame)
        case .choosing(let form): SelectionView.draw(form, self, into: &frame)
        case .purge(let dialog): PurgeView.draw(dialog, self, into: &frame)
        }
        return frame
    }

    private func drawPanels(_ layout: Layout, into frame: inout Frame) {
        for panel in Panel.allCases {
            guard let rect = layout.panels[panel] else { continue }
            let role: Role = panel == self.focus ? .focusedBorder : .border
            frame.border(rect, title: self.title(of: panel, layout), notes: self.notes(of: panel, layout), role: role)
            let inside = layout.inside(panel)
            if let shown = self.shown {
                switch panel {
                case .traffic: TrafficView.draw(self, shown, in: inside, into: &frame)
                case .memory:
                    if let moment = self.shownMoment {
                        MemoryView.draw(moment, shown.snapshot, in: inside, into: &frame)
                    } else {
                        MemoryView.draw(shown.snapshot, in: inside, into: &frame)
                    }
                case .hotKeys: HotKeysView.draw(self, in: inside, into: &frame)
                case .evictions: EvictionsView.draw(self, shown.snapshot, in: inside, into: &frame)
                case .log: LogView.draw(self, in: inside, into: &frame)
                }
            }
            // What is not of the moment that is looked at stands back.
            if self.isStale || (panel == .hotKeys && self.shownMoment != nil) {
                frame.restyle(inside, as: .muted)
            }
        }
        if self.shown == nil {
            ConnectingView.draw(self, layout, into: &frame)
        }
    }

    private func title(of panel: Panel, _ layout: Layout) -> [Span] {
        guard layout.kind == .tabbed, panel != .traffic else {
            let name = panel == .traffic ? self.graph.rawValue : panel.rawValue
            return [Span(name, panel == self.focus ? .focusedBorder : .title)]
        }
        return PanelTabs(open: panel).spans
    }

    private func notes(of panel: Panel, _ layout: Layout) -> [Span] {
        switch panel {
        case .traffic: TrafficView.notes(self)
        case .hotKeys: HotKeysView.notes(self)
        case .evictions: self.shown.map { EvictionsView.notes(self, $0) } ?? []
        case .memory: self.shown.map { MemoryView.notes(self, $0) } ?? []
        case .log: self.shownMoment.map { [Span("until \(self.now.timeOfDay($0.at))", .paused)] } ?? []
        }
    }

    /// No answer when one was due, or the last one too long ago.
    var isStale: Bool {
        guard self.figures != nil else { return false }
        let tolerated = self.polling.interval + .milliseconds(1500)
        return self.polling.failures > 0 || self.sinceAnswer > tolerated
    }

    /// How long ago the last answer came, whatever the screen shows.
    var sinceAnswer: Duration {
        self.figures.map { max(.zero, self.now.elapsed - $0.receivedAt.elapsed) } ?? .zero
    }
}
