/// The tags of one shard's entries: live counts of each, and invalidations that lie on tags until they are brought to the
/// entries.
///
/// An entry knows its places in its tags' member lists (`TagMembership`). A kill lies on the tag while a sweep brings it to the
/// members, from the last to the first; entries that come meanwhile are newer than it and go behind. A hard or revalidate kill
/// takes the tag's totals away at once: from then on a member counts only if it is good as of that kill. So there is nothing
/// to settle before an entry comes or goes, but its as-of number may change only after its kills were applied.
struct TagTable {
    var tags = NodeSlab<TagNode>()
    var unsettled = UnsettledKills()
    private(set) var blockBytes = 0
    private var names = TagNames()

    /// Frees the names.
    func destroy() {
        self.names.destroy()
    }

    /// Whether every kill has been brought to its entries.
    var isSettled: Bool {
        self.unsettled.isEmpty
    }

    /// The highest number of a kill that ever waited here.
    var newestKill: UInt64 {
        self.unsettled.newest
    }

    var count: Int {
        self.tags.count
    }

    /// Tags, their names, member lists and waiting kills.
    var overheadBytes: Int {
        self.tags.overheadBytes + self.blockBytes + self.unsettled.overheadBytes + self.names.overheadBytes
    }

    /// An entry that is good as of all invalidations comes to bear a tag that it does not bear yet.
    ///
    /// - Returns: What the entry is to remember.
    mutating func insert(_ slot: Slot, named name: String, in members: some TagMembers) -> TagMembership {
        let tag = name.withBytes { self.findOrAdd($0) }
        let position = self.change(tag) { $0.append(slot) }
        if members.isLive(slot) {
            self.tags[tag].entries += 1
            self.tags[tag].bytes += members.weight(of: slot)
        }
        return TagMembership(tag: tag, position: position)
    }

    /// An entry goes; its memberships are void afterwards.
    mutating func remove(_ slot: Slot, in members: some TagMembers) {
        self.noteDeath(of: slot, in: members)
        for index in 0..<members.membershipCount(of: slot) {
            let membership = members[membership: index, of: slot]
            if let moved = self.change(membership.tag, { $0.removeMember(at: membership.position) }) {
                for other in 0..<members.membershipCount(of: moved)
                where members[membership: other, of: moved].tag == membership.tag {
                    members[membership: other, of: moved].position = membership.position
                }
            }
            if self.tags[membership.tag].count == 0 {
                self.free(membership.tag)
            }
        }
    }

    /// A live entry that stays is counted no longer: called while it is live, before its as-of number or weight changes.
    mutating func noteDeath(of slot: Slot, in members: some TagMembers) {
        guard members.isLive(slot) else { return }
        for index in 0..<members.membershipCount(of: slot) {
            let tag = members[membership: index, of: slot].tag
            guard members.goodAsOf(slot) >= self.tags[tag].deadlySince else { continue }
            self.tags[tag].entries -= 1
            self.tags[tag].bytes -= members.weight(of: slot)
        }
    }

    /// An entry is live again, and counted from now on where it is good as of the last hard and revalidate kill.
    mutating func noteLife(of slot: Slot, in members: some TagMembers) {
        for index in 0..<members.membershipCount(of: slot) {
            let tag = members[membership: index, of: slot].tag
            guard members.goodAsOf(slot) >= self.tags[tag].deadlySince else { continue }
            self.tags[tag].entries += 1
            self.tags[tag].bytes += members.weight(of: slot)
        }
    }

    /// The tag of that name; nil where no entry bears it.
    func tag(named name: String) -> UInt32? {
        self.tag(TagName(name))
    }

    /// Those of these names that some entry bears, each once.
    func tags(named names: [TagName]) -> [UInt32] {
        var tags: [UInt32] = []
        for name in names {
            if let tag = self.tag(name), !tags.contains(tag) {
                tags.append(tag)
            }
        }
        return tags
    }

    private func tag(_ name: TagName) -> UInt32? {
        name.text.withBytes { self.find($0, hash: name.hash) }
    }

    func name(of tag: UInt32) -> String {
        String(decoding: self.tags[tag].name, as: UTF8.self)
    }

    /// Some names, for hints.
    func someNames(limit: Int) -> [String] {
        self.names.some(limit).map(self.name)
    }

    mutating func change<Result>(_ tag: UInt32, _ body: (inout TagNode) -> Result) -> Result {
        self.blockBytes -= self.tags[tag].blockBytes
        let result = body(&self.tags[tag])
        self.blockBytes += self.tags[tag].blockBytes
        return result
    }
}

// MARK: Names

extension TagTable {
    private mutating func findOrAdd(_ name: UnsafeRawBufferPointer) -> UInt32 {
        let hash = TagName.hash(name)
        if let tag = self.find(name, hash: hash) { return tag }
        let tag = self.tags.insert(TagNode(name: name, hash: hash))
        self.blockBytes += self.tags[tag].blockBytes
        self.names.insert(tag, hash: hash)
        return tag
    }

    private mutating func free(_ tag: UInt32) {
        _ = self.unsettled.take(from: tag, in: self.tags)
        self.names.remove(tag, hash: self.tags[tag].hash)
        self.blockBytes -= self.tags[tag].blockBytes
        self.tags.remove(tag)
    }

    private func find(_ name: UnsafeRawBufferPointer, hash: UInt32) -> UInt32? {
        self.names.find(hash) { self.tags[$0].name.elementsEqual(name) }
    }
}

// The shard's lock guards it; its tags' memory is reached through it alone.
extension TagTable: @unchecked Sendable {}
