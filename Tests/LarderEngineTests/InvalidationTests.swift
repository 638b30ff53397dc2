import NIOCore
import Testing

@testable import LarderEngine

@Suite struct InvalidationTests {
    let clock = ManualClock()
    let engine: CacheEngine

    init() {
        self.engine = CacheEngine.forTests(clock: self.clock)
    }

    private func storeCatalogue() {
        for page in 1...5 {
            self.engine.store("course_list:?page=\(page)", tags: ["course"])
        }
        self.engine.store("course_list:?page=1#lang=de", tags: ["course"])
        self.engine.store("course_list:", tags: ["course"])
        for id in 1...3 {
            self.engine.store("single_course:\(id)", tags: ["course:\(id)"])
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let selection: LarderEngine.Selection
        let matched: Int

        var testDescription: String { "\(self.selection)" }
    }

    static let cases: [Case] = [
        Case(selection: .key("single_course:2"), matched: 1),
        Case(selection: .key("course_list:?page=1"), matched: 2),
        Case(selection: .key("course_list:?page=1#lang=de"), matched: 1),
        Case(selection: .key("course_list:?page=1#lang=en"), matched: 0),
        Case(selection: .keys(["single_course:1", "single_course:2", "single_course:2", "none"]), matched: 2),
        Case(selection: .prefix("course_list:"), matched: 7),
        Case(selection: .prefix("course"), matched: 7),
        Case(selection: .pattern(try! Glob("*page=[12]*")), matched: 3),
        Case(selection: .tags(["course"]), matched: 7),
        Case(selection: .tags(["course:1", "course:2", "absent"]), matched: 2),
        Case(selection: .route("single_course"), matched: 3),
        Case(selection: .route("single"), matched: 0),
        Case(selection: .all, matched: 10),
    ]

    @Test(arguments: cases) func `a dry run counts and changes nothing`(_ row: Case) throws {
        self.storeCatalogue()
        let report = try self.engine.dryRun(row.selection, mode: .hard)
        #expect(report.matched == row.matched)
        #expect(report.id == nil && report.undoUntil == nil)
        #expect(report.sample.count == min(row.matched, 10))
        #expect(self.engine.snapshot().memory.entries == 10)
        #expect(self.engine.invalidations(limit: 10).isEmpty)
    }

    @Test(arguments: cases) func `hard removes what is selected and nothing else`(_ row: Case) {
        self.storeCatalogue()
        let report = self.engine.purge(row.selection, .hard)
        #expect(report.matched == row.matched)
        #expect(self.engine.snapshot().memory.entries == 10 - row.matched)
        #expect(self.engine.snapshot().evictions[.invalidated] == row.matched)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test(arguments: cases) func `soft marks stale, and undo makes fresh again`(_ row: Case) throws {
        self.storeCatalogue()
        let report = self.engine.purge(row.selection, .soft)
        #expect(report.matched == row.matched)
        for key in report.sample {
            #expect(self.engine.state(of: key) == .stale)
        }
        #expect(try self.engine.undo(#require(report.id)) == row.matched)
        #expect(self.engine.list(ListQuery(limit: 100)).items.allSatisfy { $0.state == .fresh })
    }

    @Test func `a revalidated entry is kept but not served, and no longer counts as live`() {
        self.storeCatalogue()
        #expect(self.engine.purge(.tags(["course:2"]), .revalidate).matched == 1)
        #expect(self.engine.state(of: "single_course:2") == .revalidate)
        #expect(self.engine.purge(.tags(["course:2"]), .revalidate).matched == 0)
        guard case .load(let load) = self.engine.acquire(CacheKey(text: "single_course:2")) else {
            Issue.record("it was served without asking")
            return
        }
        #expect(load.previous != nil)
    }

    @Test func `a softly invalidated entry is servable for its route's stale window, counted from the purge`() {
        self.engine.store("a:1", freshness: .seconds(1000), staleWindow: .seconds(30))
        self.engine.store("a:2", freshness: .seconds(1000), staleWindow: .zero)
        self.engine.store("a:3", freshness: .seconds(1000), staleServing: .forbidden)
        self.engine.purge(.all, .soft)
        #expect(self.engine.state(of: "a:1") == .stale)
        #expect(self.engine.state(of: "a:3") == .revalidate)
        self.clock.advance(by: .seconds(30))
        #expect(self.engine.state(of: "a:1") == .revalidate)
        #expect(self.engine.state(of: "a:2") == .stale)
        self.clock.advance(by: .seconds(30))
        #expect(self.engine.state(of: "a:2") == .revalidate)
    }

    @Test func `a second soft invalidation neither prolongs nor ends what the first allows`() throws {
        self.engine.store("a:1", freshness: .seconds(10), staleWindow: .zero)
        self.engine.purge(.all, .soft)
        self.clock.advance(by: .seconds(30))
        #expect(self.engine.purge(.all, .soft).matched == 1)
        #expect(self.engine.state(of: "a:1") == .stale)
        self.clock.advance(by: .seconds(29))
        #expect(self.engine.state(of: "a:1") == .stale)
        self.clock.advance(by: .seconds(1))
        #expect(self.engine.state(of: "a:1") == .absent)
    }

    @Test func `what is kept for revalidation alone is reclaimable and no longer counted among the entries`() {
        self.storeCatalogue()
        self.engine.purge(.route("single_course"), .revalidate)
        let memory = self.engine.snapshot().memory
        #expect(memory.entries == 7 && memory.reclaimableBytes > 0)
        self.engine.store("single_course:1")
        self.engine.purge(.route("single_course"), .hard)
        #expect(self.engine.snapshot().memory.entries == 7)
        #expect(self.engine.snapshot().memory.reclaimableBytes == 0)
    }

    @Test func `two soft invalidations are undone one by one`() throws {
        self.engine.store("a:1")
        let first = try #require(self.engine.purge(.key("a:1"), .soft).id)
        let second = try #require(self.engine.purge(.prefix("a"), .soft).id)
        #expect(try self.engine.undo(first) == 1)
        #expect(self.engine.state(of: "a:1") == .stale)
        #expect(try self.engine.undo(second) == 1)
        #expect(self.engine.state(of: "a:1") == .fresh)
    }

    @Test func `undo does not count what was refreshed meanwhile`() throws {
        self.engine.store("a:1")
        self.engine.store("a:2")
        let id = try #require(self.engine.purge(.prefix("a:"), .soft).id)
        #expect(self.engine.store("a:1", "newer") == .stored)
        #expect(try self.engine.undo(id) == 1)
    }

    @Test func `undo says why it cannot`() throws {
        self.engine.store("a:1")
        let hard = try #require(self.engine.purge(.key("a:1"), .hard).id)
        let soft = try #require(self.engine.purge(.key("a:1"), .soft).id)
        let late = try #require(self.engine.purge(.key("a:1"), .soft).id)
        #expect(throws: UndoError.notSoft) { try self.engine.undo(hard) }
        _ = try self.engine.undo(soft)
        #expect(throws: UndoError.alreadyUndone) { try self.engine.undo(soft) }
        self.clock.advance(by: .seconds(300))
        #expect(throws: UndoError.windowClosed) { try self.engine.undo(late) }
        #expect(throws: UndoError.unknown) { try self.engine.undo(InvalidationID(engineMark: 0, sequence: 999)) }
    }

    @Test func `more matches than expected and nothing is done`() {
        self.storeCatalogue()
        #expect(throws: ExpectationExceeded(matched: 7, limit: 6)) {
            try self.engine.invalidate(.tags(["course"]), mode: .hard, cause: InvalidationCause(source: .api), expectAtMost: 6)
        }
        #expect(self.engine.snapshot().memory.entries == 10)
        #expect(throws: ExpectationExceeded(matched: 10, limit: 0)) {
            try self.engine.dryRun(.all, mode: .soft, expectAtMost: 0)
        }
    }

    @Test func `a selection that matches nothing names what is like it`() throws {
        self.storeCatalogue()
        #expect(self.engine.purge(.pattern(try Glob("cuorse_list:*")), .soft).near.contains("course_list:"))
        #expect(self.engine.purge(.tags(["course:9"]), .soft).near.contains("course:1"))
        #expect(self.engine.purge(.route("single_curse"), .soft).near.first == "single_course")
        let cause = InvalidationCause(source: .database)
        #expect(try self.engine.invalidate(.route("single_curse"), mode: .soft, cause: cause).near.isEmpty)
    }

    @Test func `what people did stays in the history when machines invalidate a lot`() throws {
        let person = try #require(self.engine.purge(.all, .soft).id)
        for number in 0..<3000 {
            _ = try self.engine.invalidate(
                .tags(["row:\(number)"]), mode: .revalidate, cause: InvalidationCause(source: .database))
        }
        #expect(self.engine.invalidations(limit: 2000).last?.id == person)
        #expect(self.engine.invalidations(limit: 5).map(\.id.sequence) == [3001, 3000, 2999, 2998, 2997])
        #expect(try self.engine.undo(person) == 0)
    }

    @Test(arguments: ["inv-00ff-12", "inv-3f2c-7"]) func `an id reads back as it was written`(text: String) {
        #expect(InvalidationID(text)?.description == text)
    }

    @Test(arguments: ["", "inv-3f2c", "inv-3f2c-", "inv-3F2C-7", "inv-3f2c-07", "x-3f2c-7", "inv-3f2c-7-1", "inv-f-1"])
    func `what is no id is none`(text: String) {
        #expect(InvalidationID(text) == nil)
    }
}
