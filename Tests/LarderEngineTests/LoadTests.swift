import NIOCore
import Testing

@testable import LarderEngine

@Suite struct LoadTests {
    let clock = ManualClock()
    let engine: CacheEngine
    let key = CacheKey(text: "single_course:42")

    init() {
        self.engine = CacheEngine.forTests(clock: self.clock) { $0.waiterPatience = .milliseconds(200) }
    }

    private func begin() throws -> Load {
        guard case .load(let load) = self.engine.acquire(self.key, tags: ["course:42"]) else {
            throw Unexpected()
        }
        return load
    }

    private func join() throws -> Waiting {
        guard case .join(let waiting) = self.engine.acquire(self.key, tags: ["course:42"]) else {
            throw Unexpected()
        }
        return waiting
    }

    private struct Unexpected: Error {}

    private func land(_ load: Load, _ text: String = "value", tags: [String] = []) -> Load.LandOutcome {
        load.land(
            CacheValue(bytes: ByteBuffer(string: text)), lifetime: EntryLifetime(freshness: .seconds(100)), tags: tags,
            cost: LoadCost()
        ).outcome
    }

    @Test func `one loads, the others wait and get what it made`() async throws {
        let load = try self.begin()
        let waiting = try (0..<100).map { _ in try self.join() }
        #expect(self.land(load) == .stored)
        for place in waiting {
            guard case .landed(let entry) = try await place.result() else { throw Unexpected() }
            #expect(String(buffer: entry.value.bytes) == "value")
        }
        guard case .fresh = self.engine.acquire(self.key) else { throw Unexpected() }
    }

    @Test func `waiters that wait already are woken by the landing`() async throws {
        let load = try self.begin()
        let waiting = try self.join()
        async let result = waiting.result()
        await Task.yield()
        #expect(self.land(load) == .stored)
        guard case .landed = try await result else { throw Unexpected() }
    }

    @Test func `one error reaches all waiters and is not cached`() async throws {
        let load = try self.begin()
        let waiting = try self.join()
        load.fail(Unexpected())
        guard case .failed(let error) = try await waiting.result() else { throw Unexpected() }
        #expect(error is Unexpected)
        _ = try self.begin()
    }

    @Test func `a load that turns out uncacheable sends its waiters to the origin`() async throws {
        let load = try self.begin()
        let waiting = try self.join()
        load.abandon()
        guard case .uncacheable = try await waiting.result() else { throw Unexpected() }
    }

    @Test func `a load that is let go of fails its waiters instead of keeping them`() async throws {
        var load: Load? = try self.begin()
        let waiting = try self.join()
        #expect(load?.reserve(1000) == true)
        load = nil
        guard case .failed(let error) = try await waiting.result() else { throw Unexpected() }
        #expect(error is LoadDropped)
        #expect(self.engine.snapshot().memory.inFlightBytes == 0)
    }

    @Test func `a waiter has patience, not more`() async throws {
        let load = try self.begin()
        guard case .timedOut = try await self.join().result() else { throw Unexpected() }
        #expect(self.land(load) == .stored)
    }

