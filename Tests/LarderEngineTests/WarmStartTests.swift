import EngineProperties
import Glibc
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct WarmStartTests {
    private static let mark: [UInt8] = [1, 2, 3]

    private let clock = ManualClock()

    private func engine(_ adjust: (inout CacheEngine.Configuration) -> Void = { _ in }) -> CacheEngine {
        .forTests(clock: self.clock, adjust: adjust)
    }

    /// Saves one engine and restores another, as a restart does.
    private func restart(
        _ engine: CacheEngine, after pause: Duration = .zero, with mark: [UInt8]? = mark, into next: CacheEngine? = nil,
        heads: LabelCoding = LabelCoding()
    ) throws -> (engine: CacheEngine, report: RestoreReport) {
        try withDirectory { directory in
            _ = try engine.save(to: directory, heads: heads, sourceMark: Self.mark)
            self.clock.advance(by: pause)
            let next = next ?? self.engine()
            let report = try next.restore(from: directory, heads: heads, sourceMark: mark)
            #expect(next.invariantViolations() == [])
            return (next, report)
        }
    }

    // MARK: As they were

    struct Life: Sendable, CustomTestStringConvertible {
        let name: String
        var freshness: Duration? = .seconds(100)
        var staleWindow: Duration = .seconds(20)
        var purge: InvalidationMode?
        /// Seconds after it was stored, the restart comes at 30.
        let states: [Int: EntryState]

        var testDescription: String { self.name }
    }

    @Test(arguments: [
        Life(name: "fresh", states: [31: .fresh, 99: .fresh, 101: .stale, 119: .stale, 121: .absent]),
        Life(name: "stale", freshness: .seconds(20), states: [31: .stale, 39: .stale, 41: .absent]),
        Life(name: "dead", freshness: .seconds(5), staleWindow: .zero, states: [31: .absent]),
        Life(name: "persistent", freshness: nil, states: [31: .fresh, 100_000_000: .fresh]),
        Life(name: "softly marked", purge: .soft, states: [31: .revalidate, 119: .revalidate, 121: .absent]),
        Life(
            name: "softly marked, window left", staleWindow: .seconds(60), purge: .soft,
            states: [31: .stale, 59: .stale, 61: .revalidate]),
        Life(name: "outdated", purge: .revalidate, states: [31: .revalidate, 119: .revalidate, 121: .absent]),
        Life(name: "gone", purge: .hard, states: [31: .absent]),
    ]) func `an entry whose source is proven goes on as if nothing had happened`(_ life: Life) throws {
        let before = self.engine()
        before.store("k", "text", freshness: life.freshness, staleWindow: life.staleWindow, tags: ["t"])
        if let mode = life.purge {
            before.purge(.tags(["t"]), mode)
        }
        self.clock.advance(by: .seconds(20))
        let (after, report) = try self.restart(before, after: .seconds(10))
        #expect(report.isProven)
        var passed = 30
        for (second, state) in life.states.sorted(by: { $0.key < $1.key }) {
            self.clock.advance(by: .seconds(second - passed))
            passed = second
            #expect(after.state(of: "k") == state, "after \(second) s")
            #expect(after.state(of: "k") == before.state(of: "k"), "after \(second) s")
            after.reap()
            #expect(after.invariantViolations() == [], "after \(second) s")
        }
    }

    @Test func `value, head, tags, cost, age and hits come back`() throws {
        let before = self.engine()
        guard case .load(let load) = before.acquire(CacheKey(text: "k#lang=de")) else { return #expect(Bool(false)) }
        _ = load.land(
            CacheValue(bytes: ByteBuffer(string: "text"), head: Label(text: "label")),
            lifetime: EntryLifetime(freshness: .seconds(100), staleWindow: .seconds(7), staleServing: .allowed),
            tags: ["a", "b"], cost: LoadCost(elapsed: .milliseconds(3), queries: 2))
        for _ in 0..<5 { _ = before.acquire(CacheKey(text: "k#lang=de")) }
        self.clock.advance(by: .seconds(2))
        let after = try self.restart(before, after: .seconds(10)).engine
        let (info, value) = try #require(after.peek("k#lang=de"))
        #expect(String(buffer: value.bytes) == "text" && (value.head as? Label)?.text == "label")
        #expect(Set(info.tags) == ["a", "b"] && info.hits == 5 && info.cost == LoadCost(elapsed: .milliseconds(3), queries: 2))
        #expect(abs(info.createdAt.duration(to: self.clock.now()).seconds - 12) < 0.001)
        #expect(after.purge(.tags(["b"]), .hard).matched == 1)
    }

    @Test(arguments: UInt64(0)..<24) func `a proven engine is told apart by nothing, whatever happened before and happens after`(
        seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let before = CacheEngine.forTests(shards: 1 + Int(seed % 3), clock: self.clock)
        let keys = (1...12).map { "course:\($0 / 2):?page=\($0)" } + ["course:1:?page=2#lang=de", "x", "x#a=b"]
        let tags = ["a", "b", "c"]
        func change(_ engines: [CacheEngine], step: Int) throws {
            let key = keys.randomElement(using: &generator)!
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...3:
                let freshness = Duration.seconds(Int.random(in: 0...60, using: &generator))
                let staleWindow = Duration.seconds(Int.random(in: 0...2, using: &generator) * 15)
                let serving: EntryLifetime.StaleServing = Bool.random(using: &generator) ? .allowed : .forbidden
                let own = tags.filter { _ in Bool.random(using: &generator) }
                for engine in engines {
                    engine.store(key, "\(step)", freshness: freshness, staleWindow: staleWindow, staleServing: serving, tags: own)
                }
            case 4...5:
                let mode: InvalidationMode = [.soft, .soft, .revalidate, .hard].randomElement(using: &generator)!
                let selection: LarderEngine.Selection = [
                    .key(key), .tags([tags.randomElement(using: &generator)!]), .prefix(String(key.prefix(9))),
                    .pattern(try Glob("*page=?")),
                ].randomElement(using: &generator)!
                let matched = engines.map { $0.purge(selection, mode).matched }
                #expect(Set(matched).count == 1, "seed \(seed), step \(step): \(matched)")
            case 6: engines.forEach { $0.reap() }
            default: self.clock.advance(by: .seconds(Int.random(in: 1...20, using: &generator)))
            }
        }
        for step in 0..<60 {
            try change([before], step: step)
        }
        // The wall clock tells microseconds: no deadline may lie between the two engines' views of it.
        let after = try self.restart(before, after: .microseconds(10)).engine
        for step in 60..<120 {
            try change([before, after], step: step)
            try #require(after.invariantViolations() == [], "seed \(seed), step \(step)")
            for key in keys {
                let (old, new) = (before.peek(key), after.peek(key))
                // Of several soft marks the last comes back, so what is not served any more may be gone earlier.
                if old?.info.state == .revalidate, new == nil { continue }
                try #require(old?.info.state == new?.info.state, "seed \(seed), step \(step), \(key)")
                try #require(old?.value.bytes == new?.value.bytes, "seed \(seed), step \(step), \(key)")
            }
        }
        // Past the wheels' tick, in which the dead are still counted.
        self.clock.advance(by: .milliseconds(500))
        #expect(before.snapshot().memory.entries == after.snapshot().memory.entries, "seed \(seed)")
    }

    // MARK: Without a proof

    @Test(arguments: [nil, [9], []] as [[UInt8]?]) func `without a proof nothing is served before its origin was asked`(
        mark: [UInt8]?
    ) throws {
        let before = self.engine()
        before.store("course_list:?page=1", "old", tags: ["course"])
        before.store("stale", freshness: .seconds(1))
        self.clock.advance(by: .seconds(2))
        let (after, report) = try self.restart(before, with: mark)
        #expect(report.restored == 2 && !report.isProven)
        #expect(after.state(of: "course_list:?page=1") == .revalidate && after.state(of: "stale") == .revalidate)
        #expect(after.snapshot().memory.entries == 0)
        #expect(try after.dryRun(.all, mode: .soft).matched == 0)
        #expect(after.value(forKey: CacheKey(text: "stale")) == nil)

        guard case .load(let load) = after.acquire(CacheKey(text: "course_list:?page=1")) else {
            return #expect(Bool(false), "it was served")
        }
        #expect(load.previous.map { String(buffer: $0.value.bytes) } == "old")
        _ = load.land(
            CacheValue(bytes: ByteBuffer(string: "new")), lifetime: EntryLifetime(freshness: .seconds(9)), tags: ["course"],
            cost: LoadCost())
        #expect(after.state(of: "course_list:?page=1") == .fresh)
        #expect(after.snapshot().evictions[.replaced] == 1 && after.snapshot().memory.entries == 1)
        #expect(after.invariantViolations() == [])
    }

    @Test func `a file without a mark proves nothing to nobody`() throws {
        try withDirectory { directory in
            let before = self.engine()
            before.store("k")
            _ = try before.save(to: directory, heads: LabelCoding())
            let after = self.engine()
            let report = try after.restore(from: directory, heads: LabelCoding())
            #expect(!report.isProven)
            #expect(after.state(of: "k") == .revalidate)
        }
    }

    @Test func `what was not revalidated is not proven by the next restart`() throws {
        let first = self.engine()
        first.store("k")
        let second = try self.restart(first, with: nil).engine
        let (third, report) = try self.restart(second)
        #expect(report.isProven && third.state(of: "k") == .revalidate)
    }

    @Test(arguments: EvictionPolicyName.allCases) func `what awaits its proof leaves by the policy's choice, not before all else`(
        policy: EvictionPolicyName
    ) throws {
        let before = self.engine()
        before.store("k", String(repeating: "x", count: 1000))
        for _ in 0..<5 { _ = before.acquire(CacheKey(text: "k")) }
        let next = CacheEngine.forTests(memoryLimit: 200_000, shards: 1, clock: self.clock) { $0.policy = policy }
        for number in 0..<5 {
            next.store("older \(number)", String(repeating: "x", count: 1000))
        }
        _ = try self.restart(before, with: nil, into: next)
        var stored = 0
        while next.snapshot().evictions[.capacity] < 3 {
            next.store("new \(stored)", String(repeating: "x", count: 1000))
            stored += 1
        }
        #expect(next.state(of: "k") == .revalidate)
        next.resize(to: 2000)
        #expect(next.state(of: "k") == .absent)
        #expect(next.snapshot().evictions[.invalidated] == 0)
        #expect(next.invariantViolations() == [])
    }

    // MARK: Budget

    @Test func `a smaller budget keeps what is asked for most, and nothing leaves for it`() throws {
        let before = self.engine()
        let keys = (0..<400).map { "course_list:?page=\($0)" }
        for key in keys {
            before.store(key, String(repeating: "x", count: 1000))
        }
        let hot = stride(from: 3, to: 400, by: 8).map { keys[$0] }
        for key in hot {
            for _ in 0..<9 { _ = before.acquire(CacheKey(text: key)) }
        }
        before.purge(.keys([hot[0]]), .revalidate)
        let next = CacheEngine.forTests(memoryLimit: 128 << 10, clock: self.clock)
        let (after, report) = try self.restart(before, into: next)
        #expect(report.isFull && report.saved == 400 && report.restored > hot.count)
        #expect(hot.dropFirst().allSatisfy { after.state(of: $0) == .fresh })
        #expect(after.state(of: hot[0]) == .absent)
        let figures = after.snapshot()
        #expect(figures.evictions.total == 0)
        #expect(figures.memory.usedBytes <= figures.memory.limitBytes)
    }

    @Test(arguments: EvictionPolicyName.allCases) func `what was asked for most outlives the rest`(policy: EvictionPolicyName)
        throws
    {
        let before = self.engine()
        let keys = (0..<100).map { "k\($0)" }
        for key in keys {
            before.store(key, String(repeating: "x", count: 1000))
        }
        for key in keys.prefix(10) {
            for _ in 0..<9 { _ = before.acquire(CacheKey(text: key)) }
        }
        let next = CacheEngine.forTests(memoryLimit: 200_000, shards: 1, clock: self.clock) { $0.policy = policy }
        let after = try self.restart(before, into: next).engine
        var stored = 0
        while keys.count(where: { after.state(of: $0) == .fresh }) > 40, stored < 5000 {
            after.store("new \(stored)", String(repeating: "x", count: 1000))
            stored += 1
        }
        #expect(keys.prefix(10).allSatisfy { after.state(of: $0) == .fresh })
    }

    @Test func `what is larger than one entry may be is left out, and the rest comes`() throws {
        let before = self.engine()
        before.store("large", String(repeating: "x", count: 100_000))
        before.store("small")
        let next = CacheEngine.forTests(memoryLimit: 400_000, clock: self.clock)
        let (after, report) = try self.restart(before, into: next)
        #expect(report.tooLarge == 1 && report.restored == 1 && !report.isFull)
        #expect(after.state(of: "small") == .fresh)
    }

    // MARK: Meanwhile

    @Test func `what happened in the new process holds against the snapshot`() throws {
        let before = self.engine()
        for key in ["loaded", "killed", "outdated", "softened", "untouched"] {
            before.store(key, "old")
        }
        let next = self.engine()
        next.store("loaded", "new")
        next.purge(.key("killed"), .hard)
        next.purge(.key("outdated"), .revalidate)
        next.purge(.prefix("soft"), .soft)
        let (after, report) = try self.restart(before, into: next)
        #expect(report.restored == 2)
        #expect(after.peek("loaded").map { String(buffer: $0.value.bytes) } == "new")
        #expect(after.state(of: "killed") == .absent && after.state(of: "outdated") == .absent)
        #expect(after.state(of: "softened") == .stale && after.state(of: "untouched") == .fresh)
    }

    @Test func `the engine is used while entries come back, and nothing of them is served before all are there`() throws {
        let before = self.engine()
        for (heat, key) in ["third", "second", "first"].enumerated() {
            guard case .load(let load) = before.acquire(CacheKey(text: key)) else { return #expect(Bool(false)) }
            _ = load.land(
                CacheValue(bytes: ByteBuffer(string: key), head: Label(text: key)),
                lifetime: EntryLifetime(freshness: .seconds(99)),
                tags: [], cost: LoadCost())
            for _ in 0..<heat * 4 { _ = before.acquire(CacheKey(text: key)) }
        }
        let next = self.engine()
        let order = NIOLockedValueBox<[String]>([])
        let heads = LabelCoding { label in
            order.withLockedValue { $0.append(label) }
            guard label == "second" else { return }
            #expect(next.state(of: "first") == .revalidate)
            next.purge(.key("first"), .soft)
            next.store("second", "newer")
            next.purge(.key("third"), .hard)
            next.store("another")
        }
        let (after, report) = try self.restart(before, into: next, heads: heads)
        #expect(order.withLockedValue { $0 } == ["first", "second", "third"])
        #expect(report.restored == 1 && report.saved == 3)
        #expect(after.state(of: "first") == .stale && after.state(of: "third") == .absent)
        #expect(after.peek("second").map { String(buffer: $0.value.bytes) } == "newer")
        #expect(after.state(of: "another") == .fresh)
    }

    // MARK: Files

    @Test func `a file is used once`() throws {
        try withDirectory { directory in
            let before = self.engine()
            before.store("k")
            let saved = try before.save(to: directory, heads: LabelCoding(), sourceMark: Self.mark)
            #expect(saved == SaveReport(saved: 1))
            #expect(names(in: directory) == ["default.snapshot"])
            let first = try self.engine().restore(from: directory, heads: LabelCoding(), sourceMark: Self.mark)
            #expect(first.restored == 1)
            #expect(names(in: directory) == [])
            let second = try self.engine().restore(from: directory, heads: LabelCoding(), sourceMark: Self.mark)
            #expect(second == RestoreReport())
        }
    }

    @Test func `a file that is not whole leaves the engine empty and usable`() throws {
        try withDirectory { directory in
            let before = self.engine()
            for number in 0..<50 { before.store("k\(number)") }
            _ = try before.save(to: directory, heads: LabelCoding(), sourceMark: Self.mark)
            let path = "\(directory)/default.snapshot"
            truncate(path, 1000)
            let after = self.engine()
            let error = #expect(throws: SnapshotError.self) {
                try after.restore(from: directory, heads: LabelCoding(), sourceMark: Self.mark)
            }
            #expect(error?.code == .damaged && error?.path == path)
            #expect(after.snapshot().memory.usedBytes == self.engine().snapshot().memory.usedBytes)
            after.store("new")
            #expect(after.state(of: "new") == .fresh && after.invariantViolations() == [])
            let saved = try after.save(to: directory, heads: LabelCoding())
            #expect(saved.saved == 1)
        }
    }

    @Test func `a file that becomes shorter while it is read leaves nothing of itself`() throws {
        try withDirectory { directory in
            let before = self.engine()
            for number in 0..<20 {
                guard case .load(let load) = before.acquire(CacheKey(text: "k\(number)")) else { continue }
                _ = load.land(
                    CacheValue(bytes: ByteBuffer(repeating: 1, count: 100_000), head: Label(text: "\(number)")),
                    lifetime: EntryLifetime(freshness: nil), tags: ["t"], cost: LoadCost())
            }
            _ = try before.save(to: directory, heads: LabelCoding(), sourceMark: Self.mark)
            let after = self.engine()
            after.store("mine")
            let heads = LabelCoding { label in
                if label == "5" { truncate("\(directory)/default.snapshot", 1000) }
            }
            let error = #expect(throws: SnapshotError.self) {
                try after.restore(from: directory, heads: heads, sourceMark: Self.mark)
            }
            #expect(error?.code == .damaged)
            #expect(after.state(of: "mine") == .fresh)
            #expect((0..<20).allSatisfy { after.state(of: "k\($0)") == .absent })
            #expect(after.snapshot().memory.entries == 1 && after.snapshot().memory.reclaimableBytes == 0)
            #expect(after.invariantViolations() == [])
        }
    }

    @Test func `heads that nobody can write or read are left out and counted`() throws {
        try withDirectory { directory in
            let before = self.engine()
            for text in ["good", "unwritable", "unreadable"] {
                guard case .load(let load) = before.acquire(CacheKey(text: text)) else { continue }
                _ = load.land(
                    CacheValue(bytes: ByteBuffer(), head: Label(text: text)), lifetime: EntryLifetime(freshness: nil), tags: [],
                    cost: LoadCost())
            }
            let saved = try before.save(to: directory, heads: LabelCoding(), sourceMark: Self.mark)
            #expect(saved == SaveReport(saved: 2, unencodable: 1))
            let after = self.engine()
            let report = try after.restore(from: directory, heads: LabelCoding(), sourceMark: Self.mark)
            #expect(report.saved == 2 && report.restored == 1 && report.undecodable == 1)
            #expect(after.state(of: "good") == .fresh)
        }
    }
}

private struct Label: EntryHead {
    let text: String
    var weight: Int { self.text.utf8.count }
    var status: Int? { nil }
    var contentType: String? { nil }
    var etag: String? { nil }
}

private struct LabelCoding: SnapshotHeadCoding {
    var onDecoding: @Sendable (String) -> Void = { _ in }

    func encode(_ head: any EntryHead) -> SnapshotHead? {
        guard let label = head as? Label, label.text != "unwritable" else { return nil }
        return SnapshotHead(kind: "label/1", bytes: ByteBuffer(string: label.text))
    }

    func decode(_ head: SnapshotHead) -> (any EntryHead)? {
        let text = String(buffer: head.bytes)
        self.onDecoding(text)
        return text == "unreadable" ? nil : Label(text: text)
    }
}
