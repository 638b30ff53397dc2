import EngineProperties
import NIOCore
import Testing

@testable import LarderEngine

/// The engine against the model where namespaces and tags hold so many entries that invalidations are not brought to them at
/// once, but lie above them until a reader, a store or a sweep comes by.
@Suite struct SweepModelTests {
    @Test(arguments: UInt64(0)..<9)
    func `agrees with the model while invalidations wait above many entries`(seed: UInt64) throws {
        var run = SweepRun(seed: seed)
        run.populate()
        for step in 0..<100 {
            run.step = step
            try run.operate()
            try #require(run.engine.invariantViolations() == [], "\(run)")
            if step % 20 == 19 {
                try run.compareAll()
            }
        }
    }
}

/// One random sequence of operations on an engine and its model.
private struct SweepRun: CustomStringConvertible {
    typealias Entry = ModelTests.ModelEntry

    /// The timer wheel's resolution, rounded up: so much later than its end an entry may be counted.
    static let tick: Duration = .milliseconds(68)
    static let tags = (0..<6).map { "tag\($0)" }
    static let keys: [String] = (0..<3).flatMap { area in
        (0..<4).flatMap { shelf in
            (0..<30).flatMap { item in
                let resource = "area\(area):shelf\(shelf):item\(item)"
                return item % 6 == 0 ? [resource, resource + "#lang=de", resource + "#lang=en"] : [resource]
            }
        }
    }

    let seed: UInt64
    let clock = ManualClock()
    let engine: CacheEngine
    /// Every third seed runs short of room: then entries may be missing, but none may be there that the model has not.
    let isTight: Bool
    var generator: SeededGenerator
    var model: [String: Entry] = [:]
    var loads: [ModelTests.ModelLoad] = []
    var softs: [(id: InvalidationID, at: CacheInstant)] = []
    var step = -1

    var description: String { "seed \(self.seed), step \(self.step)" }

    init(seed: UInt64) {
        self.seed = seed
        self.generator = SeededGenerator(seed: seed)
        self.isTight = seed % 3 == 2
        self.engine = CacheEngine.forTests(
            memoryLimit: self.isTight ? 150_000 : 64 << 20, shards: 1 + Int(seed % 3), clock: self.clock, seed: seed
        ) {
            $0.maximumEntryShare = 1
            $0.policy = EvictionPolicyName.allCases[Int(seed / 3) % EvictionPolicyName.allCases.count]
        }
    }

    mutating func populate() {
        for key in Self.keys {
            self.set(key)
        }
    }

    mutating func operate() throws {
        let key = Self.keys.randomElement(using: &self.generator)!
        if self.isTight, self.engine.state(of: key) == .absent {
            self.model[key] = nil
        }
        switch Int.random(in: 0..<100, using: &self.generator) {
        case 0..<14: self.acquire(key)
        case 14..<22: self.read(key)
        case 22..<30: self.endLoad()
        case 30..<36: self.set(key)
        case 36..<40: self.add(key)
        case 40..<44: self.compareAndSet(key)
        case 44..<48: self.increment(key)
        case 48..<51: self.touch(key)
        case 51..<53: self.remove(key)
        case 53..<82: try self.invalidate()
        case 82..<88: try self.undo()
        case 88..<91: self.engine.resize(to: self.isTight ? Int.random(in: 80_000...200_000, using: &self.generator) : 64 << 20)
        case 91..<94: self.engine.reap()
        default: self.clock.advance(by: .milliseconds(Int.random(in: 0...3000, using: &self.generator)))
        }
    }

    func compareAll() throws {
        let now = self.clock.now()
        for key in Self.keys {
            let expected = self.model[key]?.state(at: now) ?? .absent
            let found = self.engine.peek(key)
            let actual = found?.info.state ?? .absent
            try #require(actual == expected || self.isTight && actual == .absent, "\(self), key \(key)")
            if let found {
                try #require(String(buffer: found.value.bytes) == self.model[key]?.text, "\(self), key \(key)")
            }
        }
    }

