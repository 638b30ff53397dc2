/// A shard without keys and values: which entries are there, and what they weigh.
struct ReplayedShard<Policy: EvictionPolicy> {
    let capacity: Int
    var policy: Policy
    private(set) var weight = 0

    init(capacity: Int, policy: Policy) {
        self.capacity = capacity
        self.policy = policy
    }

    /// True for a hit. A miss puts the entry, where it is not heavier than the shard.
    mutating func get(_ key: Slot, weight: Int, _ entries: ReplayedEntries) -> Bool {
        if entries.isResident(key) {
            self.policy.use(key, entries.links)
            return true
        }
        guard weight <= self.capacity else { return false }
        while self.weight + weight > self.capacity, let victim = self.policy.evict(entries.links) {
            self.weight -= Int(entries.links[victim].weight)
            entries.leave(victim)
        }
        entries.links[key].weight = UInt32(weight)
        self.policy.admit(key, entries.links)
        self.weight += weight
        entries.enter(key)
        return false
    }
}
