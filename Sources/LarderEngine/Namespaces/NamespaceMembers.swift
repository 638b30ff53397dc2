/// What the namespace tree needs to know of entries; the slab answers.
protocol NamespaceMembers {
    /// The whole key, with its variant. Valid while the entry stays.
    func key(of slot: Slot) -> UnsafeRawBufferPointer
    func weight(of slot: Slot) -> Int
    func hits(of slot: Slot) -> UInt64
    /// Whether the node's totals count it, unless a kill waits there.
    func isLive(_ slot: Slot) -> Bool
    /// The number of the invalidation up to which the entry is known to be good.
    func goodAsOf(_ slot: Slot) -> UInt64
    /// The node that holds it.
    subscript(node slot: Slot) -> UInt32 { get nonmutating set }
    /// Its place among the node's members.
    subscript(position slot: Slot) -> UInt16 { get nonmutating set }
}
