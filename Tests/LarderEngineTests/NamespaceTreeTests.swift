import EngineProperties
import Testing

@testable import LarderEngine

/// Does with the tree's answers what a shard does, beside a dictionary that knows no nodes.
struct NamespaceHarness {
    struct ModelEntry {
        var slot: Slot
        var weight: Int
        var isLive = true
        /// Undoable soft kills that hit it.
        var marks: Set<UInt64> = []
    }

    var tree: NamespaceTree
    let members = FakeMembers()
    /// Entries that no hard kill has hit.
    var model: [[UInt8]: ModelEntry] = [:]
    /// Soft kills that were brought to the entries.
    var marks: [Slot: Set<UInt64>] = [:]
    var sequence: UInt64 = 0

    init(burstLimit: Int) {
        self.tree = NamespaceTree(burstLimit: burstLimit)
    }

    mutating func apply(_ kills: Kills, to slot: Slot) {
        let later = kills.later(than: self.members[slot].asOf)
        if later.hard > 0 {
            if self.members[slot].isLive, !self.isCountedNoLonger {
                self.tree.noteDeath(of: slot, in: self.members)
            }
            self.members[slot].isLive = false
            self.discard(slot)
            return
        }
        if later.revalidate > 0, self.members[slot].isLive {
            if !self.isCountedNoLonger {
                self.tree.noteDeath(of: slot, in: self.members)
            }
            self.members[slot].isLive = false
        }
        self.marks[slot, default: []].formUnion(later.soft.map(\.sequence))
    }

    /// While a settlement is applied: the node's totals are gone already.
    private var isCountedNoLonger = false

    mutating func apply(_ settlement: Settlement?) {
        guard let settlement else { return }
        self.isCountedNoLonger = true
        for slot in settlement.slots {
            self.apply(settlement.kills, to: slot)
        }
        self.isCountedNoLonger = false
    }

    /// Lets an entry know of what waits on its path; false where it left.
    @discardableResult
    mutating func settle(_ slot: Slot) -> Bool {
        guard let kills = self.tree.settle(slot, in: self.members) else { return true }
        self.apply(Settlement(slots: [slot], kills: kills))
        return kills.hard == 0
    }

    /// Lets an entry know of everything, as before a reader gets it; false where it left.
    @discardableResult
    mutating func bringUpToDate(_ slot: Slot) -> Bool {
        guard self.settle(slot) else { return false }
        let asOf = self.members[slot].asOf
        guard let kills = self.tree.partialKills(on: slot, laterThan: asOf, in: self.members) else { return true }
        self.apply(kills, to: slot)
        return kills.hard == 0
    }

    private mutating func discard(_ slot: Slot) {
        self.tree.remove(slot, in: self.members)
        self.members.drop(slot)
        self.marks[slot] = nil
    }

    mutating func settle(_ key: [UInt8]) {
        self.apply(key.withUnsafeBytes { self.tree.settle(pathTo: $0, in: self.members) })
    }

    mutating func insert(_ key: [UInt8], weight: Int, isLive: Bool = true) {
        self.remove(key)
        self.settle(key)
        let slot = self.members.add(key, weight: weight, asOf: self.sequence, isLive: isLive)
        self.tree.insert(slot, in: self.members)
        self.model[key] = ModelEntry(slot: slot, weight: weight, isLive: isLive)
    }

    mutating func remove(_ key: [UInt8]) {
        guard let entry = self.model.removeValue(forKey: key) else { return }
        self.settle(entry.slot)
        self.discard(entry.slot)
    }

    /// Flips whether the entry is counted, with another weight where it revives.
    mutating func flip(_ key: [UInt8], weight: Int) {
        guard let entry = self.model[key] else { return }
        self.bringUpToDate(entry.slot)
        self.members[entry.slot].asOf = self.sequence
        self.model[key]!.isLive = !entry.isLive
        if entry.isLive {
            self.tree.noteDeath(of: entry.slot, in: self.members)
            self.members[entry.slot].isLive = false
        } else {
            self.members[entry.slot].isLive = true
            self.members[entry.slot].weight = weight
            self.model[key]!.weight = weight
            self.tree.noteLife(of: entry.slot, in: self.members)
        }
    }

    /// Returns the figures of the tree and those of the model.
    mutating func kill(_ prefix: [UInt8], _ mode: InvalidationMode) -> (found: [Int], expected: [Int]) {
        self.sequence += 1
        let kill = Kill(sequence: self.sequence, mode: mode, at: CacheInstant(nanoseconds: 0))
        var hit = prefix.withUnsafeBytes { self.tree.kill(prefix: $0, kill, in: self.members) }
        var kills = Kills()
        kills.add(kill)
        for slot in hit.direct where self.settle(slot) {
            if self.members.isLive(slot) {
                hit.entries += 1
                hit.bytes += self.members.weight(of: slot)
            }
            self.apply(kills, to: slot)
        }
        let live = self.model.filter { $0.key.starts(with: prefix) && $0.value.isLive }.values
        self.modelKill(prefix, mode)
        return ([hit.entries, hit.bytes], [live.count, live.reduce(0) { $0 + $1.weight }])
    }

