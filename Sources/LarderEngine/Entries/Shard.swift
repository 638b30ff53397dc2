import HeapModule

/// A part of the key space with all that belongs to it. Knows neither threads nor clocks nor the budget.
///
/// Entries sit in slots. An index leads from a resource to its first variant, the variants of a resource are chained, all
/// entries are chained in order of use, each tag knows its slots, and a heap knows which entry dies next.
struct Shard {
    typealias Slot = Int32

    /// More variants of one resource than this push the longest unchanged one out: what varies them is the client's choice.
    static let maximumVariants = 64

    struct Deadline: Comparable {
        var at: CacheInstant
        var slot: Slot
        var stamp: UInt64

        static func < (lhs: Deadline, rhs: Deadline) -> Bool {
            lhs.at < rhs.at
        }
    }

    struct RouteTotal: Hashable {
        var entries = 0
        var bytes = 0
    }

    /// An entry that left. Whoever gets it gives its room back and lets the value go, outside the lock.
    struct Departure {
        let entry: Entry
        let reason: EvictionReason
        /// The number of the invalidation that made it leave.
        let invalidation: UInt64?
        let at: CacheInstant
    }

    private(set) var slots: [Entry?] = []
    private(set) var free: [Slot] = []
    private(set) var index: [String: Slot] = [:]
    private(set) var tagged: [String: Set<Slot>] = [:]
    private(set) var deadlines = Heap<Deadline>()
    private(set) var oldest: Slot?
    private(set) var newest: Slot?
    private(set) var count = 0
    private(set) var routes: [String: RouteTotal] = [:]
    private var nextStamp: UInt64 = 0
    var flights: [CacheKey: Flight] = [:]
    var hotKeys: HotKeySketch

    init(now: CacheInstant) {
        self.hotKeys = HotKeySketch(now: now)
    }

    // MARK: Finding

    subscript(slot: Slot) -> Entry? {
        self.slots[Int(slot)]
    }

    func find(_ key: CacheKey) -> Slot? {
        var next = self.index[key.resource]
        while let slot = next {
            guard self.slots[Int(slot)]!.key.variant != key.variant else { return slot }
            next = self.slots[Int(slot)]!.nextVariant
        }
        return nil
    }

    func variants(of resource: String) -> [Slot] {
        var found: [Slot] = []
        var next = self.index[resource]
        while let slot = next {
            found.append(slot)
            next = self.slots[Int(slot)]!.nextVariant
        }
        return found
    }

    /// Slots that may match the selection, beginning at `position`, which moves on; nil when there are no more.
    ///
    /// Keys and tags lead straight to their entries; other selections look at a bounded number of slots at a time.
    func candidates(for selection: Selection, from position: inout Int?) -> [Slot] {
        guard let start = position else { return [] }
        switch selection {
        case .key(let text):
            position = nil
            return self.variants(of: CacheKey(text: text).resource)
        case .keys(let texts):
            position = nil
            return Array(Set(texts.flatMap { self.variants(of: CacheKey(text: $0).resource) }))
        case .tags(let tags):
            position = nil
            return Array(tags.reduce(into: Set<Slot>()) { $0.formUnion(self.tagged[$1] ?? []) })
        case .prefix, .pattern, .route, .all:
            return self.slice(from: start, next: &position)
        }
    }

    private func slice(from start: Int, next: inout Int?) -> [Slot] {
        let end = min(start + 256, self.slots.count)
        next = end < self.slots.count ? end : nil
        return (start..<max(start, end)).filter { self.slots[$0] != nil }.map(Slot.init)
    }

    /// Entries from `position` on, in bounded slices; `position` is nil at the end.
    func entries(from position: inout Int?) -> [Entry] {
        guard let start = position else { return [] }
        return self.slice(from: start, next: &position).map { self.slots[Int($0)]! }
    }

    // MARK: Using

