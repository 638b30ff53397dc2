import EngineProperties
import Testing

@testable import LarderEngine

extension FakeMembers: TagMembers {
    func goodAsOf(_ slot: Slot) -> UInt64 {
        self[slot].asOf
    }

    func membershipCount(of slot: Slot) -> Int {
        self[slot].tags.count
    }

    subscript(membership index: Int, of slot: Slot) -> TagMembership {
        get { self[slot].tags[index] }
        set { self[slot].tags[index] = newValue }
    }
}

/// Does with the table's answers what a shard does, beside a dictionary.
struct TagHarness {
    struct ModelEntry {
        var tags: Set<String>
        var weight: Int
        var isLive = true
        /// Undoable soft kills that hit it.
        var marks: Set<UInt64> = []
    }

    var table = TagTable()
    let members = FakeMembers()
    /// Entries that no hard kill has hit.
    var model: [Slot: ModelEntry] = [:]
    /// All entries, with the soft kills that were brought to them.
    var marks: [Slot: Set<UInt64>] = [:]
    var sequence: UInt64 = 0

    mutating func insert(_ tags: Set<String>, weight: Int, isLive: Bool) {
        let slot = self.members.add([], weight: weight, asOf: self.sequence, isLive: isLive)
        for tag in tags.sorted() {
            self.members[slot].tags.append(self.table.insert(slot, named: tag, in: self.members))
        }
        self.model[slot] = ModelEntry(tags: tags, weight: weight, isLive: isLive)
        self.marks[slot] = []
    }

    mutating func remove(_ slot: Slot) {
        self.table.remove(slot, in: self.members)
        self.members.drop(slot)
        self.model[slot] = nil
        self.marks[slot] = nil
    }

    mutating func apply(_ kills: Kills, to slot: Slot) {
        guard self.marks[slot] != nil else { return }
        let later = kills.later(than: self.members[slot].asOf)
        if later.hard > 0 {
            self.remove(slot)
            return
        }
        if later.revalidate > 0 {
            self.table.noteDeath(of: slot, in: self.members)
            self.members[slot].isLive = false
        }
        self.marks[slot]!.formUnion(later.soft.map(\.sequence))
    }

    mutating func sweep(steps: Int) {
        for _ in 0..<steps {
            switch self.table.sweep() {
            case .idle: return
            case .pushed: break
            case .settled(let settlement):
                for slot in settlement.slots {
                    self.apply(settlement.kills, to: slot)
                }
            }
        }
    }

    /// A reader looks at the entry and remembers what it saw.
    mutating func read(_ slot: Slot) {
        if let kills = self.table.kills(on: slot, in: self.members) {
            self.apply(kills, to: slot)
        }
        guard self.marks[slot] != nil else { return }
        let isLive = self.members.isLive(slot)
        self.table.noteDeath(of: slot, in: self.members)
        self.members[slot].asOf = self.sequence
        if isLive {
            self.table.noteLife(of: slot, in: self.members)
        }
    }

    /// The origin says that a dead entry is good again.
    mutating func revive(_ slot: Slot, weight: Int) {
        self.read(slot)
        guard self.model[slot] != nil, !self.members.isLive(slot) else { return }
        self.members[slot].weight = weight
        self.members[slot].isLive = true
        self.table.noteLife(of: slot, in: self.members)
        self.model[slot]!.isLive = true
        self.model[slot]!.weight = weight
    }

    func count(_ tags: [String], looks: Int = 0) -> MemberCount {
        self.table.count(self.table.tags(named: tags.map(TagName.init)), looks: looks, in: self.members)
    }

    func live(_ tags: [String]) -> [ModelEntry] {
        self.model.values.filter { $0.isLive && !$0.tags.isDisjoint(with: tags) }
    }

    mutating func kill(_ tags: [String], _ mode: InvalidationMode) -> MemberCount {
        self.sequence += 1
        let found = self.count(tags, looks: 64)
        self.table.kill(
            self.table.tags(named: tags.map(TagName.init)),
            Kill(sequence: self.sequence, mode: mode, at: CacheInstant(nanoseconds: 0)))
        for (slot, entry) in self.model where !entry.tags.isDisjoint(with: tags) {
            switch mode {
            case .hard: self.model[slot] = nil
            case .revalidate: self.model[slot]!.isLive = false
            case .soft: self.model[slot]!.marks.insert(self.sequence)
            }
        }
        return found
    }

    mutating func undo(_ sequence: UInt64, _ tags: [String], between: (inout TagHarness) -> Void) {
        self.table.retract(sequence)
        for slot in self.model.keys {
            self.model[slot]!.marks.remove(sequence)
        }
        for tag in tags {
            var end: Int?
            repeat {
                let slice = self.table.members(named: tag, before: end, limit: 3)
                for slot in slice.slots {
                    self.marks[slot]!.remove(sequence)
                }
                end = slice.next
                between(&self)
            } while end != nil
        }
    }

