import CoreMetrics
import LarderAdmin
import LarderAdminServer
import LarderEngine
import LarderHTTP
import Logging
import NIOCore
import ServedEngines

/// An engine with its stats endpoint on a free port, for as long as `body` runs. Figures are never older than the question,
/// unless `configure` wants otherwise.
func withServedEngine<Value: Sendable>(
    memoryLimit: Int = 8 << 20, clock: any CacheClock = SystemClock(),
    urls: (any CachedURLs<LarderEngine.Selection>)? = nil, configure: (inout AdminServer.Configuration) -> Void = { _ in },
    _ body: @Sendable (CacheEngine, RawClient) async throws -> Value
) async throws -> Value {
    let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: memoryLimit), clock: clock)
    return try await withServedEngines([engine], urls: urls, configure: configure) { try await body(engine, $0) }
}

func withServedEngines<Value: Sendable>(
    _ engines: [CacheEngine], urls: (any CachedURLs<LarderEngine.Selection>)? = nil,
    configure: (inout AdminServer.Configuration) -> Void = { _ in }, metrics: any MetricsFactory = NOOPMetricsHandler.instance,
    backends: (@Sendable () -> [StatsSnapshot.Backend])? = nil, _ body: @Sendable (RawClient) async throws -> Value
) async throws -> Value {
    var configuration = AdminServer.Configuration(address: ListenAddress(port: 0))
    configuration.snapshotTick = .zero
    configure(&configuration)
    return try await withRunning { onListening throws(AdminServerError) in
        try AdminServer(
            engines: engines, instance: InstanceIdentity(name: "catalogue-1", environment: "test", version: "0.1.0"),
            configuration: configuration, urls: urls, backends: backends, logger: .silent, metrics: metrics,
            onListening: onListening)
    } _: { _, address in
        try await body(RawClient(address))
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension CacheEngine {
    enum Asked {
        case fresh, stale, absent
    }

    /// A request that loads nothing.
    @discardableResult
    func ask(_ key: String) -> Asked {
        switch self.acquire(CacheKey(text: key)) {
        case .fresh:
            return .fresh
        case .ageing(_, let refresh):
            refresh.abandon()
            return .fresh
        case .stale(_, let refresh):
            refresh?.abandon()
            return .stale
        case .load(let load):
            load.abandon()
            return .absent
        case .join, .overloaded:
            return .absent
        }
    }

    /// Loads an entry as a handler would.
    @discardableResult func store(
        _ key: String, _ text: String = "{\"ok\":true}", tags: [String] = [], freshness: Duration? = .seconds(60),
        staleWindow: Duration = .seconds(60)
    ) -> Load.LandOutcome? {
        let lifetime = EntryLifetime(freshness: freshness, staleWindow: staleWindow)
        switch self.acquire(CacheKey(text: key)) {
        case .load(let load), .ageing(_, refresh: let load), .stale(_, refresh: .some(let load)):
            return load.land(
                CacheValue(bytes: ByteBuffer(string: text)), lifetime: lifetime, tags: tags,
                cost: LoadCost(elapsed: .milliseconds(5), queries: 2)
            ).outcome
        case .fresh, .stale, .join, .overloaded: return nil
        }
    }
}

/// The server itself on a free port, for as long as `body` runs.
func withRunningServer(
    _ engine: CacheEngine, _ configuration: AdminServer.Configuration,
    _ body: @Sendable (AdminServer, Int) async throws -> Void
) async throws {
    try await withRunning { onListening throws(AdminServerError) in
        try AdminServer(
            engine: engine, instance: InstanceIdentity(name: "n", environment: "e", version: "v"), configuration: configuration,
            logger: .silent, onListening: onListening)
    } _: { server, address in
        try await body(server, RawClient(address).port)
    }
}
