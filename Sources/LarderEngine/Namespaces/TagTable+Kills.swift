extension TagTable {
    /// Members among which one that is live is looked for, to stand for all.
    private static let tries = 8
    /// Members that one step of a sweep hands out, fewer where they leave: that takes longer.
    private static let sliceLength: UInt32 = 12
    private static let leavingLength: UInt32 = 6

    /// Live entries that bear at least one of the tags, and some of them.
    ///
    /// Where the tags have more members together than may be looked at, those that bear several are counted several times, and
    /// so may be those for which a kill of another tag waits: the figures are an upper bound.
    ///
    /// - Parameter looks: How many members may be looked at.
    /// - Complexity: O(tags + looks).
    func count(_ tags: [UInt32], looks: Int = 0, in members: some TagMembers) -> MemberCount {
        guard tags.reduce(0, { $0 + Int(self.tags[$1].count) }) > looks else { return self.look(at: tags, in: members) }
        var found = MemberCount()
        for tag in tags {
            found.entries += Int(self.tags[tag].entries)
            found.bytes += self.tags[tag].bytes
        }
        found.isExact = tags.count { self.tags[$0].entries > 0 } <= 1 && !self.mayHaveKilledElsewhere(tags)
        if looks > 0, let tag = tags.first(where: { self.tags[$0].entries > 0 }) {
            found.sample =
                (0..<min(Self.tries, Int(self.tags[tag].count))).lazy.map { self.tags[tag].member(at: $0) }
                .first { self.isLive($0, in: members) }.map { [$0] } ?? []
        }
        return found
    }

    /// Lays a kill on all entries that bear at least one of the tags.
    mutating func kill(_ tags: [UInt32], _ kill: Kill) {
        let kills = Kills(kill)
        for tag in tags {
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

    /// Brings the kills of one tag to its next few members.
    ///
    /// The kills stay on the tag until all members have them, so some may get them twice.
    mutating func sweep() -> SweepStep {
        guard let item = self.unsettled.items.last else { return .idle }
        let end = self.tags[item.node].unswept
        let length = item.kills.hard > 0 ? Self.leavingLength : Self.sliceLength
        let start = end < length ? 0 : end - length
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
    private func mayHaveKilledElsewhere(_ tags: [UInt32]) -> Bool {
        // A bounded look: where so much waits, nobody expects an exact figure.
        let only = tags.count == 1 ? tags.first : nil
        return self.unsettled.items.count > 64 || self.unsettled.items.contains { !$0.kills.isSoft && $0.node != only }
    }

    /// The live ones among all members, each once.
    private func look(at tags: [UInt32], in members: some TagMembers) -> MemberCount {
        var found = MemberCount()
        for tag in tags where self.tags[tag].entries > 0 {
            // A pass of its own: the records come from memory all at the same time, not one after the other.
            let live = (0..<Int(self.tags[tag].count)).map { self.tags[tag].member(at: $0) }.filter(members.isLive)
            for slot in live {
                guard self.isSpared(slot, in: members), tags.count == 1 || self.first(of: tags, on: slot, in: members) == tag
                else { continue }
                found.entries += 1
                found.bytes += members.weight(of: slot)
                found.sample.append(slot)
            }
        }
        return found
    }

    /// Whether a member is live and no kill that waits will change that.
    private func isLive(_ slot: Slot, in members: some TagMembers) -> Bool {
        members.isLive(slot) && self.isSpared(slot, in: members)
    }

    /// Whether what is live lives on when all has come to it that waits.
    private func isSpared(_ slot: Slot, in members: some TagMembers) -> Bool {
        self.kills(on: slot, in: members)?.isSoft ?? true
    }

    private func first(of tags: [UInt32], on slot: Slot, in members: some TagMembers) -> UInt32? {
        (0..<members.membershipCount(of: slot)).lazy.map { members[membership: $0, of: slot].tag }.first { tags.contains($0) }
    }
}