    // MARK: Reading and loading

    private func expected(_ key: String) -> EntryState {
        self.model[key]?.state(at: self.clock.now()) ?? .absent
    }

    private mutating func acquire(_ key: String) {
        let expected = self.expected(key)
        switch self.engine.acquire(CacheKey(text: key)) {
        case .fresh(let entry), .ageing(let entry, _):
            #expect(expected == .fresh && String(buffer: entry.value.bytes) == self.model[key]?.text, "\(self), key \(key)")
        case .stale(let entry, let refresh):
            #expect(expected == .stale && String(buffer: entry.value.bytes) == self.model[key]?.text, "\(self), key \(key)")
            if let refresh {
                self.loads.append(ModelTests.ModelLoad(load: refresh, key: key, tags: self.drawTags()))
            }
        case .load(let load):
            #expect([.absent, .revalidate].contains(expected), "\(self), key \(key)")
            self.supersede(key)
            self.loads.append(ModelTests.ModelLoad(load: load, key: key, tags: self.drawTags()))
        case .join, .overloaded:
            #expect([.absent, .revalidate].contains(expected), "\(self), key \(key)")
        }
    }

    private func read(_ key: String) {
        let found = self.engine.value(forKey: CacheKey(text: key)).map { String($0) }
        #expect(found == (self.expected(key) == .fresh ? self.model[key]?.text : nil), "\(self), key \(key)")
    }

    private mutating func endLoad() {
        guard let index = self.loads.indices.randomElement(using: &self.generator) else { return }
        let flying = self.loads.remove(at: index)
        guard Int.random(in: 0..<5, using: &self.generator) > 0 else { return flying.load.abandon() }
        let (entry, lifetime) = self.draw(tags: flying.tags)
        let outcome = flying.load.land(
            CacheValue(bytes: ByteBuffer(string: entry.text)), lifetime: lifetime, tags: flying.tags, cost: LoadCost()
        ).outcome
        let expected: Load.LandOutcome = flying.isOutdated ? .invalidatedMeanwhile : flying.isSuperseded ? .superseded : .stored
        #expect(outcome == expected, "\(self), key \(flying.key)")
        if outcome == .invalidatedMeanwhile, !flying.isSuperseded {
            self.displace(flying.key)
        }
        guard outcome == .stored else { return }
        self.model[flying.key] = entry
        for soft in flying.softenedBy {
            self.model[flying.key]?.soften(soft.id, at: soft.at)
        }
    }

    private mutating func supersede(_ key: String) {
        for index in self.loads.indices where self.loads[index].key == key {
            self.loads[index].isSuperseded = true
        }
    }

    // MARK: Values

    private mutating func set(_ key: String) {
        let (entry, lifetime) = self.draw(tags: self.drawTags())
        let outcome = self.engine.set(
            ByteBuffer(string: entry.text), forKey: CacheKey(text: key), lifetime: lifetime, tags: entry.tags)
        self.accept(outcome, .stored, entry, for: key)
    }

    private mutating func add(_ key: String) {
        let (entry, lifetime) = self.draw(tags: self.drawTags())
        let expected: StoreOutcome = self.expected(key) == .fresh ? .mismatch : .stored
        let outcome = self.engine.add(
            ByteBuffer(string: entry.text), forKey: CacheKey(text: key), lifetime: lifetime, tags: entry.tags)
        self.accept(outcome, expected, entry, for: key)
    }

    private mutating func compareAndSet(_ key: String) {
        let found = self.engine.value(forKey: CacheKey(text: key))
        let isLate = found != nil && Bool.random(using: &self.generator)
        if isLate {
            self.set(key)
        }
        let (entry, lifetime) = self.draw(tags: self.drawTags())
        let outcome = self.engine.compareAndSet(
            ByteBuffer(string: entry.text), forKey: CacheKey(text: key), expecting: found, lifetime: lifetime, tags: entry.tags)
        self.accept(outcome, isLate ? .mismatch : .stored, entry, for: key)
    }

