import Foundation
import LarderAdmin
import LarderEngine

extension EventPage {
    init(_ page: EventJournal.Page, _ wall: WallTime) {
        self.init(next: page.next, dropped: page.dropped, items: page.items.map { Event($0, wall) })
    }
}

extension EventPage.Event {
    /// A selection of many tags is cut off here in an event; `GET /v1/invalidations` has the whole.
    private static let longestSelection = 500

    init(_ event: ServerEvent, _ wall: WallTime) {
        let at = wall.date(event.at)
        switch event.kind {
        case .cache(.evicted(let reason, let key, let size, let age, let idle, let invalidation)):
            self.init(
                seq: event.sequence, at: at, kind: .evicted, reason: reason.rawValue, key: key.text,
                sizeBytes: size, ageSeconds: age.seconds, idleSeconds: idle.seconds, invalidation: invalidation?.description)
        case .cache(.invalidated(let id, let selection, let mode, let matched)):
            self.init(
                seq: event.sequence, at: at, kind: .invalidated, reason: mode.rawValue,
                key: String(selection.description.prefix(Self.longestSelection)), invalidation: id.description, count: matched)
        case .backend(let backend):
            self.init(seq: event.sequence, at: at, kind: .backend, reason: backend.state.rawValue, key: backend.name)
        }
    }
}
