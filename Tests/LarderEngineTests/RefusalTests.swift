import NIOCore
import Testing

@testable import LarderEngine

/// What becomes of a key whose new value can not be kept: nobody gets the older one.
@Suite struct RefusalTests {
    struct Head: EntryHead {
        var weight = 0
        let status: Int? = 201
        let contentType: String? = "text/plain"
        let etag: String? = nil
    }

    private struct Unexpected: Error {}

    let clock = ManualClock()
    let engine: CacheEngine
    let key = CacheKey(text: "course:1")
    let lifetime = EntryLifetime(freshness: .seconds(100), staleWindow: .seconds(100))

    init() {
        self.engine = CacheEngine.forTests(memoryLimit: 200_000, shards: 1, clock: self.clock)
    }

    private func set(_ bytes: ByteBuffer, tags: [String] = []) -> StoreOutcome {
        self.engine.set(bytes, forKey: self.key, lifetime: self.lifetime, tags: tags)
    }

    private var tooLarge: ByteBuffer { ByteBuffer(repeating: 1, count: self.engine.maximumEntryBytes) }

    /// A load in flight that has taken all the room that entries leave.
    private func crowd() throws -> Load {
        guard case .load(let load) = self.engine.acquire(CacheKey(text: "crowd")) else { throw Unexpected() }
        let memory = self.engine.snapshot().memory
        #expect(load.reserve(memory.limitBytes - memory.usedBytes))
        return load
    }

    // MARK: Limits

    @Test(arguments: [1.0, 0.5]) func `however large the limit, an entry is never larger than its record can tell`(share: Double)
    {
        let engine = CacheEngine.forTests(memoryLimit: 1 << 40) { $0.maximumEntryShare = share }
        #expect(engine.maximumEntryBytes == Int(Int32.max))
        let draft = EntryDraft(
            key: self.key, value: CacheValue(bytes: ByteBuffer(), head: Head()), lifetime: self.lifetime, tags: [],
            cost: LoadCost())
        let most = Int(Int32.max) - draft.footprint.total
        func land(weight: Int) -> Load.LandOutcome? {
            guard case .load(let load) = engine.acquire(self.key) else { return nil }
            let value = CacheValue(bytes: ByteBuffer(), head: Head(weight: weight))
            return load.land(value, lifetime: self.lifetime, tags: [], cost: LoadCost()).outcome
        }
        #expect(land(weight: most + 1) == .tooLarge)
        #expect(engine.snapshot().evictions[.rejected] == 1)
        #expect(land(weight: most) == .stored)
        #expect(engine.peek(self.key.text)?.info.state == .fresh)
        #expect(engine.invariantViolations() == [])
    }

    @Test func `the largest limit there is can be had`() {
        let engine = CacheEngine.forTests(memoryLimit: .max) { $0.maximumEntryShare = 1 }
        #expect(engine.maximumEntryBytes == Int(Int32.max))
        #expect(engine.store("a:1") == .stored)
    }

    @Test(arguments: EvictionPolicyName.allCases)
    func `a shard that has no slot left makes one free, and traps never`(policy: EvictionPolicyName) {
        var generator = SystemRandomNumberGenerator()
        let hasher = KeyHash(using: &generator)
        let now = self.clock.now()
        var shard = Shard(
            policy: policy.makePolicy(capacity: 1 << 20), hasher: hasher, softStaleWindow: .zero, now: now, maximumEntries: 8)
        for number in 0..<40 {
            let text = "course:\(number % 3)#page=\(number)"
            let key = CacheKey(text: text)
            let draft = EntryDraft(
                key: key, value: CacheValue(bytes: ByteBuffer(string: text)), lifetime: self.lifetime, tags: [],
                cost: LoadCost())
            text.withBytes { bytes in
                let resource = UnsafeRawBufferPointer(rebasing: bytes[..<key.resourceLength])
                let probe = KeyProbe(text: bytes, resourceLength: key.resourceLength, hash: hasher.hash(resource))
                _ = shard.insert(NewEntry(draft), probe, asOf: 0, at: now)
                #expect(shard.find(probe) != nil)
            }
            #expect(shard.slab.count == min(8, number + 1) && shard.slab.end <= 8)
        }
        #expect(shard.departures.count == 32 && shard.departures.allSatisfy { $0.reason == .capacity })
    }

