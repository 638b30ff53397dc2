import NIOCore

@testable import LarderEngine

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension CacheEngine {
    /// An engine that time and room do not trouble unless the test says so.
    static func forTests(
        memoryLimit: Int = 64 << 20, shards: Int = 2, clock: ManualClock, adjust: (inout Configuration) -> Void = { _ in }
    ) -> CacheEngine {
        var configuration = Configuration(memoryLimit: memoryLimit)
        configuration.shards = shards
        adjust(&configuration)
        return CacheEngine(configuration, clock: clock)
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
