import Testing

@testable import LarderEngine

/// Invalidations that lie above so many entries that they are not brought to them at once.
@Suite struct WaitingInvalidationTests {
    static let count = 600
    let clock = ManualClock()
    let engine: CacheEngine

    init() {
        self.engine = CacheEngine.forTests(shards: 1, clock: self.clock)
        for number in 0..<Self.count {
            self.engine.store("area:\(number)", tags: ["all", number.isMultiple(of: 2) ? "even" : "odd"])
        }
    }

    static let aims: [LarderEngine.Selection] = [.prefix("area:"), .tags(["all"]), .tags(["even", "odd"]), .all]

    @Test(arguments: aims, [InvalidationMode.revalidate, .hard])
    func `what they killed is neither found nor counted by a pattern`(aim: LarderEngine.Selection, mode: InvalidationMode) throws
    {
        self.engine.purge(aim, mode)
        let pattern = LarderEngine.Selection.pattern(try Glob("*1*"))
        #expect(try self.engine.dryRun(pattern, mode: .hard).matched == 0)
        #expect(self.engine.purge(pattern, .hard).matched == 0)
        #expect(self.engine.invariantViolations() == [])
        self.engine.reap()
        #expect(self.engine.snapshot().memory.entries == 0)
    }

    @Test(arguments: aims, [InvalidationMode.revalidate, .hard])
    func `what they killed is not restored by undoing one before`(aim: LarderEngine.Selection, mode: InvalidationMode) throws {
        let soft = try #require(self.engine.purge(aim, .soft).id)
        self.engine.purge(.prefix("area:1"), mode)
        #expect(try self.engine.undo(soft) == Self.count - Self.startingWithOne)
        #expect(self.engine.invariantViolations() == [])
        #expect(self.engine.snapshot().memory.entries == Self.count - Self.startingWithOne)
    }

    /// 1, 10 to 19, 100 to 199.
    private static let startingWithOne = 1 + 10 + 100

    @Test(arguments: [InvalidationMode.soft, .revalidate, .hard])
    func `a prefix that many entries close together share hits them all and no others`(mode: InvalidationMode) throws {
        let engine = CacheEngine.forTests(shards: 1, clock: self.clock)
        let keys = (0..<90).map { "shelf:\($0 < 60 ? "left" : "right"):\($0)" }
        for key in keys {
            engine.store(key)
        }
        let report = engine.purge(.prefix("shelf:left:"), mode)
        #expect(report.matched == 60)
        let hit: EntryState = mode == .soft ? .stale : mode == .revalidate ? .revalidate : .absent
        #expect(keys.map { engine.state(of: $0) } == keys.map { $0.contains("left") ? hit : .fresh })
        #expect(engine.invariantViolations() == [])
        // What comes now is newer.
        engine.store(keys[0])
        #expect(engine.state(of: keys[0]) == .fresh)
        engine.reap()
        #expect(engine.snapshot().memory.entries == (mode == .soft ? 90 : 31))
        #expect(engine.state(of: keys[0]) == .fresh)
        #expect(engine.invariantViolations() == [])
        if mode == .soft {
            #expect(try engine.undo(#require(report.id)) == 59)
            #expect(keys.allSatisfy { engine.state(of: $0) == .fresh })
        }
    }

    @Test func `prefixes that wait beside each other are brought to their entries by a sweep, undone ones are not`() throws {
        let engine = CacheEngine.forTests(shards: 1, clock: self.clock)
        for number in 0..<100 {
            engine.store("shelf:\(number % 4):\(number)")
        }
        let undone = try #require(engine.purge(.prefix("shelf:1:"), .soft).id)
        engine.purge(.prefix("shelf:2:"), .soft)
        engine.purge(.prefix("shelf:3:"), .revalidate)
        #expect(try engine.undo(undone) == 25)
        engine.purge(.prefix("shelf:2:"), .hard)
        engine.reap()
        #expect(engine.invariantViolations() == [])
        let states = (0..<100).map { engine.state(of: "shelf:\($0 % 4):\($0)") }
        #expect(states == (0..<100).map { [EntryState.fresh, .fresh, .absent, .revalidate][$0 % 4] })
    }

