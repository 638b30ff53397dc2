import Foundation
import LarderAdmin
import LarderEngine

extension EventPage {
    init(_ slice: EventSlice, _ wall: WallTime) {
        self.init(next: slice.next, dropped: slice.dropped, items: slice.items.map { Event($0, wall) })
    }
}

extension EventPage.Event {
    /// A selection of many tags is cut off here in an event; `GET /v1/invalidations` has the whole.
    private static let longestSelection = 500

    init(_ event: EngineEvent, _ wall: WallTime) {
        switch event.kind {
        case .evicted(let reason, let key, let size, let age, let idle, let invalidation):
            self.init(
                seq: event.sequence, at: wall.date(event.at), kind: .evicted, reason: reason.rawValue, key: key.text,
                sizeBytes: size, ageSeconds: age.seconds, idleSeconds: idle.seconds, invalidation: invalidation?.description)
        case .invalidated(let id, let selection, let mode, let matched):
            self.init(
                seq: event.sequence, at: wall.date(event.at), kind: .invalidated, reason: mode.rawValue,
                key: String(selection.description.prefix(Self.longestSelection)), invalidation: id.description, count: matched)
        }
    }
}
