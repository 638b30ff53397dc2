import EngineProperties
import NIOCore

@testable import LarderEngine

extension CacheEngine {
    /// An engine that time and room do not trouble unless the test says so.
    ///
    /// - Parameter seed: Of its hashes, and so of which keys share a shard: the same again for the same seed.
    static func forTests(
        memoryLimit: Int = 64 << 20, shards: Int? = 2, clock: any CacheClock = SystemClock(), seed: UInt64 = 0,
        adjust: (inout Configuration) -> Void = { _ in }
    ) -> CacheEngine {
        var configuration = Configuration(memoryLimit: memoryLimit)
        configuration.shards = shards
        adjust(&configuration)
        var generator = SeededGenerator(seed: ~seed)
        return CacheEngine(configuration, clock: clock, hasher: KeyHash(using: &generator))
    }

    /// Loads a key that has no entry.
    @discardableResult
    func store(
        _ key: String, _ text: String = "value", freshness: Duration? = .seconds(100), staleWindow: Duration = .seconds(20),
        staleServing: EntryLifetime.StaleServing = .allowed, tags: [String] = []
    ) -> Load.LandOutcome? {
        switch self.acquire(CacheKey(text: key)) {
        case .load(let load), .stale(_, .some(let load)), .ageing(_, let load):
            load.land(
                CacheValue(bytes: ByteBuffer(string: text)),
                lifetime: EntryLifetime(freshness: freshness, staleWindow: staleWindow, staleServing: staleServing), tags: tags,
                cost: LoadCost(elapsed: .milliseconds(3), queries: 2)
            ).outcome
        case .fresh, .stale, .join, .overloaded: nil
        }
    }

    func state(of key: String) -> EntryState {
        self.peek(key)?.info.state ?? .absent
    }

    @discardableResult
    func purge(_ selection: LarderEngine.Selection, _ mode: InvalidationMode) -> InvalidationReport {
        do {
            return try self.invalidate(selection, mode: mode, cause: InvalidationCause(source: .api))
        } catch {
            preconditionFailure("nothing was expected, and \(error) came")
        }
    }
}