    private mutating func increment(_ key: String) {
        guard self.expected(key) == .fresh, var entry = self.model[key] else {
            #expect(throws: IncrementError.absent(CacheKey(text: key))) { try self.engine.increment(CacheKey(text: key)) }
            return
        }
        guard let number = Int64(entry.text) else {
            #expect(throws: IncrementError.notAnInteger(CacheKey(text: key))) { try self.engine.increment(CacheKey(text: key)) }
            return
        }
        let sum = try? self.engine.increment(CacheKey(text: key), by: 3)
        #expect(sum == number + 3 || self.isTight && sum == nil, "\(self), key \(key)")
        guard sum != nil else { return }
        entry.text = String(number + 3)
        self.model[key] = entry
        self.supersede(key)
    }

    private mutating func touch(_ key: String) {
        let (entry, lifetime) = self.draw(tags: [])
        let isFresh = self.expected(key) == .fresh
        #expect(self.engine.touch(CacheKey(text: key), lifetime: lifetime) == isFresh, "\(self), key \(key)")
        guard isFresh else { return }
        self.model[key]?.freshUntil = entry.freshUntil
        self.model[key]?.staleUntil = entry.staleUntil
        self.model[key]?.staleWindow = entry.staleWindow
        self.model[key]?.mayServeStale = entry.mayServeStale
    }

    private mutating func remove(_ key: String) {
        let now = self.clock.now()
        let named = self.model.filter { ModelTests.matches(.key(key), $0.key, $0.value.tags) }
        let wasThere = self.engine.remove(CacheKey(text: key))
        #expect(wasThere == named.values.contains { $0.isLive(at: now) } || self.isTight && !wasThere, "\(self), key \(key)")
        self.strike(.key(key), .hard, 0, at: now)
    }

    private mutating func accept(_ outcome: StoreOutcome, _ expected: StoreOutcome, _ entry: Entry, for key: String) {
        // Where room is short, what was there a moment ago may have made room for this very value.
        #expect(outcome == expected || self.isTight, "\(self), key \(key)")
        switch outcome {
        case .mismatch: return
        case .stored: self.model[key] = entry
        case .tooLarge, .noRoom, .invalidatedMeanwhile: self.displace(key)
        }
        self.supersede(key)
    }

    /// What was to be replaced goes all the same; an outdated copy is good for a conditional request.
    private mutating func displace(_ key: String) {
        if self.model[key]?.isOutdated == false {
            self.model[key] = nil
        }
    }

    // MARK: Invalidating

    private mutating func invalidate() throws {
        let now = self.clock.now()
        let selection = self.drawSelection()
        let mode: InvalidationMode = [.soft, .revalidate, .hard].randomElement(using: &self.generator)!
        let matching = self.model.filter { ModelTests.matches(selection, $0.key, $0.value.tags) }
        let live = matching.count { $0.value.isLive(at: now) }
        let justBefore = matching.count { $0.value.isLive(at: now.advanced(by: .zero - Self.tick)) }
        let rehearsed = try self.engine.dryRun(selection, mode: mode)
        let report = self.engine.purge(selection, mode)
        for figures in [rehearsed, report] {
            let context = "\(self), \(selection), \(mode), \(figures.matched) matched of \(live), exact: \(figures.isExact)"
            #expect(self.isTight || figures.matched >= live, "\(context)")
            #expect(!figures.isExact || figures.matched <= max(live, justBefore), "\(context)")
        }
        let id = try #require(report.id)
        self.strike(selection, mode, id.sequence, at: now)
        if mode == .soft {
            self.softs.append((id, now))
        }
    }

