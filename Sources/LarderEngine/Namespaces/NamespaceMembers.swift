/// Where an entry hangs in the namespace tree.
struct NamespacePlace: Hashable, Sendable {
    /// The node that holds it.
    var node: UInt32
    /// Its place among the node's members.
    var position: UInt16
}

/// What the namespace tree needs to know of entries; the slab answers.
protocol NamespaceMembers {
    /// The whole key, with its variant. Valid while the entry stays.
    func key(of slot: Slot) -> UnsafeRawBufferPointer
    func weight(of slot: Slot) -> Int
    /// Whether the node's totals count it.
    func isLive(_ slot: Slot) -> Bool
    subscript(place slot: Slot) -> NamespacePlace { get nonmutating set }
}
