import NIOCore
import Testing

@testable import LarderEngine

@Suite struct SnapshotAgeTests {
    private func entry(
        freshness: Duration?, staleWindow: Duration = .zero, standing: SnapshotEntry.Standing = .good
    ) -> SnapshotEntry {
        SnapshotEntry(
            key: "k", value: ByteBuffer(), age: .seconds(1), freshness: freshness, staleWindow: staleWindow, standing: standing)
    }

    @Test func `an entry has as much less left as time went by`() {
        let aged = self.entry(freshness: .seconds(60), staleWindow: .seconds(5)).aged(by: .seconds(10))
        #expect(aged?.freshness == .seconds(50))
        #expect(aged?.staleWindow == .seconds(5))
        #expect(aged?.age == .seconds(11))
    }

    @Test func `an entry in its stale window stays stale until that ends`() {
        let entry = self.entry(freshness: .seconds(60), staleWindow: .seconds(5))
        #expect(entry.aged(by: .seconds(64))?.freshness == .seconds(-4))
        #expect(entry.aged(by: .seconds(65)) == nil)
    }

    @Test func `an entry without an end stays without one`() {
        let aged = self.entry(freshness: nil).aged(by: .seconds(3e9))
        #expect(aged != nil)
        #expect(aged?.freshness == .none)
    }

    @Test func `a softly marked entry lives as long as it may be served or was to live anyway`() {
        let entry = self.entry(freshness: .seconds(2), standing: .soft(servableFor: .seconds(10)))
        #expect(entry.aged(by: .seconds(9))?.standing == .soft(servableFor: .seconds(1)))
        #expect(entry.aged(by: .seconds(10)) == nil)
        let longer = self.entry(freshness: .seconds(20), standing: .soft(servableFor: .seconds(10)))
        #expect(longer.aged(by: .seconds(15))?.standing == .soft(servableFor: .zero))
    }

    @Test func `an outdated entry is kept until its natural end`() {
        let entry = self.entry(freshness: .seconds(5), standing: .outdated)
        #expect(entry.aged(by: .seconds(4))?.standing == .outdated)
        #expect(entry.aged(by: .seconds(5)) == nil)
    }

    @Test(
        arguments: [
            (1_000_010, Duration.seconds(10)), (1_000_000, .zero), (999_000, .zero), (0, .zero), (-.infinity, .zero),
            (.nan, .zero),
            (.infinity, .seconds(30_000_000_000)),
        ] as [(Double, Duration)])
    func `a wall clock that was set back prolongs nothing, and none makes it trap`(wallSeconds: Double, elapsed: Duration) {
        #expect(SnapshotHeader(engine: "e", savedAt: 1_000_000).elapsed(at: wallSeconds) == elapsed)
    }
}
