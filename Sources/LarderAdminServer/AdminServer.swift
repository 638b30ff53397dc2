public import CoreMetrics
import Foundation
import Hummingbird
import HummingbirdCore
public import LarderAdmin
public import LarderEngine
public import LarderHTTP
public import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle

/// The stats endpoint of a process's caches, on a listener of its own.
///
/// `run()` returns after a graceful shutdown and throws `AdminServerError` where it cannot listen.
public struct AdminServer: Service {
    public struct Configuration: Sendable {
        public var address: ListenAddress
        /// Names that clients may ask for beside the listener's own address and `localhost`, without port.
        public var hosts: [String] = []
        /// The YAML of those who may ask; without it the listener is for this machine alone, and everybody on it may do everything.
        public var tokensFile: String?
        /// Without it the listener speaks plain HTTP.
        public var tls: CertificateFiles?
        public var audit: AuditConfiguration?
        public var limits = AdminLimits()
        /// Figures are at most this old; those who ask meanwhile share them.
        public var snapshotTick: Duration = .milliseconds(100)

        public init(address: ListenAddress = .default) {
            self.address = address
        }
    }

    private let configuration: Configuration
    private let api: AdminAPI
    private let access: AccessControl
    private let gate: RequestGate
    private let connections: ConnectionCount
    private let certificate: Reloading<NIOSSLContext>?
    private let watched: [any Refreshable]
    private let metrics: any MetricsFactory
    private let logger: Logger
    private let onListening: @Sendable (ListenAddress) async -> Void

    /// - Parameters:
    ///   - urls: Knows what is cached of the API's URLs. Without it a selection by URL is refused, and nothing is explained.
    ///   - backends: The rows of `backends`, asked for each second and with each snapshot, so it must answer at once; by default the
    ///     engine alone, which is always up.
    ///   - metrics: Gets the same figures as `/metrics` shows, each second; by default what the program has bootstrapped.
    ///   - onListening: Called once with the address that was bound, its real port where 0 was asked for.
    /// - Throws: `AdminServerError` with code `needsTokens` for an address that other machines reach.
    public init(
        engine: CacheEngine, instance: InstanceIdentity, configuration: Configuration = Configuration(),
        urls: (any CachedURLs<LarderEngine.Selection>)? = nil, backends: (@Sendable () -> [StatsSnapshot.Backend])? = nil,
        logger: Logger = Logger(label: "larder.admin"), metrics: any MetricsFactory = MetricsSystem.factory,
        onListening: @escaping @Sendable (ListenAddress) async -> Void = { _ in }
    ) throws(AdminServerError) {
        try self.init(
            engines: [engine], instance: instance, configuration: configuration, urls: urls, backends: backends, logger: logger,
            metrics: metrics, onListening: onListening)
    }

