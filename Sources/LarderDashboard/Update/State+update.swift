import Foundation
import LarderAdmin
import LarderAdminClient
import LarderTerminal

extension State {
    /// Takes in what happened and answers what is to be done about it; nothing else changes the state.
    public mutating func update(_ event: Event, at now: Moment) -> [Effect] {
        self.now = now
        var effects: [Effect] = []
        switch event {
        case .tick: break
        case .resized(let size): self.size = size
        case .themeSaved(let result): self.takeTheme(result)
        case .key(let key): effects += self.press(key)
        case .paste(let text): self.paste(text)
        case .mouse(let mouse): effects += self.point(mouse)
        case .copied(let text, let outcome): self.copied(text, outcome)
        case .exported(let export, let result): self.exported(export, result)
        case .polled(.success(let snapshot)): self.take(snapshot)
        case .polled(.failure(let error)): self.pollFailed("\(error)")
        case .counted(let result, let ticket): self.counted(result, ticket: ticket)
        case .purged(let result, let request, let ticket): effects += self.purged(result, request, ticket: ticket)
        case .undone(let result, let undo): self.undone(result, undo)
        case .answered(let result, let question, let ticket): self.answered(result, question, ticket: ticket)
        }
        self.expire()
        self.applyToList(.settle)
        if self.polling.beginIfDue(at: now.elapsed) {
            let query = self.query
            self.askedCut = query.window.flatMap { window in query.points.map { HistoryCut(window: window, points: $0) } }
            effects.append(.poll(query))
            effects += self.askAgain()
        }
        effects += self.askAtOnce()
        effects += self.countWhatIsTyped()
        return effects
    }

    private static let answerDelay = Duration.milliseconds(60)

    /// A poll went out just now: the frame of its answer takes the place of the one that time alone would change.
    public var awaitsAnswer: Bool {
        guard case .asking(let since) = self.polling.phase, self.polling.failures == 0, self.figures != nil else { return false }
        return self.now.elapsed - since < Self.answerDelay
    }

    /// Until the clock on the screen moves.
    var untilClock: Duration {
        let second = self.now.wall.timeIntervalSince1970
        // A date's fraction is good to a tenth of a microsecond; waking before the second would mean to wake twice.
        return .milliseconds(max(1, Int(((1 - (second - second.rounded(.down))) * 1000 - 0.01).rounded(.up))))
    }

    /// When time alone changes something next: a question is due, or the clock on the screen moves.
    public var nextTick: Duration {
        if self.awaitsAnswer {
            return Self.answerDelay
        }
        var next = self.untilClock
        if case .waiting = self.polling.phase {
            next = min(next, max(.zero, self.polling.due - self.now.elapsed))
        }
        if case .choosing(let form) = self.overlay, let due = form.due {
            next = min(next, max(.zero, due - self.now.elapsed))
        }
        return next
    }

    private mutating func expire() {
        self.refills.expire(at: self.now.elapsed)
        if let outcome, self.now.elapsed - outcome.at > Outcome.lifetime {
            self.outcome = nil
        }
        if let undoable, self.now.elapsed >= undoable.until {
            self.undoable = nil
        }
    }

    mutating func report(_ text: String, _ role: Role) {
        self.outcome = Outcome(text: text, role: role, at: self.now.elapsed)
    }

    mutating func record(_ text: String, _ role: Role) {
        self.log.insert(LogEntry(at: self.now.wall, text: text, role: role), at: 0)
        self.log.removeLast(max(0, self.log.count - EventFeed.limit))
    }
}