    private mutating func modelKill(_ prefix: [UInt8], _ mode: InvalidationMode) {
        for key in self.model.keys where key.starts(with: prefix) {
            switch mode {
            case .hard: self.model[key] = nil
            case .revalidate: self.model[key]!.isLive = false
            case .soft: self.model[key]!.marks.insert(self.sequence)
            }
        }
    }

    /// Lets a kill wait inside a container; false where it has to be brought to its entries at once.
    mutating func postpone(_ prefix: [UInt8], _ mode: InvalidationMode) -> Bool {
        let kill = Kill(sequence: self.sequence + 1, mode: mode, at: CacheInstant(nanoseconds: 0))
        guard prefix.withUnsafeBytes({ self.tree.postpone(prefix: $0, kill) }) else { return false }
        self.sequence += 1
        self.modelKill(prefix, mode)
        return true
    }

    /// Takes a soft kill back: what waits at once, then what has arrived, with other things happening between the slices.
    mutating func undo(_ sequence: UInt64, _ prefix: [UInt8], between: (inout NamespaceHarness) -> Void) {
        self.tree.retract(sequence)
        for key in self.model.keys where key.starts(with: prefix) {
            self.model[key]!.marks.remove(sequence)
        }
        var cursor: NamespaceCursor?
        var visited: [Slot: Set<[UInt8]>] = [:]
        repeat {
            let slice = prefix.withUnsafeBytes { self.tree.members(prefix: $0, from: cursor, limit: 3, in: self.members) }
            for slot in slice.slots {
                #expect(visited[slot, default: []].insert(Array(self.members.key(of: slot))).inserted)
                self.marks[slot]?.remove(sequence)
            }
            cursor = slice.next
            between(&self)
        } while cursor != nil
    }

    mutating func sweep(steps: Int) {
        for _ in 0..<steps {
            switch self.tree.sweep() {
            case .idle:
                guard let hit = self.tree.sweepPartial(limit: 3, in: self.members) else { return }
                for (slot, kills) in hit {
                    self.apply(kills, to: slot)
                }
            case .pushed: break
            case .settled(let settlement): self.apply(settlement)
            }
        }
    }

    /// A reader looks at the entry and remembers what it saw.
    mutating func read(_ key: [UInt8]) {
        guard let entry = self.model[key] else { return }
        self.bringUpToDate(entry.slot)
        self.members[entry.slot].asOf = self.sequence
        self.members[entry.slot].hits += 1
        self.tree.hit(on: entry.slot, in: self.members)
    }

    func count(_ prefix: [UInt8], looks: Int = .max) -> MemberCount {
        prefix.withUnsafeBytes { self.tree.count(prefix: $0, looks: looks, in: self.members) }
    }

    func traffic(_ prefix: [UInt8]) -> PrefixTraffic {
        prefix.withUnsafeBytes { self.tree.traffic(prefix: $0, in: self.members) }
    }

    /// Where tree and model differ on what lies under the prefix, and on one entry.
    func differences(under prefix: [UInt8], at key: [UInt8]?) -> [String] {
        var differences = self.tree.invariantViolations(in: self.members)
        let live = self.model.filter { $0.key.starts(with: prefix) && $0.value.isLive }
        let found = self.count(prefix)
        // What waits beside the totals is in them: then they are upper bounds.
        let isCounted = self.tree.partial.isEmpty
        if !isCounted {
            if found.entries < live.count {
                differences.append("\(prefix): \(found.entries) entries, not even \(live.count)")
            }
        } else if found.entries != live.count || found.bytes != live.values.reduce(0, { $0 + $1.weight }) {
            differences.append("\(prefix): \(found.entries) entries of \(found.bytes) bytes, not \(live.count)")
        }
        let sample = Set(found.sample.map { Array(self.members.key(of: $0)) })
        if isCounted ? sample != Set(live.keys) : !sample.isSuperset(of: live.keys) {
            differences.append("\(prefix): sample \(sample)")
        }
        let hurried = self.count(prefix, looks: 2)
        let isWrong = isCounted && hurried.isExact && hurried.entries != live.count
        if isWrong || hurried.entries < live.count || hurried.sample.count > 2 {
            differences.append("\(prefix): \(hurried) in a hurry, not \(live.count)")
        }
        if let key, let entry = self.model[key] {
            let asOf = self.members[entry.slot].asOf
            var waiting = self.tree.kills(on: entry.slot, laterThan: asOf, in: self.members)
            if let partial = self.tree.partialKills(on: entry.slot, laterThan: asOf, in: self.members) {
                waiting = waiting ?? Kills()
                waiting?.add(partial)
            }
            let isLive = self.members.isLive(entry.slot) && waiting?.revalidate ?? 0 == 0 && waiting?.hard ?? 0 == 0
            let marks = self.marks[entry.slot, default: []].union(waiting?.soft.map(\.sequence) ?? [])
            if isLive != entry.isLive || marks != entry.marks {
                differences.append("\(key): live \(isLive), marks \(marks), not \(entry)")
            }
        }
        return differences
    }
}