    // MARK: The old value

    @Test func `a value too large to be set leaves none, not the old one`() {
        #expect(self.set(ByteBuffer(string: "old")) == .stored)
        #expect(self.set(self.tooLarge) == .tooLarge)
        #expect(self.engine.state(of: self.key.text) == .absent)
        let figures = self.engine.snapshot()
        #expect(figures.evictions[.rejected] == 1 && figures.evictions[.replaced] == 1 && figures.memory.entries == 0)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `a value that there is no room to set leaves none, not the old one`() throws {
        #expect(self.set(ByteBuffer(string: "old")) == .stored)
        let load = try self.crowd()
        #expect(self.engine.state(of: self.key.text) == .fresh)
        #expect(self.set(ByteBuffer(repeating: 1, count: 20_000)) == .noRoom)
        #expect(self.engine.state(of: self.key.text) == .absent)
        load.abandon()
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `what was softly invalidated does not come back by undo after a set was refused`() throws {
        #expect(self.set(ByteBuffer(string: "old"), tags: ["course"]) == .stored)
        let soft = try #require(self.engine.purge(.tags(["course"]), .soft).id)
        self.clock.advance(by: .seconds(101))
        #expect(self.engine.state(of: self.key.text) == .revalidate)
        #expect(self.set(self.tooLarge) == .tooLarge)
        #expect(try self.engine.undo(soft) == 0)
        #expect(self.engine.state(of: self.key.text) == .absent)
    }

    @Test func `variants of the key are not touched`() {
        self.engine.store("course:1#lang=de")
        #expect(self.set(ByteBuffer(string: "old")) == .stored)
        #expect(self.set(self.tooLarge) == .tooLarge)
        #expect(self.engine.state(of: "course:1#lang=de") == .fresh)
    }

    @Test func `a load that runs while a set is refused brings nothing back`() throws {
        guard case .load(let load) = self.engine.acquire(self.key) else { throw Unexpected() }
        #expect(self.set(self.tooLarge) == .tooLarge)
        let landing = load.land(
            CacheValue(bytes: ByteBuffer(string: "old")), lifetime: self.lifetime, tags: [], cost: LoadCost())
        #expect(landing.outcome == .superseded)
        #expect(self.engine.state(of: self.key.text) == .absent)
    }

    enum Ending: CaseIterable, Sendable {
        case tooLarge, noRoom, refused, outdated
    }

    @Test(arguments: Ending.allCases, [false, true])
    func `a refresh that can not be kept ends the value it was to replace`(ending: Ending, isAhead: Bool) throws {
        #expect(
            self.engine.set(
                ByteBuffer(string: "old"), forKey: self.key,
                lifetime: EntryLifetime(freshness: .seconds(100), staleWindow: .seconds(100), refreshAhead: isAhead ? 0.5 : 0))
                == .stored)
        self.clock.advance(by: .seconds(isAhead ? 80 : 150))
        let refresh: Load
        switch self.engine.acquire(self.key) {
        case .ageing(_, let load), .stale(_, .some(let load)): refresh = load
        default: throw Unexpected()
        }
        func land(_ bytes: ByteBuffer, tags: [String] = []) -> Load.LandOutcome {
            refresh.land(CacheValue(bytes: bytes), lifetime: self.lifetime, tags: tags, cost: LoadCost()).outcome
        }
        switch ending {
        case .tooLarge: #expect(land(self.tooLarge) == .tooLarge)
        case .refused: refresh.refuse(size: 1 << 30)
        case .outdated:
            // A tag that only the new value bears.
            self.engine.purge(.tags(["late"]), .revalidate)
            #expect(land(ByteBuffer(string: "new"), tags: ["late"]) == .invalidatedMeanwhile)
        case .noRoom:
            let crowd = try self.crowd()
            #expect(self.engine.state(of: self.key.text) != .absent)
            #expect(land(ByteBuffer(repeating: 1, count: 20_000)) == .noRoom)
            crowd.abandon()
        }
        #expect(self.engine.state(of: self.key.text) == .absent)
        guard case .load(let next) = self.engine.acquire(self.key) else { throw Unexpected() }
        #expect(next.previous == nil)
        next.abandon()
        #expect(self.engine.invariantViolations() == [])
    }

