import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct GetOrLoadTests {
    let clock = ManualClock()
    let origin = Origin()
    let key = CacheKey(text: "course:1")

    private func engine(_ adjust: (inout CacheEngine.Configuration) -> Void = { _ in }) -> CacheEngine {
        CacheEngine.forTests(clock: self.clock, adjust: adjust)
    }

    private func ask(
        _ engine: CacheEngine, lifetime: EntryLifetime = EntryLifetime(freshness: .seconds(100)), negative: Duration? = nil
    ) async throws -> String {
        let bytes = try await engine.value(
            forKey: self.key, lifetime: lifetime, tags: ["course"], negativeLifetime: negative, load: self.origin.load)
        return String(buffer: bytes)
    }

    /// Until so many have found nothing, and therefore load or wait.
    private func missed(_ engine: CacheEngine, _ count: Int) async {
        while engine.snapshot().lookups[.value].misses < count {
            await Task.yield()
        }
    }

    @Test func `many ask, one loads, all get what it made`() async throws {
        let engine = self.engine()
        self.origin.close()
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 {
                group.addTask { try await self.ask(engine) }
            }
            await self.missed(engine, 50)
            self.origin.open()
            for try await answer in group {
                #expect(answer == "1")
            }
        }
        #expect(self.origin.loads == 1)
        #expect(try await self.ask(engine) == "1")
    }

    @Test func `who finds all places to wait taken loads for himself and stores nothing`() async throws {
        let engine = self.engine { $0.maximumWaiters = 2 }
        self.origin.close()
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<4 {
                group.addTask { try await self.ask(engine) }
            }
            await self.missed(engine, 4)
            while self.origin.loads < 2 {
                await Task.yield()
            }
            self.origin.open()
            for try await _ in group {}
        }
        #expect(self.origin.loads == 2)
        #expect(engine.snapshot().memory.entries == 1)
    }

    @Test func `who waits too long is told so, and the load goes on`() async throws {
        let engine = self.engine { $0.waiterPatience = .milliseconds(20) }
        self.origin.close()
        async let first = self.ask(engine)
        await self.missed(engine, 1)
        await #expect(throws: WaitTimedOut.self) { try await self.ask(engine) }
        self.origin.open()
        #expect(try await first == "1")
        #expect(self.origin.loads == 1)
    }

    @Test func `cancelling one who waits ends his waiting alone`() async throws {
        let engine = self.engine()
        self.origin.close()
        async let first = self.ask(engine)
        await self.missed(engine, 1)
        let impatient = Task { try await self.ask(engine) }
        async let patient = self.ask(engine)
        await self.missed(engine, 3)
        impatient.cancel()
        await #expect(throws: CancellationError.self) { try await impatient.value }
        self.origin.open()
        #expect(try await first == "1")
        #expect(try await patient == "1")
        #expect(self.origin.loads == 1)
    }

    @Test func `cancelling the one who loads hands the load to one who waits`() async throws {
        let engine = self.engine()
        self.origin.close()
        let leader = Task { try await self.ask(engine) }
        await self.missed(engine, 1)
        async let second = self.ask(engine)
        async let third = self.ask(engine)
        await self.missed(engine, 3)
        leader.cancel()
        await #expect(throws: CancellationError.self) { try await leader.value }
        self.origin.open()
        #expect(try await second == "2")
        #expect(try await third == "2")
        #expect(self.origin.loads == 2)
    }

    @Test func `one error reaches all who wait and is not remembered`() async throws {
        let engine = self.engine()
        self.origin.close()
        self.origin.breakDown()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    await #expect(throws: Origin.Down(load: 1)) { try await self.ask(engine) }
                }
            }
            await self.missed(engine, 5)
            self.origin.open()
        }
        self.origin.recover()
        #expect(try await self.ask(engine) == "2")
    }

    @Test func `an error is thrown again for its negative lifetime and no longer`() async throws {
        let engine = self.engine()
        self.origin.breakDown()
        for _ in 0..<3 {
            await #expect(throws: Origin.Down(load: 1)) { try await self.ask(engine, negative: .seconds(5)) }
        }
        self.clock.advance(by: .seconds(5))
        await #expect(throws: Origin.Down(load: 2)) { try await self.ask(engine, negative: .seconds(5)) }
    }

    @Test(
        arguments: [InvalidationMode.soft, .revalidate, .hard], [LarderEngine.Selection.key("course:1"), .tags(["course"]), .all])
    func `an invalidation forgets the error`(mode: InvalidationMode, selection: LarderEngine.Selection) async throws {
        let engine = self.engine()
        self.origin.breakDown()
        await #expect(throws: Origin.Down(load: 1)) { try await self.ask(engine, negative: .seconds(5)) }
        engine.purge(.tags(["another"]), mode)
        await #expect(throws: Origin.Down(load: 1)) { try await self.ask(engine, negative: .seconds(5)) }
        engine.purge(selection, mode)
        self.origin.recover()
        #expect(try await self.ask(engine, negative: .seconds(5)) == "2")
    }

    // MARK: Refreshing

    static let refreshed: [(EntryLifetime, Duration)] = [
        (EntryLifetime(freshness: .seconds(100), refreshAhead: 0.2), .seconds(85)),
        (EntryLifetime(freshness: .seconds(10), staleWindow: .seconds(100)), .seconds(20)),
    ]

    @Test(arguments: refreshed)
    func `where nobody runs refreshes, the one who is asked to does it before his answer`(
        lifetime: EntryLifetime, age: Duration
    ) async throws {
        let engine = self.engine()
        #expect(try await self.ask(engine, lifetime: lifetime) == "1")
        self.clock.advance(by: age)
        #expect(try await self.ask(engine, lifetime: lifetime) == "1")
        #expect(self.origin.loads == 2)
        #expect(try await self.ask(engine, lifetime: lifetime) == "2")
        #expect(self.origin.loads == 2)
    }

    @Test(arguments: refreshed)
    func `where run serves, all are answered at once and one refresh runs, the second time it runs too`(
        lifetime: EntryLifetime, age: Duration
    ) async throws {
        let engine = self.engine()
        _ = try await self.ask(engine, lifetime: lifetime)
        for _ in 0..<2 {
            let service = Task { try await engine.run() }
            while !engine.refreshes.offer({}) {
                await Task.yield()
            }
            let old = self.origin.loads
            self.clock.advance(by: age)
            self.origin.close()
            for _ in 0..<5 {
                #expect(try await self.ask(engine, lifetime: lifetime) == String(old))
            }
            self.origin.open()
            while try await self.ask(engine, lifetime: lifetime) == String(old) {
                await Task.yield()
            }
            #expect(self.origin.loads == old + 1)
            service.cancel()
            try await service.value
        }
    }

    @Test func `a refresh that fails leaves the stale value to be served`() async throws {
        let engine = self.engine()
        let lifetime = EntryLifetime(freshness: .seconds(10), staleWindow: .seconds(100))
        #expect(try await self.ask(engine, lifetime: lifetime) == "1")
        self.clock.advance(by: .seconds(20))
        self.origin.breakDown()
        #expect(try await self.ask(engine, lifetime: lifetime) == "1")
        #expect(try await self.ask(engine, lifetime: lifetime) == "1")
        #expect(self.origin.loads == 3)
    }

    // MARK: What comes between

    @Test func `a value set while a load runs is not overwritten by it`() async throws {
        let engine = self.engine()
        self.origin.close()
        async let loaded = self.ask(engine)
        await self.missed(engine, 1)
        #expect(engine.set(ByteBuffer(string: "set"), forKey: self.key, lifetime: EntryLifetime(freshness: nil)) == .stored)
        self.origin.open()
        #expect(try await loaded == "1")
        #expect(try await self.ask(engine) == "set")
    }

    @Test func `a load that ran when its key was removed does not bring it back`() async throws {
        let engine = self.engine()
        self.origin.close()
        async let loaded = self.ask(engine)
        await self.missed(engine, 1)
        #expect(!engine.remove(self.key))
        self.origin.open()
        #expect(try await loaded == "1")
        #expect(engine.value(forKey: self.key) == nil)
        #expect(try await self.ask(engine) == "2")
    }
}

/// Where values come from: each load makes the next number. Closed, it keeps loads waiting.
final class Origin: Sendable {
    struct Down: Error, Equatable {
        let load: Int
    }

    private struct State {
        var loads = 0
        var isOpen = true
        var isDown = false
    }

    private let state = NIOLockedValueBox(State())

    var loads: Int { self.state.withLockedValue { $0.loads } }

    func open() { self.state.withLockedValue { $0.isOpen = true } }

    func close() { self.state.withLockedValue { $0.isOpen = false } }

    func breakDown() { self.state.withLockedValue { $0.isDown = true } }

    func recover() { self.state.withLockedValue { $0.isDown = false } }

    func load() async throws -> ByteBuffer {
        let number = self.state.withLockedValue { state in
            state.loads += 1
            return state.loads
        }
        while !self.state.withLockedValue({ $0.isOpen }) {
            try await Task.sleep(for: .milliseconds(1))
        }
        guard !self.state.withLockedValue({ $0.isDown }) else { throw Down(load: number) }
        return ByteBuffer(string: String(number))
    }
}
