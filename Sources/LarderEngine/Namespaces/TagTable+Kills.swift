/// What an invalidation of tags hits.
struct TagCount {
    /// Live ones.
    var entries = 0
    var bytes = 0
    /// False where the figures are an upper bound: entries that bear several of the tags are counted several times, or a kill
    /// of another tag has not reached all its entries.
    var isExact = true
    /// A few of them.
    var sample: [Slot] = []
}

extension TagTable {
    /// Members that are looked at one by one: for a sample, and rather than add up several tags.
    private static let lookLimit = 64
    /// Members that one step of a sweep hands out.
    private static let sliceLength: UInt32 = 32

    /// Live entries that bear at least one of the tags, and some of them.
    ///
    /// - Parameter sample: How many of so many entries are wanted.
    /// - Complexity: O(names), and up to 64 members for a sample or where several tags have no more together.
    func count(_ names: [String], sample: (Int) -> Int = { _ in 0 }, in members: some TagMembers) -> TagCount {
        let tags = Set(names.compactMap { self.tag(named: $0) })
        let entries = tags.reduce(0) { $0 + Int(self.tags[$1].entries) }
        let isSmall =
            (tags.count > 1 || sample(entries) >= entries)
            && tags.reduce(0) { $0 + Int(self.tags[$1].count) } <= Self.lookLimit
        guard !isSmall else {
            var found = self.look(at: tags, wanted: Self.lookLimit, in: members)
            found.sample.removeSubrange(min(sample(found.entries), found.entries)...)
            return found
        }
        var found = self.look(at: tags, wanted: sample(entries), in: members)
        found.entries = entries
        found.bytes = tags.reduce(0) { $0 + self.tags[$1].bytes }
        found.isExact = tags.count { self.tags[$0].entries > 0 } <= 1 && !self.mayHaveKilledElsewhere(tags)
        return found
    }

    /// Lays a kill on all entries that bear at least one of the tags.
    mutating func kill(_ names: [String], _ kill: Kill) {
        let kills = Kills(kill)
        for tag in Set(names.compactMap { self.tag(named: $0) }) {
            self.unsettled.add(kills, to: tag, in: self.tags)
            self.tags[tag].unswept = self.tags[tag].count
            if !kills.isSoft {
                self.tags[tag].deadlySince = kill.sequence
                self.tags[tag].entries = 0
                self.tags[tag].bytes = 0
            }
        }
    }

    /// The kills on an entry's tags that it does not know of; nil where there are none.
    ///
    /// - Complexity: O(1) where nothing that new is unsettled; else O(its tags).
    func kills(on slot: Slot, in members: some TagMembers) -> Kills? {
        let sequence = members.goodAsOf(slot)
        guard self.unsettled.newest > sequence, !self.unsettled.isEmpty else { return nil }
        var found = Kills()
        for index in 0..<members.membershipCount(of: slot) {
            let tag = members[membership: index, of: slot].tag
            self.unsettled.collect(from: self.tags[tag].kills, laterThan: sequence, into: &found)
        }
        return found.isEmpty ? nil : self.unsettled.sifted(found)
    }

    /// Brings the kills of one tag to its next 32 members.
    ///
    /// The kills stay on the tag until all members have them, so some may get them twice.
    mutating func sweep() -> SweepStep {
        guard let item = self.unsettled.items.last else { return .idle }
        let end = self.tags[item.node].unswept
        let start = end < Self.sliceLength ? 0 : end - Self.sliceLength
        let slots = (start..<end).map { self.tags[item.node].member(at: Int($0)) }
        self.tags[item.node].unswept = start
        let kills = start == 0 ? self.unsettled.take(from: item.node, in: self.tags) : self.unsettled.sifted(item.kills)
        guard let kills, !slots.isEmpty else { return .pushed }
        return .settled(Settlement(slots: slots, kills: kills))
    }

    /// Takes an undone soft kill back wherever it still waits. What it has reached already is for the shard.
    mutating func retract(_ sequence: UInt64) {
        self.unsettled.retract(sequence, in: self.tags)
    }

    /// Entries that bear the tag, live or not, a slice at a time from the last to the first.
    ///
    /// An entry that stays from the first slice to the last is visited at least once.
    ///
    /// - Parameter end: Where the slice before began; nil for the first.
    /// - Returns: Where to go on; nil at the end.
    func members(named name: String, before end: Int? = nil, limit: Int) -> (slots: [Slot], next: Int?) {
        guard let tag = self.tag(named: name) else { return ([], nil) }
        let end = min(end ?? .max, Int(self.tags[tag].count))
        let start = max(0, end - limit)
        return ((start..<end).map { self.tags[tag].member(at: $0) }, start == 0 ? nil : start)
    }

    /// Whether a hard or revalidate kill waits on a tag that entries counted for another of these may bear too.
    private func mayHaveKilledElsewhere(_ tags: Set<UInt32>) -> Bool {
        // A bounded look: where so much waits, nobody expects an exact figure.
        let only = tags.count == 1 ? tags.first : nil
        return self.unsettled.items.count > 64 || self.unsettled.items.contains { !$0.kills.isSoft && $0.node != only }
    }

    /// Up to `wanted` live members among the first 64, each once, without those that a kill waits for.
    private func look(at tags: Set<UInt32>, wanted: Int, in members: some TagMembers) -> TagCount {
        var found = TagCount()
        var seen: Set<Slot> = []
        var left = Self.lookLimit
        for tag in tags where self.tags[tag].entries > 0 {
            for position in 0..<Int(self.tags[tag].count) {
                guard left > 0, found.entries < wanted else { return found }
                left -= 1
                let slot = self.tags[tag].member(at: position)
                guard members.isLive(slot), tags.count == 1 || seen.insert(slot).inserted,
                    self.kills(on: slot, in: members)?.isSoft ?? true
                else { continue }
                found.entries += 1
                found.bytes += members.weight(of: slot)
                found.sample.append(slot)
            }
        }
        return found
    }
}
