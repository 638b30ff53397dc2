/// First in, first out: what every other policy is compared with.
struct FIFO: EvictionPolicy {
    private var queue = PolicyQueue(mark: 0)

    init(capacity: Int) {}

    mutating func resize(to capacity: Int) {}

    mutating func admit(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.queue.append(slot, entries)
    }

    var useCeiling: UInt8? { 0 }

    mutating func use(_ slot: Slot, _ entries: Linked<PolicyLinks>) {}

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
