import LarderAdminServer
import LarderEngine
import LarderHTTP
import Logging
import NIOCore
import ServiceLifecycle

/// An engine with its stats endpoint on a free port, for as long as `body` runs.
func withServedEngine<Value: Sendable>(
    memoryLimit: Int = 8 << 20, clock: any CacheClock = SystemClock(), hosts: [String] = [],
    urls: (any CachedURLs<LarderEngine.Selection>)? = nil,
    _ body: @Sendable (CacheEngine, RawClient) async throws -> Value
) async throws -> Value {
    let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: memoryLimit), clock: clock)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    var configuration = AdminServer.Configuration(address: ListenAddress(port: 0))
    configuration.hosts = hosts
    let server = try AdminServer(
        engine: engine, instance: InstanceIdentity(name: "catalogue-1", environment: "test", version: "0.1.0"),
        configuration: configuration, urls: urls, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        onListening: { port.yield($0.port) })
    let group = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        defer { port.finish() }
        let bound = await ports.first { _ in true }
        let value = try await body(engine, RawClient(port: bound!))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return value
    }
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
