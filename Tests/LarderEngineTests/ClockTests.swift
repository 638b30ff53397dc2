import EngineProperties
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import LarderEngine

/// What clocks do to the engine that it must not mind.
@Suite struct ClockTests {
    /// Its wall time is set by hand, and its coarse time lags behind.
    final class AwkwardClock: CacheClock {
        let steady = ManualClock()
        let wall = NIOLockedValueBox(1_700_000_000.0)
        let lag: Duration

        init(lag: Duration = .zero) {
            self.lag = lag
        }

        func now() -> CacheInstant { self.steady.now() }

        func coarse() -> CacheInstant { self.steady.now().advanced(by: .zero - self.lag) }

        func wallSeconds() -> Double { self.wall.withLockedValue { $0 } }
    }

    @Test(arguments: [-1_700_000_000.0, -86_400, 86_400, 1e12])
    func `a jump of the wall clock neither ends nor prolongs anything`(jump: Double) throws {
        let clock = AwkwardClock()
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20), clock: clock)
        engine.store("a:1", freshness: .seconds(100), staleWindow: .seconds(20))
        engine.store("a:2", freshness: .seconds(100), staleWindow: .seconds(20))
        let soft = try #require(engine.purge(.key("a:2"), .soft).id)
        clock.wall.withLockedValue { $0 += jump }
        engine.reap()
        #expect(engine.state(of: "a:1") == .fresh && engine.state(of: "a:2") == .stale)
        clock.steady.advance(by: .seconds(99))
        clock.wall.withLockedValue { $0 -= 2 * jump }
        #expect(try engine.undo(soft) == 1)
        #expect(engine.state(of: "a:1") == .fresh && engine.state(of: "a:2") == .fresh)
        clock.steady.advance(by: .seconds(1))
        #expect(engine.state(of: "a:1") == .stale)
        clock.steady.advance(by: .seconds(21))
        clock.wall.withLockedValue { $0 += jump }
        engine.reap()
        #expect(engine.snapshot().memory.entries == 0)
        #expect(engine.invariantViolations() == [])
    }

    /// Hits read the time from a clock that may be some milliseconds behind the one that stamped the invalidation.
    @Test(arguments: [InvalidationMode.soft, .revalidate, .hard], [0, 100])
    func `a reader whose clock lags sees an invalidation at once`(mode: InvalidationMode, fillers: Int) {
        let clock = AwkwardClock(lag: .milliseconds(4))
        var configuration = CacheEngine.Configuration(memoryLimit: 16 << 20)
        configuration.shards = 1
        let engine = CacheEngine(configuration, clock: clock)
        clock.steady.advance(by: .seconds(1))
        for number in 0..<fillers {
            engine.store("a:filler\(number)", staleServing: .forbidden)
        }
        engine.store("a:1", staleServing: .forbidden)
        clock.steady.advance(by: .milliseconds(1))
        engine.purge(.prefix("a:"), mode)
        #expect(engine.value(forKey: CacheKey(text: "a:1")) == nil)
        guard case .load(let load) = engine.acquire(CacheKey(text: "a:1")) else {
            Issue.record("the old copy was served")
            return
        }
        #expect((load.previous == nil) == (mode == .hard))
        #expect(engine.invariantViolations() == [])
    }

    @Test(arguments: UInt64(0)..<8) func `a lagging clock breaks nothing`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let clock = AwkwardClock(lag: .milliseconds(8))
        let engine = CacheEngine.forTests(
            memoryLimit: seed.isMultiple(of: 2) ? 60_000 : 16 << 20, shards: 1, clock: clock, seed: seed)
        for step in 0..<300 {
            let key = "area\(step % 3):\(Int.random(in: 0..<100, using: &generator))"
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                engine.store(
                    key, freshness: .milliseconds(Int.random(in: 0...40, using: &generator)),
                    staleWindow: .milliseconds(Int.random(in: 0...20, using: &generator)),
                    staleServing: Bool.random(using: &generator) ? .allowed : .forbidden, tags: ["tag\(step % 2)"])
            case 5: _ = engine.value(forKey: CacheKey(text: key))
            case 6: engine.purge(.tags(["tag\(step % 2)"]), [.soft, .revalidate, .hard].randomElement(using: &generator)!)
            case 7: engine.purge(.prefix("area\(step % 3)"), [.soft, .revalidate, .hard].randomElement(using: &generator)!)
            case 8: engine.reap()
            default: clock.steady.advance(by: .milliseconds(Int.random(in: 0...10, using: &generator)))
            }
            try #require(engine.invariantViolations() == [], "seed \(seed), step \(step)")
        }
    }
}
