import LarderAdmin

/// The latest events, newest first, and where to go on asking.
struct EventFeed: Sendable, Equatable {
    /// `next` of the last answer.
    var next: UInt64?
    /// Events that were overwritten before they could be read.
    private(set) var dropped: UInt64 = 0
    private(set) var rows: [EventRow] = []

    /// Full answers in a row that were followed up at once.
    private(set) var followUps = 0

    static let limit = 1000
    /// As many as the endpoint puts into a poll.
    private static let pageSize = 1000
    private static let followUpLimit = 4

    /// The last answer was full, so more is waiting; asked for at once, but not without end.
    var isBehind: Bool { (1...Self.followUpLimit).contains(self.followUps) }

    var items: [EventPage.Event] { self.rows.compactMap(\.event) }

    /// Takes in an answer and returns the events that are new, oldest first.
    mutating func take(_ page: EventPage) -> [EventPage.Event] {
        // The next number going backwards is another feed; its events are all new.
        let known = self.next.flatMap { page.next >= $0 ? $0 : nil } ?? 0
        let fresh = page.items.suffix(Self.pageSize).filter { $0.seq > known }
        var added = fresh.reversed().map(EventRow.event)
        if page.dropped > 0 {
            added.append(.gap(count: page.dropped, before: fresh.first?.seq ?? page.next))
            self.dropped = self.dropped.addingReportingOverflow(page.dropped).overflow ? .max : self.dropped + page.dropped
        }
        self.next = page.next
        self.followUps = page.items.count >= Self.pageSize && self.followUps <= Self.followUpLimit ? self.followUps + 1 : 0
        if !added.isEmpty {
            self.rows = Array((added + self.rows).prefix(Self.limit))
        }
        return fresh
    }
}