    mutating func hit(_ slot: Slot, at now: CacheInstant) {
        self.slots[Int(slot)]!.hit(at: now)
        guard self.newest != slot else { return }
        self.unlink(slot)
        self.linkNewest(slot)
    }

    // MARK: Coming and going

    mutating func stamp() -> UInt64 {
        self.nextStamp += 1
        return self.nextStamp
    }

    /// Puts an entry in the place of the one with its key.
    mutating func insert(_ entry: Entry, at now: CacheInstant) -> [Departure] {
        var departures: [Departure] = []
        if let old = self.find(entry.key) {
            departures.append(self.replace(old, at: now))
        }
        let variants = self.variants(of: entry.key.resource)
        if variants.count >= Self.maximumVariants, let longest = variants.last {
            departures.append(self.remove(longest, because: .capacity, at: now))
        }
        let slot = self.free.popLast() ?? Slot(self.slots.count)
        if Int(slot) == self.slots.count {
            self.slots.append(nil)
        }
        self.slots[Int(slot)] = entry
        self.slots[Int(slot)]!.nextVariant = self.index.updateValue(slot, forKey: entry.key.resource)
        for tag in entry.tags {
            self.tagged[tag, default: []].insert(slot)
        }
        if let route = entry.key.route {
            self.routes[String(route), default: RouteTotal()].entries += 1
            self.routes[String(route)]!.bytes += entry.footprint.total
        }
        self.linkNewest(slot)
        self.schedule(slot)
        self.count += 1
        return departures
    }

    private mutating func replace(_ slot: Slot, at now: CacheInstant) -> Departure {
        let entry = self.slots[Int(slot)]!
        switch entry.state(at: now) {
        case .revalidate:
            let cause = entry.outdatedBy ?? entry.softMarks.last?.sequence
            return self.remove(slot, because: .invalidated, invalidation: cause, at: now)
        case .absent:
            return self.remove(slot, because: .expired, at: now)
        case .fresh, .stale:
            return self.remove(slot, because: .replaced, at: now)
        }
    }

    mutating func remove(
        _ slot: Slot, because reason: EvictionReason, invalidation: UInt64? = nil, at now: CacheInstant
    ) -> Departure {
        self.unlink(slot)
        let entry = self.slots[Int(slot)]!
        self.unchainVariant(slot, of: entry.key.resource)
        for tag in Set(entry.tags) {
            self.tagged[tag]!.remove(slot)
            if self.tagged[tag]!.isEmpty {
                self.tagged[tag] = nil
            }
        }
        if let route = entry.key.route.map(String.init) {
            self.routes[route]!.entries -= 1
            self.routes[route]!.bytes -= entry.footprint.total
            if self.routes[route]!.entries == 0 {
                self.routes[route] = nil
            }
        }
        self.slots[Int(slot)] = nil
        self.free.append(slot)
        self.count -= 1
        return Departure(entry: entry, reason: reason, invalidation: invalidation, at: now)
    }

    /// Makes the least recently used entry leave.
    mutating func evictOldest(at now: CacheInstant) -> Departure? {
        guard let slot = self.oldest else { return nil }
        let entry = self.slots[Int(slot)]!
        switch entry.state(at: now) {
        case .absent:
            return self.remove(slot, because: .expired, at: now)
        case .revalidate:
            return self.remove(
                slot, because: .invalidated, invalidation: entry.outdatedBy ?? entry.softMarks.last?.sequence, at: now)
        case .fresh, .stale:
            return self.remove(slot, because: .capacity, at: now)
        }
    }

    /// Removes up to `limit` entries whose time is over.
    mutating func reap(at now: CacheInstant, limit: Int) -> [Departure] {
        var departures: [Departure] = []
        while departures.count < limit, let next = self.deadlines.min, next.at <= now {
            self.deadlines.removeMin()
            guard let entry = self.slots[Int(next.slot)], entry.stamp == next.stamp else { continue }
            if entry.state(at: now) == .absent {
                departures.append(self.remove(next.slot, because: .expired, at: now))
            } else {
                // A soft invalidation has prolonged it.
                self.schedule(next.slot)
            }
        }
        return departures
    }