    @Test func `cancelling a waiter leaves the load and the other waiters alone`() async throws {
        let load = try self.begin()
        let impatient = try self.join()
        let patient = try self.join()
        let task = Task { try await impatient.result() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(self.land(load) == .stored)
        guard case .landed = try await patient.result() else { throw Unexpected() }
    }

    @Test func `places to wait are bounded`() throws {
        let engine = CacheEngine.forTests(clock: self.clock) { $0.maximumWaiters = 2 }
        guard case .load(let load) = engine.acquire(self.key) else { throw Unexpected() }
        guard case .join(let first) = engine.acquire(self.key), case .join(let second) = engine.acquire(self.key) else {
            throw Unexpected()
        }
        withExtendedLifetime((first, second)) {
            guard case .overloaded = engine.acquire(self.key) else {
                Issue.record("a third found a place")
                return
            }
        }
        load.abandon()
    }

    @Test(
        arguments: [InvalidationMode.revalidate, .hard],
        [LarderEngine.Selection.tags(["course:42"]), .all, .key("single_course:42")])
    func `a load that began before an invalidation does not bring the old copy back`(
        mode: InvalidationMode, selection: LarderEngine.Selection
    ) async throws {
        let load = try self.begin()
        let before = try self.join()
        self.engine.purge(selection, mode)
        // Whoever comes after the invalidation does not join the load that began before it.
        let newer = try self.begin()
        #expect(self.land(load, "old") == .invalidatedMeanwhile)
        guard case .landed = try await before.result() else { throw Unexpected() }
        #expect(self.land(newer, "new") == .stored)
        #expect(self.engine.peek(self.key.text).map { String(buffer: $0.value.bytes) } == "new")
    }

    @Test func `a tag that only the response names is checked when the load lands`() async throws {
        guard case .load(let load) = self.engine.acquire(self.key) else { throw Unexpected() }
        self.engine.purge(.tags(["late"]), .revalidate)
        guard case .join(let after) = self.engine.acquire(self.key) else { throw Unexpected() }
        #expect(self.land(load, tags: ["late"]) == .invalidatedMeanwhile)
        guard case .askAgain = try await after.result() else { throw Unexpected() }
        #expect(self.engine.state(of: self.key.text) == .absent)
    }

    @Test func `a load that spans a soft invalidation lands stale, and fresh where that was undone`() throws {
        let first = try self.begin()
        self.engine.purge(.tags(["course:42"]), .soft)
        #expect(self.land(first) == .stored)
        #expect(self.engine.state(of: self.key.text) == .stale)
        self.engine.purge(.all, .hard)
        let second = try self.begin()
        let id = try #require(self.engine.purge(.tags(["course:42"]), .soft).id)
        #expect(try self.engine.undo(id) == 0)
        #expect(self.land(second) == .stored)
        #expect(self.engine.state(of: self.key.text) == .fresh)
    }

    @Test func `a load older than the log reaches back is answered and not stored`() throws {
        let engine = CacheEngine.forTests(clock: self.clock) { $0.invalidationLogCapacity = 4 }
        guard case .load(let load) = engine.acquire(self.key) else { throw Unexpected() }
        for _ in 0..<5 {
            engine.purge(.tags(["other"]), .revalidate)
        }
        #expect(self.land(load) == .invalidatedMeanwhile)
    }

    @Test func `one refresh at a time for a stale key`() throws {
        self.engine.store(self.key.text, freshness: .seconds(10), staleWindow: .seconds(10))
        self.clock.advance(by: .seconds(12))
        guard case .stale(_, .some(let refresh)) = self.engine.acquire(self.key) else { throw Unexpected() }
        guard case .stale(_, nil) = self.engine.acquire(self.key) else { throw Unexpected() }
        refresh.fail(Unexpected())
        guard case .stale(_, .some(let again)) = self.engine.acquire(self.key) else { throw Unexpected() }
        #expect(self.land(again) == .stored)
        #expect(self.engine.snapshot().evictions[.replaced] == 1)
    }

    @Test func `a copy that is retained is not served, and lies at hand for the next load`() throws {
        let load = try self.begin()
        let lifetime = EntryLifetime(freshness: .seconds(10), staleWindow: .seconds(5), retention: .seconds(30))
        _ = load.land(CacheValue(bytes: ByteBuffer(string: "old")), lifetime: lifetime, tags: [], cost: LoadCost())
        for (pause, state) in [(9, EntryState.fresh), (5, .stale), (6, .revalidate)] {
            self.clock.advance(by: .seconds(pause))
            #expect(self.engine.state(of: self.key.text) == state, "after \(pause) s more")
        }
        let next = try self.begin()
        #expect(next.previous.map { String(buffer: $0.value.bytes) } == "old")
        #expect(next.previous?.standing == .undisturbed)
        next.abandon()
        self.clock.advance(by: .seconds(25))
        #expect(self.engine.state(of: self.key.text) == .absent)
    }

    @Test func `what invalidation made of a copy is told to whoever loads it anew`() throws {
        self.engine.store(self.key.text, freshness: .seconds(1000), tags: ["course:42"])
        self.engine.purge(.tags(["course:42"]), .soft)
        guard case .stale(let entry, .some(let refresh)) = self.engine.acquire(self.key) else { throw Unexpected() }
        #expect(entry.standing == .soft(until: self.clock.now().advanced(by: .seconds(20))))
        refresh.abandon()
        self.engine.purge(.tags(["course:42"]), .revalidate)
        #expect(try self.begin().previous?.standing == .outdated)
    }

    @Test func `one renews a fresh entry for all who demand it, and others go on reading it`() async throws {
        self.engine.store(self.key.text, "old")
        guard case .load(let load) = self.engine.acquire(self.key, demand: .renewal) else { throw Unexpected() }
        #expect(load.previous.map { String(buffer: $0.value.bytes) } == "old")
        guard case .join(let waiting) = self.engine.acquire(self.key, demand: .renewal) else { throw Unexpected() }
        guard case .fresh = self.engine.acquire(self.key) else { throw Unexpected() }
        #expect(self.land(load, "new") == .stored)
        guard case .landed(let entry) = try await waiting.result() else { throw Unexpected() }
        #expect(String(buffer: entry.value.bytes) == "new")
    }

    @Test func `a failed load may leave what was there to those who wait`() async throws {
        self.engine.store(self.key.text, "old")
        guard case .load(let load) = self.engine.acquire(self.key, demand: .renewal) else { throw Unexpected() }
        guard case .join(let waiting) = self.engine.acquire(self.key, demand: .renewal) else { throw Unexpected() }
        load.keepPrevious()
        guard case .kept(let entry) = try await waiting.result() else { throw Unexpected() }
        #expect(String(buffer: entry.value.bytes) == "old")
        #expect(self.engine.state(of: self.key.text) == .fresh)
    }

    @Test func `a value may land as another variant; those who wait ask again`() async throws {
        let load = try self.begin()
        let waiting = try self.join()
        let variant = CacheKey(text: "single_course:42#accept=json")
        let landing = load.land(
            CacheValue(bytes: ByteBuffer(string: "json")), as: variant, lifetime: EntryLifetime(freshness: .seconds(100)),
            tags: [], cost: LoadCost())
        #expect(landing.outcome == .stored)
        guard case .askAgain = try await waiting.result() else { throw Unexpected() }
        #expect(self.engine.state(of: variant.text) == .fresh)
        #expect(self.engine.state(of: self.key.text) == .absent)
        let next = try self.begin()
        #expect(next.isVariantMiss)
        next.abandon()
        // An invalidation of the resource reaches the variant, be it that the load began before it.
        let overtaken = try self.begin()
        self.engine.purge(.key("single_course:42"), .hard)
        let late = overtaken.land(
            CacheValue(bytes: ByteBuffer()), as: variant, lifetime: EntryLifetime(freshness: .seconds(100)), tags: [],
            cost: LoadCost())
        #expect(late.outcome == .invalidatedMeanwhile)
        #expect(self.engine.state(of: variant.text) == .absent)
    }

    @Test func `places to wait are given back`() async throws {
        let engine = CacheEngine.forTests(clock: self.clock) {
            $0.maximumWaiters = 1
            $0.waiterPatience = .milliseconds(20)
        }
        guard case .load(let load) = engine.acquire(self.key) else { throw Unexpected() }
        for _ in 0..<3 {
            // Let go of without waiting.
            guard case .join = engine.acquire(self.key) else { throw Unexpected() }
            guard case .join(let waiting) = engine.acquire(self.key) else { throw Unexpected() }
            guard case .timedOut = try await waiting.result() else { throw Unexpected() }
        }
        load.abandon()
    }

    @Test func `a load that is its leader's alone is passed on to one of those who wait`() async throws {
        let load = try self.begin()
        let waiting = try self.join()
        load.passOn()
        guard case .askAgain = try await waiting.result() else { throw Unexpected() }
        let next = try self.begin()
        #expect(self.land(next) == .stored)
    }

    @Test func `a load that hangs is not joined for ever`() throws {
        let hanging = try self.begin()
        self.clock.advance(by: .seconds(1))
        let next = try self.begin()
        #expect(self.land(next, "new") == .stored)
        hanging.abandon()
        #expect(self.engine.state(of: self.key.text) == .fresh)
    }

    @Test func `what is refused for want of room is counted, once`() throws {
        let load = try self.begin()
        load.refuse(size: 5000)
        load.refuse(size: 5000)
        #expect(self.engine.snapshot().evictions[.rejected] == 1)
    }

    @Test func `what loads in flight make impossible costs nobody an entry`() throws {
        let engine = CacheEngine.forTests(memoryLimit: 100_000, shards: 1, clock: self.clock)
        engine.store("a:1")
        guard case .load(let load) = engine.acquire(self.key) else { throw Unexpected() }
        #expect(load.reserve(90_000))
        #expect(!load.reserve(20_000))
        #expect(engine.state(of: "a:1") == .fresh)
        load.abandon()
    }

    @Test func `bytes of loads in flight are paid from the budget and given back`() throws {
        let engine = CacheEngine.forTests(memoryLimit: 100_000, shards: 1, clock: self.clock)
        let empty = engine.snapshot().memory.usedBytes
        guard case .load(let load) = engine.acquire(self.key) else { throw Unexpected() }
        #expect(load.reserve(60_000))
        #expect(!load.reserve(60_000))
        #expect(engine.snapshot().memory.inFlightBytes == 60_000)
        load.abandon()
        #expect(engine.snapshot().memory.inFlightBytes == 0)
        #expect(!load.reserve(1))
        #expect(engine.snapshot().memory.usedBytes == empty)
    }

    @Test func `an entry above its share is refused and counted`() {
        let engine = CacheEngine.forTests(memoryLimit: 80_000, shards: 1, clock: self.clock)
        let empty = engine.snapshot().memory.usedBytes
        #expect(engine.store("a:1", String(repeating: "x", count: 20_000)) == .tooLarge)
        #expect(engine.snapshot().evictions[.rejected] == 1)
        #expect(engine.snapshot().memory.usedBytes == empty)
    }
}
