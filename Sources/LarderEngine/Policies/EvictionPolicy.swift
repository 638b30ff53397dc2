/// What a policy keeps beside each entry.
struct PolicyLinks {
    var previous: Slot
    var next: Slot
    /// Bytes, or 1 where entries are counted. Set before `admit`, unchanged until the entry leaves.
    var weight: UInt32
    /// Of the key; set before `admit`. Ghosts and sketches know keys by it alone.
    var hash: UInt32
    /// Which of its queues holds the entry; what the numbers mean is the policy's own affair.
    var queue: UInt8
    var frequency: UInt8

    init(weight: UInt32, hash: UInt32) {
        self.previous = .none
        self.next = .none
        self.weight = weight
        self.hash = hash
        self.queue = 0
        self.frequency = 0
    }
}

/// Decides which entry leaves when room is needed.
///
/// A policy knows neither keys nor values nor clocks nor locks: it is told what comes, is used and goes, and names a victim
/// when asked. Its chains run through the entries' own `PolicyLinks`.
protocol EvictionPolicy: Sendable {
    /// - Parameter capacity: What the entries may weigh together, in the unit of `PolicyLinks.weight`.
    init(capacity: Int)

    /// Follows a resize. Entries stay until `evict` is asked.
    mutating func resize(to capacity: Int)

    /// An entry came. Whoever admits has asked `evict` until there is room.
    ///
    /// - Complexity: O(1) amortised.
    mutating func admit(_ slot: Slot, _ entries: Linked<PolicyLinks>)

    /// An entry was read.
    ///
    /// - Complexity: O(1); the hot path.
    mutating func use(_ slot: Slot, _ entries: Linked<PolicyLinks>)

    /// An entry leaves for a reason of its own.
    mutating func remove(_ slot: Slot, _ entries: Linked<PolicyLinks>)

    /// Chooses a victim and lets go of it; nil where it holds nothing.
    mutating func evict(_ entries: Linked<PolicyLinks>) -> Slot?

    /// Where a use does nothing but raise `PolicyLinks.frequency` by one up to a ceiling, the ceiling: then whoever reads may do
    /// that himself. Nil where it does more.
    var useCeiling: UInt8? { get }

    /// Bytes beside the entries' links: ghosts and sketches.
    var overheadBytes: Int { get }

    /// Recounts everything from scratch; empty where all agrees.
    func invariantViolations(_ entries: Linked<PolicyLinks>) -> [String]
}
