/// A doubly linked queue of entries that runs through their own `PolicyLinks`, oldest first.
///
/// - Complexity: O(1) for all but `violations`; never allocates.
struct PolicyQueue: Sendable {
    /// What its entries bear in `PolicyLinks.queue`; different for each queue of a policy.
    let mark: UInt8
    private(set) var oldest: Slot = .none
    private(set) var newest: Slot = .none
    private(set) var count = 0
    private(set) var weight = 0

    init(mark: UInt8) {
        self.mark = mark
    }

    var isEmpty: Bool { self.count == 0 }

    func contains(_ slot: Slot, _ entries: Linked<PolicyLinks>) -> Bool {
        entries[slot].queue == self.mark
    }

    /// Makes `slot`, which is in no queue, the newest.
    mutating func append(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.weight += Int(entries[slot].weight)
        self.count += 1
        self.attach(slot, entries)
    }

    mutating func remove(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.weight -= Int(entries[slot].weight)
        self.count -= 1
        self.detach(slot, entries)
    }

    mutating func removeOldest(_ entries: Linked<PolicyLinks>) -> Slot? {
        guard self.oldest != .none else { return nil }
        let slot = self.oldest
        self.remove(slot, entries)
        return slot
    }

    mutating func moveToNewest(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        guard slot != self.newest else { return }
        self.detach(slot, entries)
        self.attach(slot, entries)
    }

    private mutating func attach(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        entries[slot].queue = self.mark
        entries[slot].previous = self.newest
        entries[slot].next = .none
        if self.newest == .none {
            self.oldest = slot
        } else {
            entries[self.newest].next = slot
        }
        self.newest = slot
    }

    private mutating func detach(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        let (previous, next) = (entries[slot].previous, entries[slot].next)
        if previous == .none {
            self.oldest = next
        } else {
            entries[previous].next = next
        }
        if next == .none {
            self.newest = previous
        } else {
            entries[next].previous = previous
        }
    }

    /// Walks it from end to end.
    ///
    /// - Complexity: O(n).
    func violations(_ name: String, _ entries: Linked<PolicyLinks>) -> [String] {
        var violations: [String] = []
        var (count, weight) = (0, 0)
        var previous = Slot.none
        var slot = self.oldest
        while slot != .none, count <= self.count {
            let links = entries[slot]
            if links.queue != self.mark { violations.append("\(name): entry \(slot) is marked as in queue \(links.queue)") }
            if links.previous != previous {
                violations.append("\(name): entry \(slot) follows \(links.previous), not \(previous)")
            }
            count += 1
            weight += Int(links.weight)
            previous = slot
            slot = links.next
        }
        if count != self.count { violations.append("\(name): counts \(self.count), holds \(count)") }
        if weight != self.weight { violations.append("\(name): weighs \(self.weight), holds \(weight)") }
        if previous != self.newest { violations.append("\(name): ends in \(previous), not \(self.newest)") }
        return violations
    }
}
