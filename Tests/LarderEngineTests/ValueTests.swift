import NIOCore
import Testing

@testable import LarderEngine

@Suite struct ValueTests {
    let clock = ManualClock()
    let engine: CacheEngine
    let key = CacheKey(text: "count:1")

    init() {
        self.engine = CacheEngine.forTests(clock: self.clock)
    }

    @discardableResult
    private func set(
        _ text: String, _ key: String = "count:1", freshness: Duration? = .seconds(100), tags: [String] = []
    ) -> StoreOutcome {
        self.engine.set(
            ByteBuffer(string: text), forKey: CacheKey(text: key), lifetime: EntryLifetime(freshness: freshness), tags: tags)
    }

    private func get(_ key: String = "count:1") -> String? {
        self.engine.value(forKey: CacheKey(text: key)).map { String($0) }
    }

    @Test func `what was set is got until its freshness ends`() {
        #expect(self.get() == nil)
        #expect(self.set("a") == .stored)
        #expect(self.set("b") == .stored)
        self.clock.advance(by: .nanoseconds(99_999_999_999))
        #expect(self.get() == "b")
        self.clock.advance(by: .nanoseconds(1))
        #expect(self.get() == nil)
    }

    @Test func `what never expires is there after a hundred years`() {
        self.set("for ever", freshness: nil)
        self.clock.advance(by: .seconds(100 * 365 * 86_400))
        self.engine.reap()
        #expect(self.get() == "for ever")
        #expect(self.engine.peek("count:1")?.info.state == .fresh)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `many are set and got at once`() {
        let keys = (0..<20).map { CacheKey(text: "bulk:\($0)") }
        let outcomes = self.engine.set(
            keys.map { (key: $0, bytes: ByteBuffer(string: $0.text)) }, lifetime: EntryLifetime(freshness: .seconds(10)),
            tags: ["bulk"])
        #expect(outcomes.count == 20 && outcomes.values.allSatisfy { $0 == .stored })
        let found = self.engine.values(forKeys: keys + [self.key])
        #expect(found.mapValues { String($0) } == Dictionary(uniqueKeysWithValues: keys.map { ($0, $0.text) }))
        #expect(self.engine.purge(.tags(["bulk"]), .hard).matched == 20)
    }

