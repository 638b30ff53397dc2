import LarderAdmin
import Testing

@testable import LarderDashboard

@Suite struct EventFeedTests {
    private func page(_ seqs: ClosedRange<UInt64>, dropped: UInt64 = 0) -> EventPage {
        EventPage(
            next: seqs.upperBound, dropped: dropped,
            items: seqs.map { .init(seq: $0, at: Fixture.start, kind: .evicted, reason: "capacity", key: "k\($0)") })
    }

    @Test func `events that overlap are taken once, newest first, and bounded`() {
        var feed = EventFeed()
        #expect(feed.take(self.page(1...900)).count == 900)
        #expect(feed.take(self.page(850...1100)).first?.seq == 901)
        #expect(feed.items.first?.seq == 1100)
        #expect(feed.items.count == EventFeed.limit)
        #expect(feed.next == 1100)
    }

    @Test func `what was overwritten is counted`() {
        var feed = EventFeed()
        _ = feed.take(self.page(1...2, dropped: 7))
        _ = feed.take(self.page(9...10, dropped: 6))
        #expect(feed.dropped == 13)
    }

    @Test func `full answers are followed up at once, but not without end`() throws {
        var feed = EventFeed()
        var followed: [Bool] = []
        for page in 0..<7 {
            _ = feed.take(self.page(UInt64(page * 1000 + 1)...UInt64(page * 1000 + 1000)))
            followed.append(feed.isBehind)
        }
        #expect(followed == [true, true, true, true, false, false, true])
        _ = feed.take(self.page(8001...8002))
        #expect(!feed.isBehind)
    }
}
