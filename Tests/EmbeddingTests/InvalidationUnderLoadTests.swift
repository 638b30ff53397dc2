import Hummingbird
import HummingbirdTesting
import LarderAdmin
import LarderAdminClient
import LarderAdminServer
import LarderEngine
import LarderHTTP
import LarderHummingbird
import Logging
import NIOConcurrencyHelpers
import ServedEngines
import Testing

/// Requests without an end, and purges through the endpoint between them.
@Suite(.timeLimit(.minutes(20))) struct `An invalidation through the endpoint under load` {
    private static let pages = 16
    /// Each has pages of its own, so that no other purge comes between its purge and its look.
    private static let purgers = 4
    private static let readers = 4

    /// - Parameter purge: One trial on a page.
    private static func run(
        trials: Int, _ purge: @escaping @Sendable (Site, _ page: Int) async throws -> Void
    ) async throws -> Site {
        let cache = ResponseCache(CacheEngine(.init(memoryLimit: 16 << 20)))
        let origin = Origin(pages: Self.pages)
        let router = Router()
        router.cachePage(for: .seconds(3600), in: cache) {
            $0.route = "page"
            $0.pathParameters = ["id"]
            $0.staleWhileRevalidate = .seconds(3600)
        }.get("/pages/{id}") { _, context in
            let page = try context.parameters.require("id", as: Int.self)
            let version = origin.run(page)
            // What was read is old by the time it is stored, now and then.
            for _ in 0..<Int.random(in: 0...8) { await Task.yield() }
            return "\(version)"
        }
        let application = Application(router: router)
        var configuration = AdminServer.Configuration(address: ListenAddress(port: 0))
        configuration.limits.requestsPerSecond = 1_000_000
        let quick = configuration
        return try await withRunning { onListening throws(AdminServerError) in
            try AdminServer(
                engine: cache.engine, instance: InstanceIdentity(name: "shop", environment: "test", version: "1"),
                configuration: quick, urls: cache, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                onListening: onListening)
        } _: { _, address in
            try await application.test(.router) { client in
                let site = Site(
                    client: client, admin: AdminClient(try AdminEndpoint(parsing: "http://\(address)"), purpose: .cli),
                    origin: origin, cache: cache)
                try await site.bear(readers: Self.readers, pages: Self.pages) {
                    try await withThrowingTaskGroup(of: Void.self) { purgers in
                        for purger in 0..<Self.purgers {
                            purgers.addTask {
                                for trial in 0..<trials / Self.purgers {
                                    let own = Self.pages / Self.purgers
                                    try await purge(site, purger * own + trial % own)
                                }
                            }
                        }
                        try await purgers.waitForAll()
                    }
                }
                return site
            }
        }
    }

    @Test(arguments: [LarderAdmin.InvalidationMode.hard, .revalidate]) func `leaves the old copy to nobody who asks later`(
        mode: LarderAdmin.InvalidationMode
    ) async throws {
        let site = try await Self.run(trials: 3_500) { site, page in
            let version = site.origin.change(page)
            try await site.purge(page, mode)
            site.origin.raiseFloor(of: page, to: version)
            try await site.look(page)
        }
        #expect(site.staleLooks == 0)
        // The load was one, and most of it was answered from the cache.
        #expect(site.looks > 7_000)
        #expect(site.purged > 3_000)
        let requests = site.cache.engine.snapshot().requests
        #expect(requests.hits + requests.misses + requests.staleHits == requests.total)
        #expect(requests.hits > 0)
    }

    @Test func `is followed by one refresh of each key where it was soft`() async throws {
        let extra = NIOLockedValueBox(0)
        let refreshes = NIOLockedValueBox(0)
        let site = try await Self.run(trials: 3_000) { site, page in
            try await site.purge(page, .soft)
            let before = site.origin[page].runs
            try await withThrowingTaskGroup(of: Void.self) { readers in
                for _ in 0..<4 { readers.addTask { try await site.look(page) } }
                try await readers.waitForAll()
            }
            while site.cache.engine.peek("page:\(page)#host=localhost")?.info.state != .fresh { await Task.yield() }
            let runs = site.origin[page].runs - before
            refreshes.withLockedValue { $0 += runs }
            extra.withLockedValue { $0 += max(0, runs - 1) }
        }
        #expect(extra.withLockedValue { $0 } == 0)
        // Now and then a reader begins the refresh before the answer to the purge is read.
        #expect(site.purged > 2_500)
        #expect(refreshes.withLockedValue { $0 } > 300)
        #expect(site.cache.engine.snapshot().requests.staleHits > 300)
    }
}

/// A cached API, its stats endpoint, and what readers saw of them.
struct Site: Sendable {
    let client: any TestClientProtocol
    let admin: AdminClient
    let origin: Origin
    let cache: ResponseCache
    private let seen = NIOLockedValueBox((looks: 0, stale: 0, purged: 0))

    init(client: any TestClientProtocol, admin: AdminClient, origin: Origin, cache: ResponseCache) {
        self.client = client
        self.admin = admin
        self.origin = origin
        self.cache = cache
    }

    var looks: Int { self.seen.withLockedValue { $0.looks } }
    /// Those that saw what was purged before they began.
    var staleLooks: Int { self.seen.withLockedValue { $0.stale } }

    /// Entries that purges matched.
    var purged: Int { self.seen.withLockedValue { $0.purged } }

    func look(_ page: Int) async throws {
        let floor = self.origin[page].floor
        let body = try await self.client.execute(uri: "/pages/\(page)", method: .get) { String(buffer: $0.body) }
        let version = try #require(Int(body))
        self.seen.withLockedValue {
            $0.looks += 1
            $0.stale += version < floor ? 1 : 0
        }
    }

    func purge(_ page: Int, _ mode: LarderAdmin.InvalidationMode) async throws {
        let result = try await self.admin.invalidate(InvalidationRequest(select: .key("page:\(page)"), mode: mode))
        self.seen.withLockedValue { $0.purged += result.matched }
    }

    /// Has readers ask without pause for as long as `body` runs.
    func bear(readers: Int, pages: Int, _ body: @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<readers {
                group.addTask {
                    while !Task.isCancelled { try await self.look(Int.random(in: 0..<pages)) }
                }
            }
            try await body()
            group.cancelAll()
        }
    }
}
