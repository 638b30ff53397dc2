import LarderTerminal
import NIOConcurrencyHelpers

/// Carries events from concurrent work to the terminal's thread.
final class Mailbox: Sendable {
    let wakeup = Wakeup()
    private let events = NIOLockedValueBox<[Event]>([])

    func post(_ event: Event) {
        self.events.withLockedValue { $0.append(event) }
        self.wakeup.signal()
    }

    func take() -> [Event] {
        self.events.withLockedValue { events in
            defer { events = [] }
            return events
        }
    }
}
