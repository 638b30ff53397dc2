/// S3-FIFO: a small queue that most entries leave at once, a main queue for those that were asked for again, and ghosts that lead
/// straight to the main queue (Yang et al., FIFO queues are all you need for cache eviction, SOSP 2023).
///
/// A use is a counter that stops at three. The small queue's share is one of what is held, not of the capacity, so it is right
/// too where other things take a part of the budget.
struct S3FIFO: EvictionPolicy {
    /// When an entry has earned its place in the main queue.
    enum Promotion: UInt8 {
        case firstReaccess = 1
        /// As in the paper.
        case secondReaccess = 2
    }

    /// A tenth of what is held.
    private static let smallShare = 10
    private static let maximumFrequency: UInt8 = 3
    /// How many entries one eviction may spare. It bounds the time that a shard is held where everything is in use.
    private static let maximumSpared = 512

    private let promotion: Promotion
    private var capacity: Int
    private var small = PolicyQueue(mark: 0)
    private var main = PolicyQueue(mark: 1)
    private var ghosts: Ghosts
    /// Until something is evicted the main queue takes what the small one has no room for.
    private var isFilling = true

    init(capacity: Int) {
        self.init(capacity: capacity, promotion: .firstReaccess)
    }

    init(capacity: Int, promotion: Promotion) {
        self.capacity = capacity
        self.promotion = promotion
        self.ghosts = Ghosts(capacity: capacity)
    }

    mutating func resize(to capacity: Int) {
        self.isFilling = self.isFilling || capacity > self.capacity
        self.capacity = capacity
    }

    mutating func admit(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        entries[slot].frequency = 0
        if self.ghosts.remove(entries[slot].hash) || (self.isFilling && self.small.weight >= self.capacity / Self.smallShare) {
            self.main.append(slot, entries)
        } else {
            self.small.append(slot, entries)
        }
    }

    var useCeiling: UInt8? { Self.maximumFrequency }

    mutating func use(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        let frequency = entries[slot].frequency
        // Most uses of a hot entry write nothing.
        if frequency < Self.maximumFrequency {
            entries[slot].frequency = frequency + 1
        }
    }

    mutating func remove(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        if self.small.contains(slot, entries) {
            self.small.remove(slot, entries)
        } else {
            self.main.remove(slot, entries)
        }
    }

    mutating func evict(_ entries: Linked<PolicyLinks>) -> Slot? {
        self.isFilling = false
        var spared = 0
        let fromSmall = self.small.weight >= (self.small.weight + self.main.weight) / Self.smallShare
        while fromSmall, let slot = self.small.removeOldest(entries) {
            if entries[slot].frequency < self.promotion.rawValue || spared == Self.maximumSpared {
                self.remember(entries[slot])
                return slot
            }
            entries[slot].frequency = 0
            self.main.append(slot, entries)
            spared += 1
        }
        while let slot = self.main.removeOldest(entries) {
            let frequency = entries[slot].frequency
            if frequency == 0 || spared == Self.maximumSpared { return slot }
            entries[slot].frequency = frequency - 1
            self.main.append(slot, entries)
            spared += 1
        }
        return nil
    }

    var overheadBytes: Int { self.ghosts.overheadBytes }

    func invariantViolations(_ entries: Linked<PolicyLinks>) -> [String] {
        self.small.violations("small", entries) + self.main.violations("main", entries)
    }

    /// As many and as heavy as a full main queue.
    private mutating func remember(_ links: PolicyLinks) {
        let mainShare = Self.smallShare - 1
        let held = (
            entries: self.small.count + self.main.count + 1, weight: self.small.weight + self.main.weight + Int(links.weight)
        )
        self.ghosts.insert(
            links, entries: held.entries * mainShare / Self.smallShare, limit: held.weight * mainShare / Self.smallShare)
    }
}