    func differences(at slot: Slot?) -> [String] {
        var differences = self.table.invariantViolations(of: self.marks.keys, in: self.members)
        if let slot, let entry = self.model[slot] {
            let waiting = self.table.kills(on: slot, in: self.members)
            let isLive = self.members.isLive(slot) && waiting?.revalidate ?? 0 == 0 && waiting?.hard ?? 0 == 0
            let marks = self.marks[slot]!.union(waiting?.soft.map(\.sequence) ?? [])
            if isLive != entry.isLive || marks != entry.marks {
                differences.append("slot \(slot): live \(isLive), marks \(marks), not \(entry)")
            }
        }
        return differences
    }
}

@Suite struct TagTableTests {
    private static let tags = ["course", "course:1", "course:2", "subject", "", "Ω"] + (0..<40).map { "single:\($0)" }

    @Test(arguments: UInt64(0)..<12) func `agrees with a dictionary in random sequences`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var harness = TagHarness()
        var softKills: [(sequence: UInt64, tags: [String])] = []
        func slot() -> Slot? {
            harness.model.keys.sorted().randomElement(using: &generator)
        }
        func tags() -> [String] {
            (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                Self.tags.prefix(seed.isMultiple(of: 2) ? 4 : 46).randomElement(using: &generator)!
            }
        }
        for step in 0..<500 {
            let growth = (step / 120).isMultiple(of: 2) ? 14 : 4
            switch Int.random(in: 0..<growth + 14, using: &generator) {
            case 0..<growth:
                harness.insert(
                    Bool.random(using: &generator) ? Set(tags()) : [], weight: Int.random(in: 1...1000, using: &generator),
                    isLive: Int.random(in: 0..<10, using: &generator) > 0)
            case growth..<growth + 5: slot().map { harness.remove($0) }
            case growth + 5, growth + 6:
                let mode = [InvalidationMode.soft, .soft, .revalidate, .hard].randomElement(using: &generator)!
                let selected = tags()
                let live = harness.live(selected)
                let wasSettled = harness.table.isSettled
                let liveSlots = Set(harness.model.filter { $0.value.isLive }.keys)
                let counted = harness.count(selected, looks: 64)
                let found = harness.kill(selected, mode)
                try #require(found.isExact || !wasSettled || Set(selected).count > 1, "seed \(seed), step \(step)")
                let surplus = [found.entries - live.count, found.bytes - live.reduce(0) { $0 + $1.weight }]
                try #require(
                    found.isExact ? surplus == [0, 0] : surplus.allSatisfy { $0 >= 0 },
                    "seed \(seed), step \(step), \(mode) \(selected)")
                try #require(counted.entries == found.entries && counted.bytes == found.bytes, "seed \(seed), step \(step)")
                try #require(liveSlots.isSuperset(of: counted.sample), "seed \(seed), step \(step)")
                if mode == .soft {
                    softKills.append((harness.sequence, selected))
                }
            case growth + 7, growth + 8: harness.sweep(steps: Int.random(in: 1...3, using: &generator))
            case growth + 9:
                guard let kill = softKills.indices.randomElement(using: &generator).map({ softKills.remove(at: $0) }) else {
                    break
                }
                harness.undo(kill.sequence, kill.tags) { harness in
                    harness.sweep(steps: 1)
                    harness.insert([Self.tags[0]], weight: 1, isLive: true)
                    harness.model.keys.max().map { harness.remove($0) }
                }
            case growth + 10: slot().map { harness.revive($0, weight: Int.random(in: 1...1000, using: &generator)) }
            default: slot().map { harness.read($0) }
            }
            try #require(harness.differences(at: slot()) == [], "seed \(seed), step \(step)")
        }
        harness.sweep(steps: .max)
        #expect(harness.table.isSettled)
        for slot in harness.marks.keys {
            try #require(harness.differences(at: slot) == [], "seed \(seed), swept")
            harness.remove(slot)
        }
        #expect(harness.table.count == 0)
        #expect(harness.table.blockBytes == 0)
    }

    @Test func `several large tags are counted together as an upper bound`() {
        var harness = TagHarness()
        for _ in 0..<200 {
            harness.insert(["a", "b"], weight: 10, isLive: true)
        }
        let found = harness.count(["a", "b"], looks: 64)
        #expect(found.entries == 400)
        #expect(!found.isExact)
        #expect(found.sample.count == 1)
        let single = harness.count(["a", "a", "absent"])
        #expect(single.entries == 200)
        #expect(single.isExact)
    }

    @Test func `a sweep hands out no more than a slice at a time`() {
        var harness = TagHarness()
        for _ in 0..<150 {
            harness.insert(["a"], weight: 1, isLive: true)
        }
        _ = harness.kill(["a"], .revalidate)
        var slices: [Int] = []
        while case .settled(let settlement) = harness.table.sweep() {
            slices.append(settlement.slots.count)
        }
        #expect(slices == [Int](repeating: 12, count: 12) + [6])
        #expect(harness.table.isSettled)
    }

    @Test func `names are offered for hints until their last entry goes`() {
        var harness = TagHarness()
        harness.insert(["course", "subject"], weight: 1, isLive: true)
        #expect(Set(harness.table.someNames(limit: 10)) == ["course", "subject"])
        harness.marks.keys.first.map { harness.remove($0) }
        #expect(harness.table.someNames(limit: 10) == [])
        #expect(harness.table.tag(named: "course") == nil)
    }
}