    // MARK: Invalidating

    /// - Returns: Whether the entry counts as hit by it, and what left.
    mutating func invalidate(
        _ slot: Slot, mode: InvalidationMode, sequence: UInt64, window: Duration, at now: CacheInstant
    ) -> (counts: Bool, departure: Departure?) {
        let entry = self.slots[Int(slot)]!
        // Its load began after the invalidation: it is already new.
        guard entry.loadBeganAt < sequence else { return (false, nil) }
        let isLive = entry.isLive(at: now)
        switch mode {
        case .hard:
            return (isLive, self.remove(slot, because: .invalidated, invalidation: sequence, at: now))
        case .revalidate:
            self.slots[Int(slot)]!.outdate(by: sequence)
            self.demote(slot)
        case .soft:
            guard isLive else { break }
            self.slots[Int(slot)]!.markStale(by: sequence, at: now, window: window)
        }
        return (isLive, nil)
    }

    /// Takes a soft invalidation back. Returns whether the entry is served again as it was.
    mutating func unmark(_ slot: Slot, sequence: UInt64, at now: CacheInstant) -> Bool {
        guard self.slots[Int(slot)]!.unmark(sequence) else { return false }
        self.schedule(slot)
        return self.slots[Int(slot)]!.isLive(at: now)
    }

    /// Bears the soft invalidations that happened while its load ran.
    mutating func markLanded(_ key: CacheKey, with records: [InvalidationLog.Record], window: Duration) {
        guard let slot = self.find(key) else { return }
        for record in records {
            self.slots[Int(slot)]!.markStale(by: record.sequence, at: record.at, window: window)
        }
    }

    // MARK: Chains

    private mutating func linkNewest(_ slot: Slot) {
        self.slots[Int(slot)]!.older = self.newest
        self.slots[Int(slot)]!.newer = nil
        if let newest {
            self.slots[Int(newest)]!.newer = slot
        } else {
            self.oldest = slot
        }
        self.newest = slot
    }

    /// What must not be served unasked is the first to make room.
    private mutating func demote(_ slot: Slot) {
        guard self.oldest != slot else { return }
        self.unlink(slot)
        self.slots[Int(slot)]!.newer = self.oldest
        self.slots[Int(slot)]!.older = nil
        if let oldest {
            self.slots[Int(oldest)]!.older = slot
        } else {
            self.newest = slot
        }
        self.oldest = slot
    }

    private mutating func unlink(_ slot: Slot) {
        let older = self.slots[Int(slot)]!.older
        let newer = self.slots[Int(slot)]!.newer
        if let older {
            self.slots[Int(older)]!.newer = newer
        } else {
            self.oldest = newer
        }
        if let newer {
            self.slots[Int(newer)]!.older = older
        } else {
            self.newest = older
        }
    }

    private mutating func unchainVariant(_ slot: Slot, of resource: String) {
        let next = self.slots[Int(slot)]!.nextVariant
        guard self.index[resource] != slot else {
            self.index[resource] = next
            return
        }
        let previous = self.variants(of: resource).first { self.slots[Int($0)]!.nextVariant == slot }!
        self.slots[Int(previous)]!.nextVariant = next
    }

    private mutating func schedule(_ slot: Slot) {
        let entry = self.slots[Int(slot)]!
        guard entry.deadline != .distantFuture else { return }
        self.deadlines.insert(Deadline(at: entry.deadline, slot: slot, stamp: entry.stamp))
        // Deadlines of entries that left early stay until their time; replaced often enough they would outnumber the entries.
        guard self.deadlines.count > 2 * self.count + 64 else { return }
        self.deadlines = Heap(
            self.deadlines.unordered.filter { self.slots[Int($0.slot)]?.stamp == $0.stamp })
    }
}
