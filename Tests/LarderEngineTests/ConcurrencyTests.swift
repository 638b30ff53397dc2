import EngineProperties
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct ConcurrencyTests {
    @Test func `the budget holds at every moment while many threads store, hit and purge`() async {
        let limit = 300_000
        let engine = CacheEngine.forTests(memoryLimit: limit, shards: 4)
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(worker))
                    for step in 0..<4000 {
                        let key = "k:\(Int.random(in: 0..<400, using: &generator))"
                        engine.store(
                            key, String(repeating: "x", count: Int.random(in: 0...3000, using: &generator)),
                            tags: ["t\(step % 7)"])
                        if step.isMultiple(of: 50) {
                            engine.purge(.tags(["t\(step % 7)"]), [.soft, .revalidate, .hard][step % 3])
                            let memory = engine.snapshot().memory
                            #expect(memory.usedBytes <= limit)
                        }
                    }
                }
            }
        }
        #expect(engine.invariantViolations() == [])
    }

    enum Aim: CaseIterable, Sendable {
        case tag, prefix, key, pattern, all

        func selection(_ row: Int) -> LarderEngine.Selection {
            switch self {
            case .tag: .tags(["row:\(row)"])
            case .prefix: .prefix("row:\(row):")
            case .key: .key("row:\(row):value")
            case .pattern: .pattern(try! Glob("row:\(row):*e"))
            case .all: .all
            }
        }
    }

    @Test func `invalidations, landings, reads, listings and sweeps disturb each other in nothing`() {
        let engine = CacheEngine.forTests(memoryLimit: 400_000)
        onThreads(6) { thread in
            var generator = SeededGenerator(seed: UInt64(thread))
            for step in 0..<400 {
                let number = Int.random(in: 0..<600, using: &generator)
                let mode: InvalidationMode = [.soft, .revalidate, .hard][step % 3]
                switch (thread, step % 4) {
                case (0, 0): engine.purge(.prefix("area\(number % 3):\(number % 10)"), mode)
                case (0, 1): engine.purge(.tags(["tag\(number % 4)", "tag\(step % 4)"]), mode)
                case (0, 2):
                    let soft = engine.purge(.prefix("area\(number % 3):"), .soft)
                    _ = try? engine.undo(soft.id!)
                case (1, 0): engine.reap()
                case (1, 1): _ = engine.list(ListQuery(limit: 20))
                case (1, 2): engine.resize(to: 200_000 + number * 500)
                case (2, _), (3, _): engine.store("area\(number % 3):\(number)", tags: ["tag\(number % 4)"])
                case (4, _):
                    let lifetime = EntryLifetime(freshness: .milliseconds(number % 20))
                    engine.set(
                        ByteBuffer(string: "set"), forKey: CacheKey(text: "area\(number % 3):\(number)"), lifetime: lifetime)
                default: _ = engine.value(forKey: CacheKey(text: "area\(number % 3):\(number)"))
                }
            }
        }
        #expect(engine.invariantViolations() == [])
    }

    /// A register per key, raised by a writer who then invalidates; whatever a reader gets was current when it asked, or newer.
    @Test(arguments: [InvalidationMode.revalidate, .hard], Aim.allCases)
    func `after an invalidation returned no reader gets the old copy`(mode: InvalidationMode, aim: Aim) async {
        let engine = CacheEngine.forTests(memoryLimit: 4 << 20)
        // So many beside the rows that invalidations wait above them.
        for row in 0..<8 {
            for number in 0..<100 {
                engine.store("row:\(row):filler:\(number)", tags: ["row:\(row)"])
            }
        }
        let current = NIOLockedValueBox([Int](repeating: 0, count: 8))
        let announced = NIOLockedValueBox([Int](repeating: 0, count: 8))
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<2 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(worker))
                    for _ in 0..<500 {
                        let row = Int.random(in: 0..<4, using: &generator) * 2 + worker
                        let version = current.withLockedValue { values in
                            values[row] += 1
                            return values[row]
                        }
                        engine.purge(aim.selection(row), mode)
                        announced.withLockedValue { $0[row] = version }
                    }
                }
            }
            for worker in 2..<6 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(worker))
                    for _ in 0..<1000 {
                        let row = Int.random(in: 0..<8, using: &generator)
                        let atLeast = announced.withLockedValue { $0[row] }
                        if let got = await Self.read(engine, row, current) {
                            #expect(got >= atLeast)
                        }
                    }
                }
            }
        }
        #expect(engine.invariantViolations() == [])
    }

    private static func read(_ engine: CacheEngine, _ row: Int, _ source: NIOLockedValueBox<[Int]>) async -> Int? {
        while true {
            switch engine.acquire(CacheKey(text: "row:\(row):value")) {
            case .fresh(let entry), .ageing(let entry, _), .stale(let entry, _):
                return Int(String(buffer: entry.value.bytes))
            case .load(let load):
                let version = source.withLockedValue { $0[row] }
                await Task.yield()
                let value = CacheValue(bytes: ByteBuffer(string: String(version)))
                _ = load.land(
                    value, lifetime: EntryLifetime(freshness: .seconds(60)), tags: ["row:\(row)"], cost: LoadCost())
                return version
            case .join(let waiting):
                switch try? await waiting.result() {
                case .landed(let entry): return Int(String(buffer: entry.value.bytes))
                case .askAgain: continue
                default: return nil
                }
            case .overloaded:
                return nil
            }
        }
    }
}
