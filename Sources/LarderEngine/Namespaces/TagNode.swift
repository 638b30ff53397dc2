/// A tag that is borne by at least one entry.
struct TagNode: KillCarrier {
    /// Stands in place of a number where there is no tag.
    static let none = UInt32.max

    private let nameBytes: UnsafeMutableRawPointer
    private let nameLength: UInt32
    let hash: UInt32
    private var members = MemberList()
    /// Of its live members, but for those that wait for a hard or revalidate kill.
    var bytes = 0
    /// The number of the last hard or revalidate kill: a member that is good as of less is not counted.
    var deadlySince: UInt64 = 0
    var entries: UInt32 = 0
    var kills = UnsettledKills.none
    /// Members before it do not know of the kills yet.
    var unswept: UInt32 = 0

    init(name: UnsafeRawBufferPointer, hash: UInt32) {
        self.nameBytes = .allocate(byteCount: max(1, name.count), alignment: 1)
        self.nameLength = UInt32(name.count)
        self.hash = hash
        UnsafeMutableRawBufferPointer(start: self.nameBytes, count: name.count).copyBytes(from: name)
    }

    func deallocate() {
        self.nameBytes.deallocate()
        self.members.deallocate()
    }

    var name: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: self.nameBytes, count: Int(self.nameLength))
    }

    /// Of the blocks behind the record.
    var blockBytes: Int {
        heapBytes(of: max(1, Int(self.nameLength))) + self.members.blockBytes
    }

    var count: UInt32 {
        self.members.count
    }

    @inline(__always)
    func member(at position: Int) -> Slot {
        self.members[UInt32(position)]
    }

    /// Returns the member's position.
    mutating func append(_ slot: Slot) -> UInt32 {
        self.members.append(slot)
    }

    /// Returns the member that took its place.
    mutating func removeMember(at position: UInt32) -> Slot? {
        let moved = self.members.remove(at: position)
        self.unswept = min(self.unswept, self.count)
        return moved
    }
}
