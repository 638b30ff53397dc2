import Foundation
import LarderAdmin
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
            effects.append(.poll(self.query))
            effects += self.askAgain()
        }
        effects += self.askAtOnce()
        effects += self.countWhatIsTyped()
        return effects
    }

    /// When time alone changes something next: a question is due, or the clock on the screen moves.
    public var nextTick: Duration {
        let second = self.now.wall.timeIntervalSince1970
        let untilClock = Duration.seconds(1 - (second - second.rounded(.down)))
        var next = untilClock
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
