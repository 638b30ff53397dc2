/// Evicts what was used least recently.
struct LRU: EvictionPolicy {
    private var queue = PolicyQueue(mark: 0)

    init(capacity: Int) {}

    mutating func resize(to capacity: Int) {}

    mutating func admit(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.queue.append(slot, entries)
    }

    var useCeiling: UInt8? { nil }

    mutating func use(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.queue.moveToNewest(slot, entries)
    }

    mutating func remove(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.queue.remove(slot, entries)
    }

    mutating func evict(_ entries: Linked<PolicyLinks>) -> Slot? {
        self.queue.removeOldest(entries)
    }

    var overheadBytes: Int { 0 }

    func invariantViolations(_ entries: Linked<PolicyLinks>) -> [String] {
        self.queue.violations("queue", entries)
    }
}
