import LarderAdmin
import LarderAdminServer
import LarderEngine
import NIOCore
import Testing

@testable import LarderAdminServer

@Suite struct `Events` {
    private static func engine(_ name: String = "default", events: Int = 4096, clock: any CacheClock = ManualClock())
        -> CacheEngine
    {
        var configuration = CacheEngine.Configuration(name: name, memoryLimit: 1 << 20)
        configuration.eventCapacity = events
        return CacheEngine(configuration, clock: clock)
    }

    private static func purge(_ engine: CacheEngine) {
        _ = try? engine.invalidate(.all, mode: .hard, cause: InvalidationCause(source: .database))
    }

    @Test func `of several caches have one numbering, and each reader its own`() {
        let clock = ManualClock()
        let engines = [Self.engine("a", clock: clock), Self.engine("b", clock: clock)]
        let board = EventBoard(CacheScope(all: engines), mostWaiters: 1)
        for engine in [engines[0], engines[1], engines[0]] {
            clock.advance(by: .seconds(1))
            Self.purge(engine)
        }
        let all = board.page(after: 0, limit: 10, of: CacheScope(all: engines))
        #expect(all.items.map(\.sequence) == [1, 2, 3])
        #expect(all.items.map(\.source) == ["a", "b", "a"])
        #expect(all.next == 3 && all.dropped == 0)
        let narrowed = board.page(after: 0, limit: 1, of: try! CacheScope(all: engines).narrowed(to: "a"))
        #expect(narrowed.items.map(\.sequence) == [1])
        #expect(narrowed.next == 1)
        let rest = board.page(after: 1, limit: 1, of: try! CacheScope(all: engines).narrowed(to: "a"))
        #expect(rest.items.map(\.sequence) == [3])
        #expect(rest.dropped == 0)
    }

    @Test func `that were overwritten are counted, wherever that happened`() {
        let engine = Self.engine(events: 4)
        let scope = CacheScope(all: [engine])
        let board = EventBoard(scope, mostWaiters: 1)
        for _ in 0..<10 { Self.purge(engine) }
        let first = board.page(after: 0, limit: 100, of: scope)
        #expect(first.items.map(\.sequence) == [7, 8, 9, 10])
        #expect(first.dropped == 6)
        for _ in 0..<3 { Self.purge(engine) }
        let second = board.page(after: 8, limit: 2, of: scope)
        #expect(second.items.map(\.sequence) == [10, 11])
        #expect(second.dropped == 1)
        #expect(second.next == 11)
        #expect(board.page(after: 13, limit: 2, of: scope).next == 13)
        let stranger = board.page(after: 500, limit: 2, of: scope)
        #expect(stranger.items.map(\.sequence) == [10, 11])
        #expect(stranger.dropped == 0)
    }

    @Test func `tell when a back end changes its state`() {
        let engine = Self.engine()
        let scope = CacheScope(all: [engine])
        let board = EventBoard(scope, mostWaiters: 1)
        var backend = StatsSnapshot.Backend(memory: engine)
        board.note([backend])
        board.note([backend])
        #expect(board.page(after: 0, limit: 9, of: scope).items.isEmpty)
        backend.state = .down
        board.note([backend])
        Self.purge(engine)
        backend.state = .up
        board.note([backend])
        let page = EventPage(board.page(after: 0, limit: 9, of: scope), WallTime(engine.clock))
        #expect(page.items.map(\.kind) == [.backend, .invalidated, .backend])
        #expect(page.items.map(\.reason) == ["down", "hard", "up"])
        #expect(page.items.map(\.seq) == [1, 2, 3])
    }

    @Test func `that are waited for come when they happen, when time is over or when the client is gone`() async throws {
        let clock = ManualClock()
        let engine = Self.engine(clock: clock)
        let board = EventBoard(CacheScope(all: [engine]), mostWaiters: 1)
        let connection = ObjectIdentifier(engine)
        for (happening, expected) in [
            ({ Self.purge(engine) }, EventBoard.End.looked), ({ clock.advance(by: .seconds(5)) }, .looked),
            ({ board.leave(connection) }, .left),
        ] {
            let after = board.page(after: 0, limit: 100, of: CacheScope(all: [engine])).next
            async let end = board.wait(for: .seconds(5), after: after, on: connection)
            while board.waiting == 0 { await Task.yield() }
            await #expect(throws: Refusal.self) { _ = try await board.wait(for: .seconds(5), after: after, on: connection) }
            let isWaiting = board.look()
            #expect(isWaiting)
            happening()
            _ = board.look()
            let seen = try await end
            #expect(seen == expected)
            #expect(board.waiting == 0)
        }
    }

    @Test func `a long poll is answered by the event that it waited for`() async throws {
        try await withServedEngine { engine, client in
            async let page = client.get("/v1/events?after=0&wait_ms=30000").decode(EventPage.self)
            Self.purge(engine)
            #expect(try await page.items.map(\.seq) == [1])
            let empty = try await client.get("/v1/events?after=1&wait_ms=1").decode(EventPage.self)
            #expect(empty == EventPage(next: 1, dropped: 0, items: []))
            #expect(try await client.get("/v1/events?wait_ms=30001").status == 400)
        }
    }

    @Test func `a client that is gone frees its place, and a stop does not wait for those who are left`() async throws {
        try await withServedEngine(configure: { $0.limits.waitersForEvents = 1 }) { _, client in
            let poll = "GET /v1/events?wait_ms=30000 HTTP/1.1\r\nHost: localhost:\(client.port)\r\n\r\n"
            func waiting() async throws -> Bool {
                try await client.get("/metrics").body.contains("larder_admin_event_waiters 1\n")
            }
            let first = try await client.connect()
            try await first.executeThenClose { _, outbound in
                try await outbound.write(ByteBuffer(string: poll))
                while try await !waiting() {}
                #expect(try await client.get("/v1/events?wait_ms=30000").status == 503)
            }
            while try await waiting() {}
            let second = try await client.open()
            try await second.writeAndFlush(ByteBuffer(string: poll))
            while try await !waiting() {}
        }
    }
}
