/// W-TinyLFU: an LRU window for what is new, a segmented LRU for the rest, and a frequency sketch that decides who may pass from
/// one to the other (Einziger, Friedman and Manes, TinyLFU, ACM Transactions on Storage 2017). The window's share adapts itself.
///
/// Shares are of what is held, not of the capacity, so they are right too where other things take a part of the budget.
struct WTinyLFU: EvictionPolicy {
    private static let protectedShare = 0.8
    /// A candidate below it that loses by frequency has lost; above it chance may let it pass, so that nobody who collides with
    /// a victim on purpose keeps the victim in for ever.
    private static let frequentEnoughForChance = 6
    /// How many entries one call moves between queues at most.
    private static let maximumMoves = 64

    private var window = PolicyQueue(mark: 0)
    private var probation = PolicyQueue(mark: 1)
    private var protected = PolicyQueue(mark: 2)
    private var sketch = FrequencySketch()
    private var climber = WindowClimber()
    private var chance: UInt32 = 1

    init(capacity: Int) {}

    mutating func resize(to capacity: Int) {}

    mutating func admit(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.window.append(slot, entries)
        self.sketch.ensureCapacity(self.count)
        self.sketch.add(entries[slot].hash, entries: self.count)
        self.climber.miss(entries: self.count)
        self.moveWindowOverflow(entries)
    }

    var useCeiling: UInt8? { nil }

    mutating func use(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.sketch.add(entries[slot].hash, entries: self.count)
        self.climber.hit()
        switch entries[slot].queue {
        case self.window.mark: self.window.moveToNewest(slot, entries)
        case self.protected.mark: self.protected.moveToNewest(slot, entries)
        default: self.protect(slot, entries)
        }
    }

    mutating func remove(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        switch entries[slot].queue {
        case self.window.mark: self.window.remove(slot, entries)
        case self.protected.mark: self.protected.remove(slot, entries)
        default: self.probation.remove(slot, entries)
        }
    }

    mutating func evict(_ entries: Linked<PolicyLinks>) -> Slot? {
        self.moveWindowOverflow(entries)
        guard self.windowIsFull else {
            return self.probation.removeOldest(entries) ?? self.protected.removeOldest(entries)
                ?? self.window.removeOldest(entries)
        }
        let candidate = self.window.oldest
        let victim = self.probation.isEmpty ? self.protected.oldest : self.probation.oldest
        guard victim != .none, self.admits(entries[candidate].hash, over: entries[victim].hash) else {
            return self.window.removeOldest(entries)
        }
        self.window.remove(candidate, entries)
        self.probation.append(candidate, entries)
        self.remove(victim, entries)
        return victim
    }

    var overheadBytes: Int { self.sketch.overheadBytes }

    func invariantViolations(_ entries: Linked<PolicyLinks>) -> [String] {
        self.window.violations("window", entries) + self.probation.violations("probation", entries)
            + self.protected.violations("protected", entries)
    }

    private var count: Int { self.window.count + self.probation.count + self.protected.count }

    private var mainWeight: Int { self.probation.weight + self.protected.weight }

    private var windowLimit: Double { self.climber.share * Double(self.window.weight + self.mainWeight) }

    /// One more entry of the usual weight would be too much.
    private var windowIsFull: Bool {
        !self.window.isEmpty
            && Double(self.window.weight) * (1 + 1 / Double(self.window.count)) > self.windowLimit
    }

    /// The window became too heavy or its share too small.
    private mutating func moveWindowOverflow(_ entries: Linked<PolicyLinks>) {
        var moves = 0
        while self.window.count > 1, moves < Self.maximumMoves, Double(self.window.weight) > self.windowLimit,
            let slot = self.window.removeOldest(entries)
        {
            self.probation.append(slot, entries)
            moves += 1
        }
    }

    private mutating func protect(_ slot: Slot, _ entries: Linked<PolicyLinks>) {
        self.probation.remove(slot, entries)
        self.protected.append(slot, entries)
        let limit = Self.protectedShare * Double(self.mainWeight)
        var moves = 0
        while self.protected.count > 1, moves < Self.maximumMoves, Double(self.protected.weight) > limit,
            let demoted = self.protected.removeOldest(entries)
        {
            self.probation.append(demoted, entries)
            moves += 1
        }
    }

    private mutating func admits(_ candidate: UInt32, over victim: UInt32) -> Bool {
        let frequency = self.sketch.estimate(candidate)
        if frequency > self.sketch.estimate(victim) { return true }
        guard frequency >= Self.frequentEnoughForChance else { return false }
        self.chance = (self.chance ^ candidate) &* 0x9E37_79B1 &+ 1
        return self.chance >> 25 == 0
    }
}