    @Test func `add puts a value only where none is fresh`() {
        let lifetime = EntryLifetime(freshness: .seconds(10), staleWindow: .seconds(10))
        func add(_ text: String) -> StoreOutcome {
            self.engine.add(ByteBuffer(string: text), forKey: self.key, lifetime: lifetime)
        }
        #expect(add("first") == .stored)
        #expect(add("second") == .mismatch)
        #expect(self.get() == "first")
        // Stale, it is no longer there for those who only get.
        self.clock.advance(by: .seconds(15))
        #expect(add("third") == .stored)
        #expect(self.get() == "third")
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `compare and set goes by identity, not by equal bytes`() throws {
        self.set("a")
        let first = try #require(self.engine.value(forKey: self.key))
        self.set("a")
        let lifetime = EntryLifetime(freshness: .seconds(100))
        #expect(
            self.engine.compareAndSet(ByteBuffer(string: "b"), forKey: self.key, expecting: first, lifetime: lifetime)
                == .mismatch)
        let second = try #require(self.engine.value(forKey: self.key))
        #expect(
            self.engine.compareAndSet(ByteBuffer(string: "b"), forKey: self.key, expecting: nil, lifetime: lifetime) == .mismatch)
        #expect(
            self.engine.compareAndSet(ByteBuffer(string: "b"), forKey: self.key, expecting: second, lifetime: lifetime) == .stored
        )
        #expect(self.get() == "b")
        self.engine.remove(self.key)
        #expect(
            self.engine.compareAndSet(ByteBuffer(string: "c"), forKey: self.key, expecting: second, lifetime: lifetime)
                == .mismatch)
        #expect(String(first) == "a")
    }

    @Test func `increment counts, and keeps lifetime and tags`() throws {
        self.set("40", tags: ["counter"])
        self.clock.advance(by: .seconds(60))
        #expect(try self.engine.increment(self.key) == 41)
        #expect(try self.engine.increment(self.key, by: -50) == -9)
        self.clock.advance(by: .seconds(39))
        #expect(self.get() == "-9")
        #expect(self.engine.purge(.tags(["counter"]), .soft).matched == 1)
        self.clock.advance(by: .seconds(1))
        #expect(self.get() == nil)
    }

    @Test func `increment, touch and resize keep what stands beside the value`() throws {
        struct Head: EntryHead {
            let weight = 10
            let status: Int? = 203
            let contentType: String? = "text/plain"
            let etag: String? = "\"1\""
        }
        guard case .load(let load) = self.engine.acquire(self.key, tags: ["early"]) else {
            Issue.record("there is nothing to load")
            return
        }
        _ = load.land(
            CacheValue(bytes: ByteBuffer(string: "7"), head: Head()),
            lifetime: EntryLifetime(freshness: .seconds(100), staleWindow: .seconds(7)), tags: ["late"],
            cost: LoadCost(elapsed: .seconds(2), queries: 3))
        func check(_ text: String) {
            guard let (info, value) = self.engine.peek(self.key.text) else {
                Issue.record("it is gone")
                return
            }
            #expect(String(buffer: value.bytes) == text)
            #expect(value.head?.status == 203 && info.status == 203 && value.head?.etag == "\"1\"")
            #expect(Set(info.tags) == ["early", "late"] && info.cost == LoadCost(elapsed: .seconds(2), queries: 3))
        }
        check("7")
        #expect(try self.engine.increment(self.key, by: 3) == 10)
        check("10")
        #expect(self.engine.touch(self.key, lifetime: EntryLifetime(freshness: .seconds(500))))
        check("10")
        self.engine.resize(to: 1 << 20)
        check("10")
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `after touch the last part is one of the new lifetime`() {
        func isAgeing() -> Bool {
            guard case .ageing(_, let refresh) = self.engine.acquire(self.key) else { return false }
            refresh.abandon()
            return true
        }
        let lifetime = EntryLifetime(freshness: .seconds(100), refreshAhead: 0.1)
        self.engine.set(ByteBuffer(string: "a"), forKey: self.key, lifetime: lifetime)
        for _ in 0..<20 {
            self.clock.advance(by: .seconds(90))
            #expect(!isAgeing())
            self.clock.advance(by: .seconds(1))
            #expect(isAgeing())
            #expect(self.engine.touch(self.key, lifetime: lifetime))
        }
    }

    @Test(arguments: ["", "4 2", "1.5", "x", "99999999999999999999"])
    func `increment refuses what is no integer`(text: String) {
        self.set(text)
        #expect(throws: IncrementError.notAnInteger(self.key)) { try self.engine.increment(self.key) }
        #expect(self.get() == text)
    }

    @Test func `increment says what else is wrong`() {
        #expect(throws: IncrementError.absent(self.key)) { try self.engine.increment(self.key) }
        self.set("\(Int64.max)")
        #expect(throws: IncrementError.overflow(self.key)) { try self.engine.increment(self.key) }
        #expect(self.get() == "\(Int64.max)")
        self.clock.advance(by: .seconds(100))
        #expect(throws: IncrementError.absent(self.key)) { try self.engine.increment(self.key) }
    }

    @Test func `touch gives a new lifetime from now on, and nothing to what has ended`() {
        #expect(!self.engine.touch(self.key, lifetime: EntryLifetime(freshness: .seconds(10))))
        self.set("a")
        self.clock.advance(by: .seconds(90))
        #expect(self.engine.touch(self.key, lifetime: EntryLifetime(freshness: .seconds(50), staleWindow: .seconds(5))))
        self.clock.advance(by: .seconds(49))
        #expect(self.get() == "a")
        self.clock.advance(by: .seconds(1))
        #expect(self.engine.state(of: "count:1") == .stale)
        #expect(!self.engine.touch(self.key, lifetime: EntryLifetime(freshness: .seconds(10))))
        self.clock.advance(by: .seconds(5))
        self.engine.reap()
        #expect(self.engine.snapshot().memory.entries == 0)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `touch makes persistent, and ends that`() {
        self.set("a")
        #expect(self.engine.touch(self.key, lifetime: EntryLifetime(freshness: nil)))
        self.clock.advance(by: .seconds(1_000_000))
        self.engine.reap()
        #expect(self.get() == "a")
        #expect(self.engine.touch(self.key, lifetime: EntryLifetime(freshness: .seconds(1))))
        self.clock.advance(by: .seconds(1))
        #expect(self.get() == nil)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `remove without a variant takes all of them, with one that one`() {
        for key in ["page:1", "page:1#lang=de", "page:1#lang=en", "page:10"] {
            self.set(key, key)
        }
        #expect(self.engine.remove(CacheKey(text: "page:1#lang=de")))
        #expect(!self.engine.remove(CacheKey(text: "page:1#lang=de")))
        #expect(self.get("page:1") == "page:1" && self.get("page:1#lang=en") == "page:1#lang=en")
        #expect(self.engine.remove(CacheKey(text: "page:1")))
        #expect(self.get("page:1") == nil && self.get("page:1#lang=en") == nil)
        #expect(self.get("page:10") == "page:10")
    }

    @Test func `jitter shortens lifetimes, by different and bounded amounts`() throws {
        let lifetime = EntryLifetime(freshness: .seconds(100), jitter: 0.2)
        let now = self.clock.now()
        var ends: Set<CacheInstant> = []
        for number in 0..<200 {
            let key = "jitter:\(number)"
            if number.isMultiple(of: 2) {
                self.engine.set(ByteBuffer(string: "a"), forKey: CacheKey(text: key), lifetime: lifetime)
            } else {
                guard case .load(let load) = self.engine.acquire(CacheKey(text: key)) else { continue }
                _ = load.land(CacheValue(bytes: ByteBuffer(string: "a")), lifetime: lifetime, tags: [], cost: LoadCost())
            }
            guard case .fresh(let entry) = self.engine.acquire(CacheKey(text: key)) else { continue }
            ends.insert(try #require(entry.freshUntil))
        }
        #expect(ends.count > 150)
        #expect(ends.allSatisfy { (80...100).contains(now.duration(to: $0).seconds) })
    }
}
