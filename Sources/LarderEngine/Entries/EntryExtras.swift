import NIOCore

/// A soft invalidation that an entry bears.
struct SoftMark: Hashable {
    var sequence: UInt64
    var at: CacheInstant
    /// Until then it lets the entry be served stale; afterwards it has to be revalidated.
    var servableUntil: CacheInstant
}

/// What only some entries have: a head, tags, a stale window, a cost, marks. Read and changed under the shard's lock.
final class EntryExtras {
    let head: (any EntryHead)?
    var lifetime: EntryLifetime
    let cost: LoadCost
    var memberships: [TagMembership] = []

    /// In the order of the invalidations.
    var softMarks: [SoftMark] = []
    /// The first invalidation after which it must not be served unasked.
    var outdatedBy: UInt64?
    /// The number of all invalidations that happened before the entry was restored: they had theirs in another process.
    static let earlierProcess: UInt64 = 0

    /// Made when the first reader wants a buffer, shared by all; let go with the entry.
    var view: ByteBuffer?

    init(head: (any EntryHead)?, lifetime: EntryLifetime, cost: LoadCost) {
        self.head = head
        self.lifetime = lifetime
        self.cost = cost
    }

    /// Bytes of the object, of the buffer that a reader makes it hold, and of the list of memberships.
    static func overhead(tags: Int) -> Int {
        240 + EntryBytes.viewOverhead + (tags == 0 ? 0 : 40 + tags * MemoryLayout<TagMembership>.stride)
    }
}
