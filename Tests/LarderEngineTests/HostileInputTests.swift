import NIOCore
import Testing

@testable import LarderEngine

/// Whatever comes in, nothing traps, and the totals hold.
@Suite struct HostileInputTests {
    static let keys =
        ["", "#", "#a", "a#", ":", "::", "a:\0b", "é:\u{1F4DA}#\u{202E}", "a#b#c", String(repeating: ":", count: 3000)]
        + [65_535, 65_536, 200_000].flatMap { length in
            [String(repeating: "k", count: length), "r:" + String(repeating: "a/", count: length / 2) + "#v"]
        }

    static let durations: [Duration] = [
        .zero, .nanoseconds(1), .nanoseconds(-1), .seconds(-1), .nanoseconds(Int64.max), .nanoseconds(Int64.min),
        .seconds(Int64.max), .seconds(Int64.min), .seconds(292 * 365 * 86_400),
    ]

    @Test func `any text is a key`() throws {
        let engine = CacheEngine.forTests(clock: ManualClock())
        let lifetime = EntryLifetime(freshness: .seconds(100))
        for (number, text) in Self.keys.enumerated() {
            let key = CacheKey(text: text)
            let value = ByteBuffer(string: number.isMultiple(of: 2) ? "" : text)
            #expect(engine.set(value, forKey: key, lifetime: lifetime, tags: [text]) == .stored)
            #expect(engine.value(forKey: key).map { $0.buffer } == value)
            guard case .fresh(let entry) = engine.acquire(key) else {
                Issue.record("\(text.prefix(20)) is not there")
                continue
            }
            #expect(entry.value.bytes == value)
        }
        #expect(engine.invariantViolations() == [])
        #expect(Set(engine.list(ListQuery(limit: 100)).items.map(\.key.text)) == Set(Self.keys))
        for text in Self.keys {
            #expect(try engine.dryRun(.tags([text]), mode: .hard).matched == 1)
        }
        for text in Self.keys {
            #expect(engine.purge(.prefix(text), .revalidate).id != nil)
        }
        #expect(engine.invariantViolations() == [])
        for text in Self.keys {
            engine.remove(CacheKey(text: text))
        }
        engine.reap()
        #expect(engine.snapshot().memory.entries == 0)
        #expect(engine.invariantViolations() == [])
    }

    @Test func `a resource with a hash mark is the key that its text is`() {
        let engine = CacheEngine.forTests(clock: ManualClock())
        let lifetime = EntryLifetime(freshness: .seconds(100))
        engine.set(ByteBuffer(string: "1"), forKey: CacheKey(resource: "a#b"), lifetime: lifetime)
        engine.set(ByteBuffer(string: "2"), forKey: CacheKey(resource: "a", variant: "b"), lifetime: lifetime)
        engine.set(ByteBuffer(string: "3"), forKey: CacheKey(resource: "a#b", variant: "c"), lifetime: lifetime)
        #expect(engine.value(forKey: CacheKey(text: "a#b")).map { String($0) } == "2")
        #expect(engine.snapshot().memory.entries == 2)
        #expect(engine.purge(.key("a"), .hard).matched == 2)
        #expect(engine.invariantViolations() == [])
    }

    @Test(arguments: durations, durations) func `any duration is a lifetime`(freshness: Duration, window: Duration) throws {
        let clock = ManualClock()
        let engine = CacheEngine.forTests(clock: clock)
        let key = CacheKey(text: "a:1")
        for jitter in [0, 0.5, 1] {
            for refreshAhead in [0, 0.5, 1] {
                var lifetime = EntryLifetime(
                    freshness: freshness, staleWindow: window, jitter: jitter, refreshAhead: refreshAhead)
                // Changed afterwards it is not looked at again.
                lifetime.staleWindow = window
                #expect(
                    engine.set(
                        ByteBuffer(string: "1"), forKey: key, lifetime: lifetime, tags: ["t"],
                        cost: LoadCost(elapsed: freshness, queries: .max)) == .stored)
                engine.store("a:2", freshness: freshness, staleWindow: window)
                _ = engine.touch(CacheKey(text: "a:2"), lifetime: lifetime)
                _ = try? engine.increment(key)
                engine.purge(.tags(["t"]), .soft)
                for _ in 0..<2 {
                    switch engine.acquire(key) {
                    case .ageing(_, let load), .stale(_, .some(let load)), .load(let load):
                        _ = load.land(
                            CacheValue(bytes: ByteBuffer()), lifetime: lifetime, tags: [], cost: LoadCost(elapsed: window))
                    case .fresh, .stale, .join, .overloaded: break
                    }
                    _ = engine.list(ListQuery(limit: 10))
                    _ = engine.snapshot()
                    clock.advance(by: .seconds(3))
                    engine.reap()
                    try #require(engine.invariantViolations() == [])
                }
            }
        }
    }

    @Test(arguments: durations) func `errors are remembered for any duration`(negativeLifetime: Duration) async {
        struct Down: Error {}
        let engine = CacheEngine.forTests(clock: ManualClock()) { $0.waiterPatience = negativeLifetime }
        for _ in 0..<2 {
            await #expect(throws: Down.self) {
                try await engine.value(
                    forKey: CacheKey(text: "a:1"), lifetime: EntryLifetime(freshness: nil), negativeLifetime: negativeLifetime
                ) { throw Down() }
            }
        }
    }

    @Test(arguments: durations) func `any patience is one`(patience: Duration) async throws {
        let engine = CacheEngine.forTests { $0.waiterPatience = patience }
        let key = CacheKey(text: "a:1")
        guard case .load(let load) = engine.acquire(key) else { return }
        if case .join(let waiting) = engine.acquire(key) {
            async let result = waiting.result()
            await Task.yield()
            load.abandon()
            _ = try await result
        }
        load.abandon()
    }

    @Test func `numbers of tags beyond all reason are refused, repeated ones count once`() {
        let engine = CacheEngine.forTests(memoryLimit: 1 << 20, shards: 1, clock: ManualClock())
        let lifetime = EntryLifetime(freshness: nil)
        let key = CacheKey(text: "a:1")
        let many = (0..<50_000).map { "tag\($0)" }
        #expect(engine.set(ByteBuffer(), forKey: key, lifetime: lifetime, tags: many) == .tooLarge)
        let same = [String](repeating: "tag", count: 50_000)
        #expect(engine.set(ByteBuffer(), forKey: key, lifetime: lifetime, tags: same) == .stored)
        #expect(engine.peek("a:1")?.info.tags == ["tag"])
        #expect(engine.invariantViolations() == [])
    }
}
