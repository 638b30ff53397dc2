import LarderAdmin
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct TableTests {
    private func rows(_ seqs: ClosedRange<UInt64>) -> [EventRow] {
        seqs.reversed().map { .event(.init(seq: $0, at: Fixture.start, kind: .evicted, reason: "capacity", key: "k\($0)")) }
    }

    private func identity(_ table: TableState<EventRow>, _ rows: [EventRow]) -> EventRow.Identity? {
        table.current(in: rows)?.identity
    }

    @Test func `a list that follows stays with the newest`() {
        var table = TableState<EventRow>(sort: .time, anchor: .rows)
        table.apply(.settle, to: self.rows(1...50), visible: 10)
        #expect(table.isFollowing)
        #expect(self.identity(table, self.rows(1...60)) == .event(60))
    }

    @Test func `a list that is read stands still while new rows come`() {
        var table = TableState<EventRow>(sort: .time, anchor: .rows)
        table.apply(.move(4), to: self.rows(1...50), visible: 10)
        table.apply(.settle, to: self.rows(1...50), visible: 10)
        table.apply(.settle, to: self.rows(1...57), visible: 10)
        #expect(self.identity(table, self.rows(1...57)) == .event(46))
        // Seven came above, and the rows on the screen are the same.
        #expect(table.top == 7)
        table.apply(.follow, to: self.rows(1...57), visible: 10)
        #expect(table.top == 0)
    }

    @Test func `scrolling without the cursor holds the rows too`() {
        var table = TableState<EventRow>(sort: .time, anchor: .rows)
        table.apply(.scroll(20), to: self.rows(1...50), visible: 10)
        table.apply(.settle, to: self.rows(1...53), visible: 10)
        #expect(table.top == 23)
        #expect(!table.isFollowing)
    }

    @Test func `a hole stands below what was read after it`() {
        var feed = EventFeed()
        _ = feed.take(
            EventPage(next: 2, dropped: 0, items: [.init(seq: 2, at: Fixture.start, kind: .evicted, reason: nil, key: "a")]))
        _ = feed.take(
            EventPage(next: 9, dropped: 6, items: [.init(seq: 9, at: Fixture.start, kind: .evicted, reason: nil, key: "b")]))
        let table = TableState<EventRow>(sort: .time, anchor: .rows)
        #expect(table.arranged(feed.rows).map(\.identity) == [.event(9), .gap(9), .event(2)])
        #expect(feed.rows == table.arranged(feed.rows))
    }

    @Test func `f goes through the reasons`() throws {
        var state = try Fixture.live()
        state.visit(.events)
        #expect(state.eventRows.count == 4)
        var seen: [EventKindFilter: Int] = [:]
        for _ in EventKindFilter.allCases {
            _ = state.push(.character("f"))
            seen[state.eventKind] = state.eventRows.count
        }
        #expect(
            seen == [.all: 4, .capacity: 1, .expired: 1, .invalidated: 0, .replaced: 0, .rejected: 0, .purges: 2, .backends: 0])
    }

    @Test func `columns give way by rank, and the sorted one is marked`() throws {
        var lines: [Int: String] = [:]
        for columns in [200, 120, 80, 60, 40, 30] {
            var state = try Fixture.live(columns, 24)
            state.visit(.routes)
            lines[columns] = state.draw().lines.first { $0.contains("ROUTE") }
        }
        #expect(lines[200]?.contains("BREAKER") == true)
        #expect(lines[120]?.contains("BREAKER") == true)
        #expect(lines[80]?.contains("BREAKER") == false)
        #expect(lines[80]?.contains("HIT p99") == true)
        #expect(lines[40]?.contains("FLAG") == true)
        #expect(lines[120]?.contains("REQS▼") == true)
    }
}