    @Test func `a load that was superseded is refused without harm to what came first`() throws {
        guard case .load(let load) = self.engine.acquire(self.key) else { throw Unexpected() }
        #expect(self.set(ByteBuffer(string: "newer")) == .stored)
        load.refuse(size: 1 << 30)
        #expect(self.engine.state(of: self.key.text) == .fresh)
    }

    @Test func `an outdated copy stays for a conditional request`() throws {
        #expect(self.set(ByteBuffer(string: "old")) == .stored)
        self.engine.purge(.key(self.key.text), .revalidate)
        #expect(self.set(self.tooLarge) == .tooLarge)
        guard case .load(let load) = self.engine.acquire(self.key) else { throw Unexpected() }
        #expect(load.previous != nil)
        load.abandon()
    }

    // MARK: Conditions

    @Test func `add and compare and set that mismatch change nothing, too large or not`() throws {
        #expect(self.set(ByteBuffer(string: "old")) == .stored)
        let old = try #require(self.engine.value(forKey: self.key))
        #expect(self.set(ByteBuffer(string: "new")) == .stored)
        #expect(self.engine.add(self.tooLarge, forKey: self.key, lifetime: self.lifetime) == .mismatch)
        for expected in [old, nil] {
            let outcome = self.engine.compareAndSet(
                self.tooLarge, forKey: self.key, expecting: expected, lifetime: self.lifetime)
            #expect(outcome == .mismatch)
        }
        #expect(self.engine.value(forKey: self.key).map { String($0) } == "new")
    }

    @Test func `compare and set that matches and is refused leaves none`() throws {
        #expect(self.set(ByteBuffer(string: "old")) == .stored)
        let old = try #require(self.engine.value(forKey: self.key))
        #expect(
            self.engine.compareAndSet(self.tooLarge, forKey: self.key, expecting: old, lifetime: self.lifetime) == .tooLarge)
        #expect(self.engine.state(of: self.key.text) == .absent)
    }

    @Test func `an increment that is refused leaves the count, and a load of it, as they were`() throws {
        let lifetime = EntryLifetime(freshness: .seconds(100), refreshAhead: 0.5)
        let draft = EntryDraft(
            key: self.key, value: CacheValue(bytes: ByteBuffer(string: "41")), lifetime: lifetime, tags: [], cost: LoadCost())
        let engine = CacheEngine.forTests(memoryLimit: 200_000, shards: 1, clock: self.clock) {
            $0.maximumEntryShare = Double(draft.footprint.total + 10) / 200_000
        }
        #expect(engine.set(draft.value.bytes, forKey: self.key, lifetime: lifetime) == .stored)
        self.clock.advance(by: .seconds(80))
        guard case .ageing(_, let load) = engine.acquire(self.key) else { throw Unexpected() }
        engine.resize(to: 100_000)
        #expect(throws: IncrementError.notStored(self.key, .tooLarge)) { try engine.increment(self.key) }
        #expect(engine.value(forKey: self.key).map { String($0) } == "41")
        engine.resize(to: 200_000)
        #expect(
            load.land(CacheValue(bytes: ByteBuffer(string: "50")), lifetime: lifetime, tags: [], cost: LoadCost()).outcome
                == .stored)
        #expect(try engine.increment(self.key) == 51)
    }
}
