/// A soft invalidation that an entry bears.
struct SoftMark: Hashable {
    var sequence: UInt64
    var at: CacheInstant
    /// Until then it lets the entry be served stale; afterwards it has to be revalidated.
    var servableUntil: CacheInstant
    /// Whether it stands for several, which together can not be undone any more.
    var isJoint = false
}

/// What only some entries have: a head, tags, a stale window, a cost, marks. Read and changed under the shard's lock.
final class EntryExtras {
    let head: (any EntryHead)?
    var lifetime: EntryLifetime
    let cost: LoadCost
    var memberships: [TagMembership] = []

    /// In the order of the invalidations.
    private(set) var softMarks: [SoftMark] = []
    /// The first invalidation after which it must not be served unasked.
    var outdatedBy: UInt64?
    /// The number of all invalidations that happened before the entry was restored: they had theirs in another process.
    static let earlierProcess: UInt64 = 0

    /// Made when the first reader wants a buffer, shared by all; let go with the entry.
    var view: EntryView?

    init(head: (any EntryHead)?, lifetime: EntryLifetime, cost: LoadCost) {
        self.head = head
        self.lifetime = lifetime
        self.cost = cost
    }

    /// Whether it came another way, or landed with it, already.
    func bears(_ mark: Kills.Soft) -> Bool {
        guard let place = self.softMarks.firstIndex(where: { $0.sequence == mark.sequence }) else { return false }
        self.softMarks[place].isJoint = self.softMarks[place].isJoint || mark.isJoint
        return true
    }

    /// Where there are many, the two oldest become one that allows what the first did.
    func add(_ mark: SoftMark) {
        self.softMarks.insert(mark, at: self.softMarks.firstIndex { $0.sequence > mark.sequence } ?? self.softMarks.endIndex)
        guard self.softMarks.count > Kills.maximumSoft else { return }
        self.softMarks[1].at = self.softMarks[0].at
        self.softMarks[1].servableUntil = self.softMarks[0].servableUntil
        self.softMarks[1].isJoint = true
        self.softMarks.removeFirst()
    }

    func removeMarks(laterThan sequence: UInt64) {
        self.softMarks.removeAll { $0.sequence > sequence }
    }

    /// Takes an undone one off; false where it is not here, or one of several that became one.
    func removeMark(_ sequence: UInt64) -> Bool {
        guard let place = self.softMarks.firstIndex(where: { $0.sequence == sequence && !$0.isJoint }) else { return false }
        self.softMarks.remove(at: place)
        return true
    }

    /// Of the marks.
    var markBytes: Int {
        heapBytes(of: self.softMarks.capacity == 0 ? 0 : 32 + self.softMarks.capacity * MemoryLayout<SoftMark>.stride)
    }

    /// Bytes of the object, of the buffer that a reader makes it hold, and of the list of memberships.
    static func overhead(tags: Int) -> Int {
        224 + EntryView.overhead + (tags == 0 ? 0 : 40 + tags * MemoryLayout<TagMembership>.stride)
    }
}
