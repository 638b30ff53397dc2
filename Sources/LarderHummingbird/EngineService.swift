public import LarderEngine
public import ServiceLifecycle

/// What an engine does by itself while the application runs: it reclaims what has expired, brings invalidations to their
/// entries, and refreshes ahead. Without it nothing wrong is served, but memory is given back later.
public struct EngineService: Service {
    private let engine: CacheEngine

    public init(_ engine: CacheEngine) {
        self.engine = engine
    }

    /// Returns after a graceful shutdown.
    public func run() async throws {
        try await cancelWhenGracefulShutdown { try await self.engine.run() }
    }
}