    /// Several named caches: `cache=NAME` narrows to one, and without it their figures are summed.
    ///
    /// - Parameter engines: At least one, with different names and one clock.
    public init(
        engines: [CacheEngine], instance: InstanceIdentity, configuration: Configuration = Configuration(),
        urls: (any CachedURLs<LarderEngine.Selection>)? = nil, backends: (@Sendable () -> [StatsSnapshot.Backend])? = nil,
        logger: Logger = Logger(label: "larder.admin"), metrics: any MetricsFactory = MetricsSystem.factory,
        onListening: @escaping @Sendable (ListenAddress) async -> Void = { _ in }
    ) throws(AdminServerError) {
        precondition(!engines.isEmpty, "the stats endpoint needs a cache")
        precondition(
            Set(engines.map(\.name)).count == engines.count, "caches need different names, got \(engines.map(\.name))")
        guard configuration.address.isLocal || configuration.tokensFile != nil else {
            throw .needsTokens(configuration.address)
        }
        let caches = CacheScope(all: engines)
        let clock = caches.clock
        let limits = configuration.limits
        let tokens = try configuration.tokensFile.map { file throws(AdminServerError) in
            try Reloading("tokens", of: [file], logger: logger) { () throws(AdminServerError) in try TokenFile.read(file) }
        }
        self.certificate = try configuration.tls.map { files throws(AdminServerError) in
            try Reloading("certificate", of: [files.certificate, files.key], logger: logger) { () throws(AdminServerError) in
                try files.context()
            }
        }
        let audit = try configuration.audit.map { audit throws(AdminServerError) in
            try AuditTrail(audit, of: caches, logger: logger)
        }
        let events = EventBoard(caches, mostWaiters: limits.waitersForEvents)
        let gate = RequestGate(limits, clock: clock)
        let connections = ConnectionCount(limit: limits.connections)
        let now = clock.now()
        self.api = AdminAPI(
            caches: caches, instance: instance, startedAt: now, startedOn: WallTime(clock).date(now),
            snapshots: SharedSnapshots(caches, tick: configuration.snapshotTick), history: HistoryRecorder(caches),
            events: events, audit: audit,
            ownFigures: {
                OwnFigures(
                    connections: connections.current, waiting: events.waiting, refused: gate.refused, audit: audit?.figures)
            }, urls: urls, backends: backends ?? { engines.map { StatsSnapshot.Backend(memory: $0) } })
        self.access = AccessControl(tokens: tokens, clock: clock)
        self.gate = gate
        self.connections = connections
        self.watched = ([tokens, self.certificate] as [(any Refreshable)?]).compactMap { $0 }
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        self.onListening = onListening
    }

    /// Looks at once whether the files of tokens and certificate have changed, as it does each second anyway. Blocks.
    public func reload() {
        self.watched.forEach { $0.refresh() }
    }

    public func run() async throws {
        // Threads of its own: whatever comes in here, the API's have nothing to do with it.
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let asides = Asides(self.configuration.limits)
        asides.start()
        let result: Result<Void, any Error>
        do {
            try await self.serve(on: loops, asides)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await asides.stop()
        try? await loops.shutdownGracefully()
        try result.get()
    }

    private func serve(on loops: MultiThreadedEventLoopGroup, _ asides: Asides) async throws {
        let limits = self.configuration.limits
        let responder = AdminResponder(
            api: self.api, hosts: HostCheck(names: self.configuration.hosts, scheme: self.certificate == nil ? .http : .https),
            access: self.access, gate: self.gate, limits: limits, asides: asides)
        let listener = try Listener(self.configuration.address)
        defer { listener.close() }
        let events = self.api.events
        let connections = self.connections
        let http = HTTP1Channel.Configuration(
            idleTimeout: TimeAmount(limits.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: 100))
        let certificate = self.certificate
        let executor = EventLoopExecutor(loops.next())
        let handshakes = HandshakePace(perSecond: limits.handshakesPerSecond)
        let unpublished = NIOLockedValueBox<AdminServerError?>(nil)
        let application = Application(
            responder: responder,
            server: HTTPServerBuilder { responder in
                AdminChannel(
                    http: HTTP1Channel(responder: responder, configuration: http), certificate: certificate,
                    handshakes: handshakes, executor: executor
                ) {
                    ConnectionGuard(connections: connections, limits: limits) { events.leave($0) }
                }
            }, configuration: ApplicationConfiguration(address: listener.bindAddress),
            services: self.services,
            onServerRunning: { channel in
                do throws(AdminServerError) {
                    await self.onListening(try listener.publish(channel))
                } catch {
                    unpublished.withLockedValue { $0 = error }
                    try? await channel.close()
                }
            }, eventLoopGroupProvider: .shared(loops), logger: self.logger)
        do {
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                events.close()
            }
        } catch let error as IOError {
            throw listener.reason(error)
        } catch {
            throw unpublished.withLockedValue { $0 } ?? error
        }
    }

    private var services: [any Service] {
        let heartbeat = Heartbeat(api: self.api, mirror: MetricsMirror(factory: self.metrics), logger: self.logger)
        let services: [any Service] = [heartbeat, self.api.events, FileWatch(subjects: self.watched)]
        return self.api.audit.map { services + [$0] } ?? services
    }
}
