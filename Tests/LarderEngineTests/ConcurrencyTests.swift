import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct ConcurrencyTests {
    @Test func `the budget holds at every moment while many threads store, hit and purge`() async {
        let limit = 300_000
        var configuration = CacheEngine.Configuration(memoryLimit: limit)
        configuration.shards = 4
        let engine = CacheEngine(configuration)
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

    /// A register per key, raised by a writer who then invalidates; whatever a reader gets was current when it asked, or newer.
    @Test(arguments: [InvalidationMode.revalidate, .hard])
    func `after an invalidation returned no reader gets the old copy`(mode: InvalidationMode) async {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 4 << 20))
        let current = NIOLockedValueBox([Int](repeating: 0, count: 8))
        let announced = NIOLockedValueBox([Int](repeating: 0, count: 8))
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<2 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(worker))
                    for _ in 0..<3000 {
                        let row = Int.random(in: 0..<4, using: &generator) * 2 + worker
                        let version = current.withLockedValue { values in
                            values[row] += 1
                            return values[row]
                        }
                        engine.purge(.tags(["row:\(row)"]), mode)
                        announced.withLockedValue { $0[row] = version }
                    }
                }
            }
            for worker in 2..<6 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(worker))
                    for _ in 0..<6000 {
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
            switch engine.acquire(CacheKey(text: "row:\(row)")) {
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
