import LarderEngine
import NIOCore

/// The embedded engine as an application has it: with its upkeep running and nothing switched off.
struct MemoryBackend: BenchBackend {
    /// Longer than any run, and still a deadline that has to be kept.
    private static let lifetime = EntryLifetime(freshness: .seconds(7 * 86400))
    private static let cause = InvalidationCause(source: .api, operator: "bench")

    private let engine: CacheEngine

    /// - Parameter memoryLimit: Bytes for all that it keeps.
    init(memoryLimit: Int) {
        self.engine = CacheEngine(CacheEngine.Configuration(name: "bench", memoryLimit: memoryLimit))
    }

    func maintain() async {
        // It ends by cancellation only.
        try? await self.engine.run()
    }

    func read(_ key: String) -> Int? {
        self.engine.value(forKey: CacheKey(text: key))?.count
    }

    func write(_ value: ByteBuffer, forKey key: String, tags: [String]) {
        self.engine.set(value, forKey: CacheKey(text: key), lifetime: Self.lifetime, tags: tags)
    }

    func invalidate(_ selection: Selection, mode: InvalidationMode) {
        // Nothing is expected, so nothing can be exceeded.
        _ = try? self.engine.invalidate(selection, mode: mode, cause: Self.cause)
    }

    func dryRun(_ selection: Selection, mode: InvalidationMode) {
        _ = try? self.engine.dryRun(selection, mode: mode)
    }

    func evictions() -> Int {
        self.engine.snapshot().evictions[.capacity]
    }
}
