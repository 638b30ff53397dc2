/// An entry's place among those that bear a tag.
struct TagMembership: Hashable, Sendable {
    var tag: UInt32
    var position: UInt32
}

/// What the tag table needs to know of entries; the shard answers.
protocol TagMembers {
    func weight(of slot: Slot) -> Int
    func isLive(_ slot: Slot) -> Bool
    /// The number of the invalidation up to which the entry is known to be good.
    func goodAsOf(_ slot: Slot) -> UInt64
    func membershipCount(of slot: Slot) -> Int
    subscript(membership index: Int, of slot: Slot) -> TagMembership { get nonmutating set }
}
