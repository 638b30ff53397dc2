import EngineProperties
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct MemoryTests {
    private static let source = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 20)

    /// From 10 B to 1 MiB, small ones as often as large ones.
    private static func draw(_ generator: inout SeededGenerator) -> ByteBuffer {
        let size = (10 << Int.random(in: 0..<17, using: &generator)) + Int.random(in: 0..<10, using: &generator)
        return self.source.getSlice(at: 0, length: min(size, self.source.readableBytes))!
    }

    private static func change(_ engine: CacheEngine, _ generator: inout SeededGenerator) {
        let number = Int.random(in: 0..<300, using: &generator)
        let key = CacheKey(text: "area\(number % 3):\(number)")
        let lifetime = EntryLifetime(freshness: .seconds(60))
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<9: _ = engine.set(self.draw(&generator), forKey: key, lifetime: lifetime, tags: ["tag\(number % 5)"])
        case 9..<12: _ = engine.add(self.draw(&generator), forKey: key, lifetime: lifetime)
        case 12..<17: _ = engine.value(forKey: key)
        case 17: engine.remove(key)
        case 18: engine.purge(.tags(["tag\(number % 5)"]), [.soft, .revalidate, .hard][number % 3])
        default:
            guard case .load(let load) = engine.acquire(key) else { break }
            let bytes = self.draw(&generator)
            if load.reserve(bytes.readableBytes) {
                _ = load.land(CacheValue(bytes: bytes), lifetime: lifetime, tags: [], cost: LoadCost())
            }
        }
    }

    /// Runs `body` on threads while one more looks at the memory all the time.
    private static func watch(
        _ engine: CacheEngine, threads: Int, _ body: @escaping @Sendable (Int) -> Void
    ) -> (samples: Int, exceeded: [MemoryFigures]) {
        let running = NIOLockedValueBox(threads)
        let exceeded = NIOLockedValueBox<[MemoryFigures]>([])
        let samples = NIOLockedValueBox(0)
        onThreads(threads + 1) { thread in
            guard thread == threads else {
                body(thread)
                return running.withLockedValue { $0 -= 1 }
            }
            while running.withLockedValue({ $0 }) > 0 {
                let memory = engine.snapshot().memory
                samples.withLockedValue { $0 += 1 }
                if memory.usedBytes > memory.limitBytes {
                    exceeded.withLockedValue { $0.append(memory) }
                }
            }
        }
        return (samples.withLockedValue { $0 }, exceeded.withLockedValue { $0 })
    }

    @Test func `in no sample more is used than the limit, whatever eight threads do`() {
        let engine = CacheEngine.forTests(memoryLimit: 12 << 20, shards: nil)
        let (samples, exceeded) = Self.watch(engine, threads: 8) { thread in
            var generator = SeededGenerator(seed: UInt64(thread))
            for _ in 0..<250 {
                Self.change(engine, &generator)
            }
        }
        #expect(samples > 0 && exceeded.isEmpty, "\(exceeded.first as Any)")
        #expect(engine.snapshot().memory.inFlightBytes == 0)
        #expect(engine.invariantViolations() == [])
    }

    @Test func `resized down and up under threads, the effective limit reaches the target and holds all the way`() {
        let engine = CacheEngine.forTests(memoryLimit: 16 << 20, shards: nil)
        let (samples, exceeded) = Self.watch(engine, threads: 5) { thread in
            var generator = SeededGenerator(seed: UInt64(thread))
            for step in 0..<200 {
                if thread == 0, step.isMultiple(of: 20) {
                    engine.resize(to: [2, 16, 1, 8][step / 20 % 4] << 20)
                } else {
                    Self.change(engine, &generator)
                }
            }
        }
        #expect(samples > 0 && exceeded.isEmpty, "\(exceeded.first as Any)")
        engine.resize(to: 3 << 20)
        let memory = engine.snapshot().memory
        #expect(memory.targetBytes == 3 << 20 && memory.limitBytes == 3 << 20 && memory.usedBytes <= 3 << 20)
        #expect(engine.invariantViolations() == [])
    }

    @Test func `a load in flight keeps the effective limit up until it ends`() throws {
        let engine = CacheEngine.forTests(memoryLimit: 1 << 20, clock: ManualClock())
        guard case .load(let load) = engine.acquire(CacheKey(text: "a:1")) else {
            Issue.record("there is nothing to load")
            return
        }
        #expect(load.reserve(600_000))
        engine.resize(to: 400_000)
        let memory = engine.snapshot().memory
        #expect(memory.targetBytes == 400_000 && memory.limitBytes == memory.usedBytes && memory.limitBytes >= 600_000)
        load.abandon()
        #expect(engine.snapshot().memory.limitBytes == 400_000)
        #expect(engine.store("a:2") == .stored)
    }

    @Test func `a value above its share is refused, counted, and leaves nothing behind`() {
        let engine = CacheEngine.forTests(memoryLimit: 80_000, shards: 1, clock: ManualClock())
        let key = CacheKey(text: "a:1")
        let lifetime = EntryLifetime(freshness: nil)
        let room =
            engine.maximumEntryBytes
            - EntryDraft(
                key: key, value: CacheValue(bytes: ByteBuffer()), lifetime: lifetime, tags: [], cost: LoadCost()
            ).footprint.total
        #expect(engine.set(ByteBuffer(repeating: 1, count: room + 1), forKey: key, lifetime: lifetime) == .tooLarge)
        #expect(engine.snapshot().evictions[.rejected] == 1)
        #expect(engine.snapshot().memory.entries == 0)
        #expect(engine.set(ByteBuffer(repeating: 1, count: room), forKey: key, lifetime: lifetime) == .stored)
        #expect(engine.snapshot().evictions[.rejected] == 1)
        #expect(engine.invariantViolations() == [])
    }

    private struct Head: EntryHead {
        let weight = 120
        let status: Int? = 200
        let contentType: String? = "text/plain"
        let etag: String? = nil
    }

    @Test(arguments: [0, 3], [false, true])
    func `the ledger holds each entry's footprint, and nothing when all have left`(tags: Int, hasHead: Bool) {
        let clock = ManualClock()
        let engine = CacheEngine.forTests(clock: clock)
        var expected = Footprint.none
        for number in 0..<50 {
            let key = CacheKey(text: "area:\(number)")
            let value = CacheValue(bytes: ByteBuffer(repeating: 1, count: number * 37), head: hasHead ? Head() : nil)
            let lifetime = EntryLifetime(freshness: .seconds(10))
            let names = (0..<tags).map { "tag\($0)" }
            guard case .load(let load) = engine.acquire(key) else { continue }
            #expect(load.land(value, lifetime: lifetime, tags: names, cost: LoadCost()).outcome == .stored)
            expected += EntryDraft(key: key, value: value, lifetime: lifetime, tags: names, cost: LoadCost()).footprint
        }
        #expect(engine.ledger.withLockedValue { $0.held } == expected)
        engine.purge(.tags(["tag0"]), .soft)
        clock.advance(by: .seconds(100))
        engine.reap()
        #expect(engine.ledger.withLockedValue { $0.held } == .none)
        #expect(engine.snapshot().memory.entries == 0)
        #expect(engine.invariantViolations() == [])
    }

    @Test(arguments: EvictionPolicyName.allCases, EvictionPolicyName.allCases)
    func `another policy takes all entries over, and goes on`(old: EvictionPolicyName, new: EvictionPolicyName) {
        let engine = CacheEngine.forTests(memoryLimit: 1 << 20) { $0.policy = old }
        for index in 0..<5000 {
            engine.store("k:\(index)")
            if index.isMultiple(of: 3) { _ = engine.value(forKey: CacheKey(text: "k:\(index / 2)")) }
        }
        let before = engine.snapshot()
        engine.adopt(new)
        let after = engine.snapshot()
        #expect(after.policy == new)
        // A sketch takes the room of some.
        let gone = after.evictions[.capacity] - before.evictions[.capacity]
        #expect(after.memory.entries + gone == before.memory.entries)
        #expect(gone <= before.memory.entries / 20)
        #expect(engine.invariantViolations() == [])
        for index in 0..<20_000 {
            engine.store("l:\(index)")
        }
        #expect(engine.snapshot().evictions[.capacity] > after.evictions[.capacity])
        #expect(engine.snapshot().memory.usedBytes <= 1 << 20)
        #expect(engine.invariantViolations() == [])
    }
}
