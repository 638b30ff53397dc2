import EngineProperties
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct ObservationTests {
    let clock = ManualClock()
    let engine: CacheEngine

    init() {
        self.engine = CacheEngine.forTests(clock: self.clock)
    }

    @Test func `every request is counted once, by how it was answered`() {
        let recorder = self.engine.recorder(forRoute: "course_list")
        recorder.record(
            .hit, latency: .microseconds(20), status: 200, savedCost: LoadCost(elapsed: .milliseconds(5), queries: 2),
            savedBytes: 100)
        recorder.record(.staleHit, latency: .microseconds(30), status: 200)
        recorder.record(.miss(.loaded), latency: .milliseconds(5), status: 503)
        recorder.record(.miss(.coalesced), latency: .milliseconds(4), status: 200)
        recorder.record(.miss(.revalidated), latency: .milliseconds(3), status: 200)
        recorder.record(.bypassed("set-cookie"), latency: .milliseconds(2), status: 200)
        let snapshot = self.engine.snapshot()
        #expect(snapshot.requests.total == 6)
        #expect(snapshot.requests.misses == 3 && snapshot.requests.coalesced == 1 && snapshot.requests.revalidated == 1)
        #expect(snapshot.requests.errors == 1)
        #expect(snapshot.saved.queries == 2 && snapshot.saved.bytes == 100 && snapshot.saved.elapsed == .milliseconds(5))
        #expect(snapshot.hitLatency.count == 2 && snapshot.missLatency.count == 3)
        #expect(self.engine.routeFigures().first?.bypassReasons == ["set-cookie": 1])
        #expect(self.engine.recorder(forRoute: "course_list") === recorder)
    }

    /// A character of two bytes lies across the limit.
    static let longKeys = ["r:" + String(repeating: "k", count: 5000), "r:k" + String(repeating: "é", count: 5000)]

    @Test(arguments: longKeys) func `what is written down of a long key says how much is missing`(key: String) throws {
        self.engine.store(key, tags: ["long"])
        for _ in 0..<20 {
            _ = self.engine.value(forKey: CacheKey(text: key))
        }
        let hot = try #require(self.engine.hotKeys(limit: 1).first)
        #expect(hot.state == .fresh && hot.size ?? 0 > 5000)
        self.engine.purge(.tags(["long"]), .hard)
        let events = self.engine.events(after: 0, limit: 10).items
        let evicted = try #require(
            events.compactMap { if case .evicted(_, let key, _, _, _, _) = $0.kind { key.text } else { nil } }.first)
        for noted in [hot.key, evicted] {
            let parts = noted.split(separator: "… (")
            try #require(parts.count == 2)
            #expect((1020...1024).contains(parts[0].utf8.count) && key.hasPrefix(parts[0]))
            #expect(parts[1] == "\(key.utf8.count - parts[0].utf8.count) more bytes)")
        }
    }

    @Test func `percentiles forget what is over`() throws {
        let recorder = self.engine.recorder(forRoute: "r")
        recorder.record(.hit, latency: .seconds(5), status: 200)
        self.clock.advance(by: .seconds(121))
        recorder.record(.hit, latency: .microseconds(10), status: 200)
        #expect(try #require(self.engine.snapshot().hitLatency.max) < .milliseconds(1))
    }

    @Test func `events are numbered, bounded and say what was overwritten`() {
        let engine = CacheEngine.forTests(clock: self.clock) { $0.eventCapacity = 4 }
        for number in 1...6 {
            engine.store("a:\(number)")
            engine.purge(.key("a:\(number)"), .hard)
        }
        // Each purge is two events: the entry's leaving, and the purge itself.
        let slice = engine.events(after: 5, limit: 10)
        #expect(slice.items.map(\.sequence) == [9, 10, 11, 12])
        #expect(slice.dropped == 3 && slice.next == 12)
        let limited = engine.events(after: 8, limit: 2)
        #expect(limited.items.map(\.sequence) == [9, 10] && limited.next == 10 && limited.dropped == 0)
        #expect(engine.events(after: 12, limit: 10).items.isEmpty)
        #expect(engine.events(after: 12, limit: 10).next == 12)
        #expect(engine.events(after: 9999, limit: 10).items.count == 4)
    }

    @Test func `the hottest keys come first, with rates, and cool down`() {
        for key in ["a:1", "a:2", "a:3"] {
            self.engine.store(key)
        }
        for _ in 0..<10 {
            for (key, requests) in [("a:1", 50), ("a:2", 10), ("a:3", 1)] {
                for _ in 0..<requests {
                    _ = self.engine.acquire(CacheKey(text: key))
                }
            }
            self.clock.advance(by: .seconds(1))
        }
        let hottest = self.engine.hotKeys(limit: 2)
        #expect(hottest.map(\.key) == ["a:1", "a:2"])
        #expect(hottest[0].hitsPerSecond > 45 && hottest[0].hitsPerSecond < 55)
        #expect(hottest[0].state == .fresh && hottest[0].requests == 501 && hottest[0].misses == 1)
        self.engine.purge(.key("a:1"), .revalidate)
        #expect(self.engine.hotKeys(limit: 1).first?.state == .revalidate)
        #expect(self.engine.hotKeys(limit: 1).first?.remainingFreshness == .zero)
        self.clock.advance(by: .seconds(400))
        #expect(self.engine.hotKeys(limit: 2).isEmpty)
    }

    @Test func `hot keys are found among many cold ones`() {
        var generator = SeededGenerator(seed: 3)
        let engine = CacheEngine.forTests(shards: 1, clock: self.clock)
        for round in 0..<20_000 {
            _ = engine.acquire(CacheKey(text: "cold:\(UInt32.random(in: 0...50_000, using: &generator))"))
            if round.isMultiple(of: 20) {
                for hot in 0..<10 {
                    _ = engine.acquire(CacheKey(text: "hot:\(hot)"))
                }
            }
        }
        let found = Set(engine.hotKeys(limit: 32).map(\.key))
        #expect((0..<10).allSatisfy { found.contains("hot:\($0)") })
    }

    @Test func `looking does not change what is evicted`() {
        let value = String(repeating: "x", count: 1000)
        func survivors(looking: Bool) -> [String] {
            let engine = CacheEngine.forTests(memoryLimit: 20_000, shards: 1, clock: self.clock) { $0.maximumEntryShare = 1 }
            for number in 0..<40 {
                engine.store("a:\(number)", value)
                if looking {
                    _ = engine.peek("a:0")
                    _ = engine.list(ListQuery(sort: .hits, limit: 10))
                    _ = engine.snapshot()
                    _ = engine.hotKeys(limit: 10)
                    _ = try? engine.dryRun(.all, mode: .hard)
                }
            }
            return engine.list(ListQuery(limit: 100)).items.map(\.key.text)
        }
        #expect(survivors(looking: true) == survivors(looking: false))
    }

    @Test func `the least recently used leave first`() {
        let engine = CacheEngine.forTests(memoryLimit: 20_000, shards: 1, clock: self.clock) { $0.maximumEntryShare = 1 }
        let value = String(repeating: "x", count: 1000)
        engine.store("keep:1", value)
        for number in 0..<40 {
            engine.store("a:\(number)", value)
            guard case .fresh = engine.acquire(CacheKey(text: "keep:1")) else {
                Issue.record("it left although it was used at step \(number)")
                return
            }
        }
        #expect(engine.snapshot().evictions[.capacity] > 20)
        #expect(engine.state(of: "a:0") == .absent)
    }

    @Test func `entries count the live ones, and expired ones leave as expired`() {
        self.engine.store("a:1", freshness: .seconds(5), staleWindow: .seconds(5))
        self.engine.store("a:2", freshness: .seconds(60))
        self.engine.store("a:3", freshness: nil)
        #expect(self.engine.snapshot().remainingFreshness.map(\.entries) == [0, 1, 1, 0, 0, 0, 0, 1])
        self.clock.advance(by: .seconds(7))
        #expect(self.engine.snapshot().remainingFreshness.first?.entries == 1)
        self.clock.advance(by: .seconds(4))
        let snapshot = self.engine.snapshot()
        #expect(snapshot.memory.entries == 2)
        #expect(snapshot.evictions[.expired] == 1 && snapshot.evictions.total == 1)
    }

    @Test func `a resource's variants are bounded`() {
        for number in 0..<200 {
            self.engine.store("a:1#x=\(number)")
        }
        #expect(self.engine.list(ListQuery(limit: 1000)).matched == Shard.maximumVariants)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test(arguments: ListQuery.Sort.allCases, [ListQuery.Order.ascending, .descending])
    func `pages show every key once while entries come and go`(sort: ListQuery.Sort, order: ListQuery.Order) throws {
        var generator = SeededGenerator(seed: 11)
        for number in 0..<300 {
            self.engine.store("a:\(number)", String(repeating: "x", count: Int.random(in: 0...400, using: &generator)))
            self.clock.advance(by: .milliseconds(1))
        }
        var shown: [String] = []
        var cursor: ListCursor?
        repeat {
            let page = self.engine.list(ListQuery(sort: sort, order: order, limit: 17, after: cursor))
            shown += page.items.map(\.key.text)
            cursor = try page.next.map { try #require(ListCursor($0.description)) }
            self.clock.advance(by: .milliseconds(1))
            for _ in 0..<20 {
                let key = "a:\(Int.random(in: 0..<400, using: &generator))"
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: self.engine.store(key, String(repeating: "y", count: 500))
                case 1: self.engine.purge(.key(key), .hard)
                default: _ = self.engine.acquire(CacheKey(text: key))
                }
            }
        } while cursor != nil
        #expect(Set(shown).count == shown.count)
        #expect(shown.count > 100)
    }

    @Test func `undisturbed pages show everything in order`() {
        for number in 0..<50 {
            self.engine.store("a:\(number)", String(repeating: "x", count: number * 7), tags: number < 20 ? ["few"] : [])
        }
        var sizes: [Int] = []
        var cursor: ListCursor?
        repeat {
            let page = self.engine.list(ListQuery(tag: "few", sort: .size, order: .descending, limit: 7, after: cursor))
            #expect(page.matched == 20)
            sizes += page.items.map(\.size)
            cursor = page.next
        } while cursor != nil
        #expect(sizes.count == 20 && sizes == sizes.sorted(by: >))
    }
}