    private mutating func strike(
        _ selection: LarderEngine.Selection, _ mode: InvalidationMode, _ id: UInt64, at now: CacheInstant
    ) {
        for (key, entry) in self.model where ModelTests.matches(selection, key, entry.tags) {
            switch mode {
            case .hard: self.model[key] = nil
            case .revalidate: self.model[key]?.isOutdated = true
            case .soft: self.model[key]?.soften(id, at: now)
            }
        }
        for index in self.loads.indices where ModelTests.matches(selection, self.loads[index].key, self.loads[index].tags) {
            if mode == .soft {
                self.loads[index].softenedBy.append((id, now))
            } else {
                self.loads[index].isOutdated = true
            }
        }
    }

    private mutating func undo() throws {
        guard let index = self.softs.indices.randomElement(using: &self.generator) else { return }
        let soft = self.softs.remove(at: index)
        let now = self.clock.now()
        guard now < soft.at.advanced(by: self.engine.configuration.undoWindow) else {
            #expect(throws: UndoError.windowClosed) { try self.engine.undo(soft.id) }
            return
        }
        var restored = 0
        for key in self.model.keys {
            guard let place = self.model[key]!.marks.firstIndex(where: { $0.id == soft.id.sequence }) else { continue }
            self.model[key]!.marks.remove(at: place)
            restored += self.model[key]!.isLive(at: now) ? 1 : 0
        }
        for index in self.loads.indices {
            self.loads[index].softenedBy.removeAll { $0.id == soft.id.sequence }
        }
        let count = try self.engine.undo(soft.id)
        #expect(self.isTight ? count <= restored : count == restored, "\(self)")
    }

    // MARK: Drawing

    private mutating func draw(tags: [String]) -> (entry: Entry, lifetime: EntryLifetime) {
        let isNumber = Bool.random(using: &self.generator)
        let text = isNumber ? "\(self.step)" : "\(self.step) " + String(repeating: "x", count: Int(self.generator.next() % 300))
        let freshness: Duration? =
            Int.random(in: 0..<4, using: &self.generator) == 0 ? nil : .seconds(Int.random(in: 1...120, using: &self.generator))
        let mayServeStale = Int.random(in: 0..<3, using: &self.generator) > 0
        let lifetime = EntryLifetime(
            freshness: freshness, staleWindow: .seconds(Int.random(in: 0...2, using: &self.generator) * 10),
            staleServing: mayServeStale ? .allowed : .forbidden)
        let freshUntil = freshness.map { self.clock.now().advanced(by: $0) } ?? .distantFuture
        let staleUntil = freshUntil.advanced(by: lifetime.staleWindow)
        return (
            Entry(
                text: text, tags: tags, freshUntil: freshUntil, staleUntil: staleUntil,
                keptUntil: staleUntil, staleWindow: lifetime.staleWindow,
                mayServeStale: mayServeStale),
            lifetime
        )
    }

    private mutating func drawTags() -> [String] {
        Self.tags.filter { _ in Int.random(in: 0..<4, using: &self.generator) == 0 }
    }

    private mutating func drawSelection() -> LarderEngine.Selection {
        let key = Self.keys.randomElement(using: &self.generator)!
        let segments = key.split(separator: ":")
        switch Int.random(in: 0..<12, using: &self.generator) {
        case 0: return .key(key)
        case 1: return .keys((0..<5).map { _ in Self.keys.randomElement(using: &self.generator)! })
        case 2, 3: return .prefix("\(segments[0]):\(segments[1]):")
        case 4: return .prefix("\(segments[0]):")
        case 5, 6: return .prefix(String(key.prefix(Int.random(in: 4...key.count, using: &self.generator))))
        case 7:
            return .pattern(
                try! Glob(["*item1*", "area[01]:*:item?", "*#lang=de", "*shelf2*"].randomElement(using: &self.generator)!))
        case 8, 9: return .tags([Self.tags.randomElement(using: &self.generator)!])
        case 10:
            return .tags([Self.tags.randomElement(using: &self.generator)!, Self.tags.randomElement(using: &self.generator)!])
        default: return Int.random(in: 0..<4, using: &self.generator) == 0 ? .all : .route(String(segments[0]))
        }
    }
}