@Suite struct NamespaceTreeTests {
    enum Keys: CaseIterable {
        /// Prefixes of each other, empty rests, the lowest and the highest byte.
        case dense
        case courses
        /// Alike for longer than a label is read at a time.
        case longShared
        /// Each a prefix of the next.
        case chain
        case random

        func next(_ generator: inout SeededGenerator) -> [UInt8] {
            switch self {
            case .dense:
                (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    [0x00, 0x3A, 0x61, 0xFF].randomElement(using: &generator)!
                }
            case .courses:
                Array(
                    "\(["course", "courses", "subject"].randomElement(using: &generator)!):list:page=\(Int.random(in: 0..<150, using: &generator))"
                        .utf8)
            case .longShared:
                [UInt8](repeating: 0x61, count: Int.random(in: 0...2, using: &generator) * 150)
                    + (0..<Int.random(in: 0...3, using: &generator)).map { _ in UInt8.random(in: 0x61...0x63, using: &generator) }
            case .chain:
                [UInt8](repeating: 0x7A, count: Int.random(in: 0..<120, using: &generator))
            case .random:
                (0..<Int.random(in: 0...20, using: &generator)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            }
        }
    }

    @Test(arguments: Keys.allCases, UInt64(0)..<6)
    func `agrees with a dictionary in random sequences`(keys: Keys, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var harness = NamespaceHarness(burstLimit: [2, 3, 4, 8, 20, 128][Int(seed)])
        var softKills: [(sequence: UInt64, prefix: [UInt8])] = []
        func existing() -> [UInt8] {
            Bool.random(using: &generator)
                ? harness.model.keys.sorted { $0.lexicographicallyPrecedes($1) }.randomElement(using: &generator) ?? []
                : keys.next(&generator)
        }
        func prefix() -> [UInt8] {
            let key = existing()
            return Array(key.prefix(Int.random(in: 0...key.count, using: &generator)))
        }
        for step in 0..<400 {
            // Phases of growth and of decay.
            let growth = (step / 100).isMultiple(of: 2) ? 14 : 4
            switch Int.random(in: 0..<growth + 20, using: &generator) {
            case 0..<growth:
                harness.insert(
                    keys.next(&generator), weight: Int.random(in: 1...1000, using: &generator),
                    isLive: Int.random(in: 0..<10, using: &generator) > 0)
            case growth..<growth + 7: harness.remove(existing())
            case growth + 7:
                let mode = [InvalidationMode.soft, .revalidate, .hard].randomElement(using: &generator)!
                let prefix = prefix()
                if step.isMultiple(of: 3) || !harness.postpone(prefix, mode) {
                    let isCounted = harness.tree.partial.isEmpty
                    let figures = harness.kill(prefix, mode)
                    try #require(
                        !isCounted || figures.found == figures.expected, "seed \(seed), step \(step), \(mode) \(prefix)")
                }
                if mode == .soft {
                    softKills.append((harness.sequence, prefix))
                }
            case growth + 8, growth + 9:
                let prefix = prefix()
                let isCounted = harness.tree.partial.isEmpty
                let figures = harness.kill(prefix, .soft)
                try #require(!isCounted || figures.found == figures.expected, "seed \(seed), step \(step), soft \(prefix)")
                softKills.append((harness.sequence, prefix))
            case growth + 10, growth + 11: harness.flip(existing(), weight: Int.random(in: 1...1000, using: &generator))
            case growth + 12, growth + 13: harness.sweep(steps: Int.random(in: 1...8, using: &generator))
            case growth + 14:
                guard let kill = softKills.indices.randomElement(using: &generator).map({ softKills.remove(at: $0) }) else {
                    break
                }
                harness.undo(kill.sequence, kill.prefix) { harness in
                    harness.sweep(steps: 1)
                    harness.insert(keys.next(&generator), weight: 1)
                    harness.remove(harness.model.keys.min { $0.lexicographicallyPrecedes($1) } ?? [])
                }
            case growth + 15: existing().withUnsafeBytes { harness.tree.miss(key: $0) }
            default: harness.read(existing())
            }
            let differences = harness.differences(under: prefix(), at: existing())
            try #require(differences == [], "seed \(seed), step \(step)")
        }
        harness.sweep(steps: .max)
        #expect(harness.tree.isSettled)
        for key in harness.model.keys {
            try #require(harness.differences(under: key, at: key) == [], "seed \(seed), swept")
        }
        for key in harness.model.keys {
            harness.remove(key)
        }
        #expect(harness.tree.nodes.count == 1)
        #expect(harness.tree.blockBytes == 0)
    }
}
