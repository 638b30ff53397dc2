import LarderAdmin

/// A line of the list of events: one of them, or a hole where some were overwritten before they could be read.
enum EventRow: Sendable, Equatable {
    case event(EventPage.Event)
    /// - Parameter before: The number of the first event that was read again.
    case gap(count: UInt64, before: UInt64)

    var event: EventPage.Event? {
        if case .event(let event) = self { event } else { nil }
    }
}

extension EventRow: TableRow {
    enum Sort: String, TableSort {
        case time
    }

    enum Identity: Hashable, Sendable {
        case event(UInt64), gap(UInt64)
    }

    var identity: Identity {
        switch self {
        case .event(let event): .event(event.seq)
        case .gap(_, let before): .gap(before)
        }
    }

    var filterText: String { self.event?.key ?? "" }

    /// Newest first; a hole is older than what was read after it.
    func order(before other: Self, by sort: Sort) -> Double {
        other.place - self.place
    }

    private var place: Double {
        switch self {
        case .event(let event): Double(event.seq)
        case .gap(_, let before): Double(before) - 0.5
        }
    }
}

/// What the list of events is narrowed to.
enum EventKindFilter: String, Sendable, CaseIterable {
    case all, capacity, expired, invalidated, replaced, rejected, purges, backends

    func includes(_ event: EventPage.Event) -> Bool {
        switch self {
        case .all: true
        case .purges: event.kind == .invalidated || event.kind == .purgeFailed
        case .backends: event.kind == .backend
        case .capacity, .expired, .invalidated, .replaced, .rejected:
            event.kind == .evicted && event.reason == self.rawValue
        }
    }
}
