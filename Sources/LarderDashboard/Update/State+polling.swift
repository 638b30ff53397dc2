import LarderAdmin
import LarderAdminClient
import LarderTerminal

extension State {
    private static let hotLimit = 200
    private static let leastHotKeys = 50
    private static let routeLimit = 1000

    /// The one question that answers what the view shows of the figures.
    var query: StatsQuery {
        switch self.view {
        case .overview:
            let layout = Layout(for: self)
            let cut = self.historyCut(layout)
            var query = StatsQuery(
                include: [.hotKeys, .events], eventsAfter: self.feed.next, hotLimit: self.wantedHotKeys(layout))
            if self.isHistoryDue(cut) {
                query.include.insert(.history)
                query.window = cut.window
                query.points = cut.points
            }
            return query
        case .events: return StatsQuery(include: [.events], eventsAfter: self.feed.next)
        case .routes: return StatsQuery(include: [.routes])
        case .keys, .inspect, .backends, .audit: return StatsQuery()
        }
    }

    /// As many as can be seen soon; where another order or a filter may bring up any of them, all.
    private func wantedHotKeys(_ layout: Layout) -> Int {
        guard self.hot.filter.isEmpty, self.hot.sort == .hits, !self.hot.isReversed else { return Self.hotLimit }
        let reached = max(self.hot.top, self.hot.cursorIndex(in: self.hotRows) ?? 0)
        return min(max(Self.leastHotKeys, reached + 2 * layout.visibleRows(of: .hotKeys)), Self.hotLimit)
    }

    private func historyCut(_ layout: Layout) -> HistoryCut {
        let seconds = Int(self.window.duration.components.seconds)
        let dots = max(2, layout.graphColumns * 2)
        return HistoryCut(window: self.window.duration, points: min(dots, seconds, 600))
    }

    /// The graph moves by whole steps, and most of an answer is the history.
    private func isHistoryDue(_ cut: HistoryCut) -> Bool {
        guard let figures, let history = figures.snapshot.history, figures.historyCut == cut else { return true }
        return self.now.elapsed - figures.historyAt.elapsed + self.polling.interval / 2 >= history.step
    }

    mutating func take(_ snapshot: StatsSnapshot) {
        let isAnother = self.figures.map { $0.snapshot.instance.id != snapshot.instance.id } ?? false
        let wasLost = self.polling.failures > 0 && self.figures != nil
        self.polling.succeeded(at: self.now.elapsed, untilClock: self.untilClock)
        if isAnother {
            self.forgetInstance()
            self.record("new instance, pid \(snapshot.instance.pid)", .warning)
        } else if wasLost {
            self.record("source is back", .ok)
        }
        self.takeFigures(snapshot)
        self.refills.saw((snapshot.hotKeys ?? []).map { ($0.key, $0.state) }, at: snapshot.at)
        if let page = snapshot.events {
            for event in self.feed.take(page) {
                self.record(event)
            }
            if self.feed.isBehind {
                self.polling.askSoon(at: self.now.elapsed)
            }
        }
        self.takeHistory(self.figures?.snapshot.history == nil ? nil : snapshot.history)
    }

    /// What this view did not ask for stays as it was.
    private mutating func takeFigures(_ snapshot: StatsSnapshot) {
        var figures = Figures(
            snapshot: snapshot, receivedAt: self.now, historyAt: self.now, historyCut: self.askedCut ?? self.figures?.historyCut)
        figures.snapshot.events = nil
        // More than was asked for would make every frame slower.
        figures.snapshot.hotKeys =
            snapshot.hotKeys.map { Array($0.prefix(Self.hotLimit)) } ?? self.figures?.snapshot.hotKeys
        figures.snapshot.routes =
            snapshot.routes.map { $0.prefix(Self.routeLimit).map(\.bounded) } ?? self.figures?.snapshot.routes
        if let history = snapshot.history, !(0.001...86_400).contains(history.stepSeconds) {
            // Time goes on by no such steps.
            figures.snapshot.history = nil
        }
        if snapshot.history == nil, let last = self.figures {
            figures.snapshot.history = last.snapshot.history
            figures.historyAt = last.historyAt
            figures.historyCut = last.historyCut
        }
        self.figures = figures
    }

    /// Numbers, events and invalidations of a process that is gone say nothing about the new one.
    private mutating func forgetInstance() {
        self.feed = EventFeed()
        self.figures = nil
        self.pause = nil
        self.undoable = nil
        self.refills = Refills()
        self.keySpace = KeySpaceState()
        self.keySpace.level.table.restore(self.look(of: .tree))
        self.inspected = self.inspected.map { InspectState(key: $0.key) }
        self.audit.items = nil
        self.audit.inquiry.restart()
        switch self.overlay {
        case .purge(let dialog):
            self.overlay = .purge(dialog.failed(Self.restarted(dialog.step)))
        case .details: self.overlay = nil
        case .help, .choosing, nil: break
        }
    }

    private static func restarted(_ step: PurgeDialog.Step) -> PurgeFailure {
        let isSent = if case .sending = step { true } else { false }
        return PurgeFailure(
            reason: "the instance was restarted meanwhile: what was counted is of one that is gone",
            advice: isSent ? "its answer is still awaited, and told below" : "nothing was done; ask again")
    }

    mutating func pollFailed(_ reason: String) {
        let isFirst = self.polling.failures == 0
        self.polling.failed(at: self.now.elapsed, because: reason)
        if isFirst, self.figures != nil {
            self.record("source lost", .warning)
        }
    }

    /// People's invalidations and troubles belong to the log; the rest is read where evictions are.
    private mutating func record(_ event: EventPage.Event) {
        let what = event.key ?? "?"
        switch event.kind {
        case .evicted: return
        case .invalidated:
            guard event.reason != InvalidationMode.revalidate.rawValue, event.invalidation != self.undoable?.id else { return }
            let count = event.count.map { ", \(FigureFormat.count($0))" } ?? ""
            self.log.insert(LogEntry(at: event.at, text: "\(event.reason ?? "")-purge \(what)\(count)", role: .muted), at: 0)
        case .backend:
            self.log.insert(LogEntry(at: event.at, text: "backend \(what) \(event.reason ?? "")", role: .warning), at: 0)
        case .purgeFailed:
            self.log.insert(LogEntry(at: event.at, text: "purge failed: \(what) \(event.reason ?? "")", role: .danger), at: 0)
        }
        self.log.removeLast(max(0, self.log.count - EventFeed.limit))
    }
}