    @Test(arguments: [InvalidationMode.soft, .revalidate, .hard])
    func `prefixes that wait inside a container reach their entries after it has burst`(mode: InvalidationMode) {
        let engine = CacheEngine.forTests(shards: 1, clock: self.clock)
        func key(_ number: Int) -> String { "shelf:\(number % 5):\(number)" }
        for number in 0..<120 {
            engine.store(key(number))
        }
        #expect(engine.purge(.prefix("shelf:1:"), mode).matched == 24)
        #expect(engine.purge(.prefix("shelf:2:"), mode).matched == 24)
        for number in 120..<400 {
            engine.store(key(number))
        }
        #expect(engine.invariantViolations() == [])
        let hit: EntryState = mode == .soft ? .stale : mode == .revalidate ? .revalidate : .absent
        let expected = (0..<400).map { $0 < 120 && (1...2).contains($0 % 5) ? hit : .fresh }
        #expect((0..<200).map { engine.state(of: key($0)) } == Array(expected[..<200]))
        engine.reap()
        #expect((0..<400).map { engine.state(of: key($0)) } == expected)
        #expect(engine.invariantViolations() == [])
    }

    /// However many come, none has to be brought to its entries before the call returns.
    @Test func `a flood of prefixes inside containers leaves nothing out`() {
        let engine = CacheEngine.forTests(shards: 1, clock: self.clock)
        for number in 0..<6000 {
            engine.store("shelf:\(number)")
        }
        // Each prefix of two digits names some sixty entries.
        for prefix in 10..<60 {
            #expect(engine.purge(.prefix("shelf:\(prefix)"), prefix.isMultiple(of: 2) ? .revalidate : .soft).matched > 50)
        }
        #expect(engine.invariantViolations() == [])
        engine.reap()
        #expect(engine.invariantViolations() == [])
        for number in stride(from: 0, to: 6000, by: 7) {
            let first = Int("\(number)".prefix(2))!
            let expected: EntryState = (10..<60).contains(first) ? first.isMultiple(of: 2) ? .revalidate : .stale : .fresh
            #expect(engine.state(of: "shelf:\(number)") == expected)
        }
    }

    @Test(arguments: [1, 20, 33, 64, 65, 100])
    func `a tag counts its living members behind many dead ones`(living: Int) {
        self.engine.purge(.tags(["even"]), .revalidate)
        self.engine.reap()
        for number in 0..<living {
            self.engine.store("area:\(number * 2)", tags: ["even"])
        }
        #expect(self.engine.purge(.tags(["even"]), .soft).matched == living)
    }

    @Test(arguments: [true, false])
    func `which of two soft ones comes to the entries first makes no difference`(tagFirst: Bool) throws {
        let aims: [LarderEngine.Selection] = tagFirst ? [.tags(["all"]), .prefix("area:")] : [.prefix("area:"), .tags(["all"])]
        let first = try #require(self.engine.purge(aims[0], .soft).id)
        self.clock.advance(by: .seconds(15))
        let second = try #require(self.engine.purge(aims[1], .soft).id)
        #expect(try self.engine.undo(first) == Self.count)
        self.clock.advance(by: .seconds(19))
        #expect(self.engine.state(of: "area:7") == .stale)
        self.clock.advance(by: .seconds(1))
        #expect(self.engine.state(of: "area:7") == .revalidate)
        #expect(try self.engine.undo(second) == Self.count)
        #expect(self.engine.state(of: "area:7") == .fresh)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `a sweep leaves nothing to do`() {
        self.engine.purge(.prefix("area:"), .revalidate)
        self.engine.purge(.tags(["odd"]), .hard)
        self.engine.reap()
        #expect(self.engine.invariantViolations() == [])
        #expect(self.engine.list(ListQuery(limit: Self.count)).items.count == Self.count / 2)
        #expect(self.engine.purge(.prefix("area:1"), .hard).isExact)
    }
}
