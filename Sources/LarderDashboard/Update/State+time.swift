import Foundation
import LarderAdmin

extension State {
    /// For how long the history that is shown has not gone on.
    var behind: Duration {
        if let pause {
            let shownEnd = pause.figures.snapshot.history?.end ?? pause.end
            return .seconds(pause.end.timeIntervalSince(shownEnd))
        }
        guard let figures else { return .zero }
        // Between two steps of a live source the graph stands; a view that did not ask for it left a hole.
        let step = figures.snapshot.history?.step ?? .zero
        let isOld = figures.historyAt.elapsed + step + self.polling.interval < figures.receivedAt.elapsed
        return self.isStale || isOld ? max(.zero, self.now.elapsed - figures.historyAt.elapsed) : .zero
    }

    mutating func togglePause() {
        if self.isPaused {
            self.pause = nil
        } else if let figures {
            self.pause = Pause(figures, self.feed, self.log, behind: self.behind)
        }
    }

    mutating func scrub(by step: Int) {
        guard self.pause != nil else {
            self.report("\(self.keys.name(of: .pause)) holds the screen still; then ← and → go through time", .info)
            return
        }
        let (columns, window) = (Layout(for: self).graphColumns, self.window)
        self.pause?.move(by: step, of: columns, window: window)
    }

    mutating func changeWindow(_ step: Int) {
        let all = TimeWindow.allCases
        let index = all.firstIndex(of: self.window) ?? 0
        self.setWindow(all[min(max(index + step, 0), all.count - 1)])
    }

    mutating func setWindow(_ window: TimeWindow) {
        self.window = window
        self.remembered.window = window.rawValue
        self.pause?.clamp(to: window)
        self.polling.askSoon(at: self.now.elapsed)
    }

    mutating func nextGraph() {
        let all = Graph.allCases
        let index = all.firstIndex(of: self.graph) ?? 0
        self.graph = all[(index + 1) % all.count]
    }

    /// While the screen stands still a longer window needs more of the past, which the next answer has.
    mutating func takeHistory(_ history: StatsSnapshot.History?) {
        guard let history, let held = self.pause?.figures.snapshot.history else { return }
        let wanted = self.window.duration.inSeconds
        func isOfWindow(_ history: StatsSnapshot.History) -> Bool { abs(history.seconds - wanted) <= history.stepSeconds }
        if !isOfWindow(held), isOfWindow(history) {
            self.pause?.figures.snapshot.history = history
        }
    }
}
