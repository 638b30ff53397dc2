import Testing

@testable import LarderEngine

@Suite struct SoftMarkTests {
    let clock = ManualClock()
    let engine: CacheEngine

    init() {
        self.engine = CacheEngine.forTests(shards: 1, clock: self.clock)
        for index in 0..<200 {
            self.engine.store("list:\(index)", tags: ["all"])
        }
    }

    private func purge(_ times: Int, selecting selection: LarderEngine.Selection, isSwept: Bool) -> [InvalidationID] {
        (0..<times).map { _ in
            let report = self.engine.purge(selection, .soft)
            if isSwept {
                self.engine.reap()
            }
            return report.id!
        }
    }

    @Test(arguments: [LarderEngine.Selection.prefix("list:"), .tags(["all"]), .prefix("list:7")], [true, false])
    func `as many as are kept apart can all be undone`(selection: LarderEngine.Selection, isSwept: Bool) throws {
        let ids = self.purge(Kills.maximumSoft, selecting: selection, isSwept: isSwept)
        #expect(self.engine.state(of: "list:7") == .stale)
        for id in ids.dropLast() {
            #expect(try self.engine.undo(id) > 0)
            #expect(self.engine.state(of: "list:7") == .stale)
        }
        _ = try self.engine.undo(ids.last!)
        #expect(self.engine.state(of: "list:7") == .fresh)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test(arguments: [LarderEngine.Selection.prefix("list:"), .tags(["all"]), .prefix("list:7")], [true, false])
    func `many take no more memory than some, and stay in force until the entry is refreshed`(
        selection: LarderEngine.Selection, isSwept: Bool
    ) throws {
        _ = self.purge(2 * Kills.maximumSoft, selecting: selection, isSwept: isSwept)
        let before = self.engine.snapshot().memory.overheadBytes
        let ids = self.purge(10 * Kills.maximumSoft, selecting: selection, isSwept: isSwept)
        #expect(self.engine.snapshot().memory.overheadBytes <= before)
        for id in ids {
            _ = try self.engine.undo(id)
        }
        self.engine.reap()
        #expect(self.engine.state(of: "list:7") == .stale)
        #expect(self.engine.invariantViolations() == [])
        self.engine.store("list:7")
        #expect(self.engine.state(of: "list:7") == .fresh)
    }

    @Test func `an entry says until when a soft invalidation lets it be served`() throws {
        self.clock.advance(by: .seconds(10))
        _ = self.engine.purge(.key("list:7"), .soft)
        let purged = self.clock.now()
        self.clock.advance(by: .seconds(5))
        let info = try #require(self.engine.peek("list:7")?.info)
        #expect(info.freshUntil == purged)
        #expect(info.staleUntil == purged.advanced(by: .seconds(20)))
    }
}
