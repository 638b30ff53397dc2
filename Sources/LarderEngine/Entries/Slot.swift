/// The place of an entry in its shard: small enough to chain entries by, good until the entry leaves.
typealias Slot = UInt32

extension Slot {
    /// The end of a chain.
    static let none = Slot.max
}
