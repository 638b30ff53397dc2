import CourseCatalogue
import Foundation
import LarderAdminServer
import LarderConfiguration
import LarderEngine
import LarderHummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// The course catalogue with its cache and its stats endpoint, as the services of this process.
struct CatalogueProcess: Sendable {
    /// Where it serves.
    struct Addresses: Sendable {
        let api: String
        let admin: String
        let database: CatalogueDatabase
    }

    let engine: CacheEngine
    private let cache: ResponseCache
    private let options: CatalogueOptions
    private let settings: Settings
    private let warmStart: WarmStart?
    private let logger: Logger
    private let admin = Announcement<String>()
    private let api = Announcement<(url: String, database: CatalogueDatabase)>()

    /// - Throws: `CommandFailure`.
    init(_ options: CatalogueOptions, notices: Notices) throws {
        let settings = try options.settings()
        self.options = options
        self.settings = settings
        let logger = Logger(label: "larder") { _ in ProcessLog(settings.log.format, to: notices) }
        self.logger = logger
        let engine = CacheEngine(settings.engine)
        self.engine = engine
        // Its listener has one address only, because the bodies' links name the host that was asked.
        self.cache = ResponseCache(engine)
        self.warmStart = try settings.stateDirectory.map { directory in
            try WarmStart(
                engine: engine, directory: directory, database: options.database, settings: settings, logger: logger)
        }
    }

    /// The stats endpoint's URL as soon as it is bound, which is before the catalogue is; nil where it could not be.
    var adminURL: String? {
        get async { await self.admin.value }
    }

    /// Serves until one of `signals` comes, the task is cancelled or `companion` ends; that begins when everything serves.
    ///
    /// - Parameter seeding: Called with the rows so far and their final number.
    func run(
        until signals: [UnixSignal], seeding: @escaping @Sendable (Int, Int) -> Void = { _, _ in },
        companion: @escaping @Sendable (Addresses) async throws -> Void
    ) async throws {
        let stats = try AdminServer(
            engine: self.engine,
            instance: InstanceIdentity(
                name: self.settings.admin.name, environment: self.settings.admin.environment, version: Larder.version),
            configuration: self.settings.adminServer, urls: self.cache, logger: self.logger
        ) { self.admin.make(self.settings.admin.url(at: $0)) }
        let services: [any Service] = [
            Work {
                // Whoever waits for an address must not wait for ever.
                defer { self.admin.withdraw() }
                try await stats.run()
            },
            EngineService(self.engine),
            Work {
                // With a screen it is the screen that signals end.
                guard !signals.isEmpty else { return try await gracefulShutdown() }
                await Reload(from: self.settings, logger: self.logger) {
                    try self.options.settings()
                } apply: {
                    self.apply($0)
                    stats.reload()
                }.onEachHangup()
            },
            Work { try await self.serveCatalogue(seeding: seeding) },
            Work {
                guard let admin = await self.admin.value, let api = await self.api.value else { return }
                let addresses = Addresses(api: api.url, admin: admin, database: api.database)
                try self.announce(addresses)
                try await companion(addresses)
            },
        ]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            // What ends the group is thrown, and told to people in one line; its log would be more of the same.
            gracefulShutdownSignals: signals, logger: .silent)
        // Whoever stops the process waits two seconds at most; connections that say nothing do not hold it up.
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        let running = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            // In order, the traffic first: a server that is cancelled while a connection comes in takes the process down.
            Task { await group.triggerGracefulShutdown() }
        }
    }

    /// What of new settings takes effect in a running process. Nothing that is stored is dropped but for want of room.
    private func apply(_ settings: Settings) {
        self.engine.resize(to: settings.cache.memoryLimit.bytes)
        self.engine.adopt(settings.cache.policy)
        self.cache.update(CatalogueSettings(settings).policies.all)
        self.warmStart?.adopt(settings)
    }

    private func serveCatalogue(seeding: (Int, Int) -> Void) async throws {
        defer { self.api.withdraw() }
        guard let database = try self.openDatabase(seeding: seeding) else { return }
        var configuration = CatalogueServer.Configuration()
        configuration.port = Int(self.options.apiPort)
        do {
            try await CatalogueServer(
                api: try CatalogueAPI(
                    database: database, cache: self.cache, policies: CatalogueSettings(self.settings).policies),
                configuration: configuration, logger: self.logger
            ) { url in
                self.warmStart?.restore(serving: url)
                self.api.make((url: url, database: database))
            }.run()
        } catch is CancellationError {
            // The way in which a dashboard ends it: as orderly as any.
        } catch {
            try? database.close()
            throw error
        }
        try database.close()
        self.warmStart?.save()
    }

    /// Nil where the process is to end before it is filled.
    private func openDatabase(seeding: (Int, Int) -> Void) throws -> CatalogueDatabase? {
        do {
            return try CatalogueDatabase(
                path: self.options.database, courses: self.options.courses, seed: self.options.seed
            ) { done, total in
                guard !Task.isCancelled, !Task.isShuttingDownGracefully else { throw CancellationError() }
                seeding(done, total)
            }
        } catch is CancellationError {
            return nil
        }
    }

    private func announce(_ addresses: Addresses) throws {
        guard let path = self.options.readyFile else { return }
        try ReadyFile(
            apiURL: addresses.api, adminURL: addresses.admin, pid: ProcessInfo.processInfo.processIdentifier,
            database: addresses.database.path
        ).write(to: path)
    }

    /// A piece of work that is a service of the group.
    private struct Work: Service {
        let body: @Sendable () async throws -> Void

        init(_ body: @escaping @Sendable () async throws -> Void) {
            self.body = body
        }

        func run() async throws {
            try await self.body()
        }
    }
}
