@testable import LarderEngine

/// Entries for a policy alone, and who of them is there.
final class PolicyBench {
    let links: Linked<PolicyLinks>
    private(set) var resident: Set<Slot> = []
    private(set) var weight = 0
    var capacity: Int
    private let entries: ReplayedEntries

    init(keys: Int, capacity: Int) {
        self.entries = ReplayedEntries(ContiguousArray((0..<keys).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }))
        self.links = self.entries.links
        self.capacity = capacity
    }

    /// What an engine does at a miss.
    ///
    /// - Returns: Who had to go.
    @discardableResult
    func put(_ key: Slot, weight: Int = 1, _ policy: inout some EvictionPolicy) -> [Slot] {
        let evicted = self.makeRoom(weight, &policy)
        self.links[key].weight = UInt32(weight)
        policy.admit(key, self.links)
        self.resident.insert(key)
        self.weight += weight
        return evicted
    }

    func makeRoom(_ weight: Int, _ policy: inout some EvictionPolicy) -> [Slot] {
        var evicted: [Slot] = []
        while self.weight + weight > self.capacity, let victim = policy.evict(self.links) {
            evicted.append(victim)
            self.forget(victim)
        }
        return evicted
    }

    func remove(_ key: Slot, _ policy: inout some EvictionPolicy) {
        policy.remove(key, self.links)
        self.forget(key)
    }

    private func forget(_ key: Slot) {
        self.resident.remove(key)
        self.weight -= Int(self.links[key].weight)
    }
}
