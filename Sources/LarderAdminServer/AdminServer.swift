import Foundation
import Hummingbird
public import LarderAdmin
public import LarderEngine
public import LarderHTTP
public import Logging
import NIOCore
public import ServiceLifecycle

/// The stats endpoint of one engine, on a listener of its own.
///
/// `run()` returns after a graceful shutdown and throws `AdminServerError` where it cannot listen.
public struct AdminServer: Service {
    public struct Configuration: Sendable {
        public var address: ListenAddress
        /// Names that clients may ask for beside the listener's own address and `localhost`, without port.
        public var hosts: [String] = []

        public init(address: ListenAddress = .default) {
            self.address = address
        }
    }

    private let configuration: Configuration
    private let api: AdminAPI
    private let logger: Logger
    private let onListening: @Sendable (ListenAddress) async -> Void

    /// - Parameters:
    ///   - urls: Knows what is cached of the API's URLs. Without it a selection by URL is refused, and nothing is explained.
    ///   - backends: The rows of `backends`; by default the engine alone, which is always up.
    ///   - onListening: Called once with the address that was bound, its real port where 0 was asked for.
    /// - Throws: `AdminServerError` with code `needsTokens` for an address that other machines reach.
    public init(
        engine: CacheEngine, instance: InstanceIdentity, configuration: Configuration = Configuration(),
        urls: (any CachedURLs<LarderEngine.Selection>)? = nil, backends: (@Sendable () -> [StatsSnapshot.Backend])? = nil,
        logger: Logger = Logger(label: "larder.admin"), onListening: @escaping @Sendable (ListenAddress) async -> Void = { _ in }
    ) throws(AdminServerError) {
        guard configuration.address.isLoopback else {
            throw .needsTokens(configuration.address)
        }
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
        let now = engine.clock.now()
        self.api = AdminAPI(
            engine: engine, instance: instance, startedAt: now, startedOn: WallTime(engine.clock).date(now),
            history: HistoryRecorder(engine: engine), urls: urls,
            backends: backends ?? { [Self.memoryBackend(of: engine)] })
    }

    public func run() async throws {
        let address = self.configuration.address
        let onListening = self.onListening
        let application = Application(
            responder: AdminResponder(api: self.api, hosts: HostCheck(names: self.configuration.hosts)),
            // A connection that says nothing for a minute is given up, so that idle ones cannot pile up.
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            services: [self.api.history],
            onServerRunning: { channel in
                await onListening(ListenAddress(host: address.host, port: channel.localAddress?.port ?? address.port))
            }, logger: self.logger)
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw AdminServerError.addressInUse(address)
        } catch let error as IOError {
            throw AdminServerError.cannotBind(address, reason: String(cString: strerror(error.errnoCode)))
        }
    }

    private static func memoryBackend(of engine: CacheEngine) -> StatsSnapshot.Backend {
        StatsSnapshot.Backend(
            name: engine.name, kind: "memory", location: "", state: .up, error: nil,
            latencyUs: engine.readLatency.p50?.microseconds,
            capabilities: ["undo", "tags", "hot_keys"])
    }
}
