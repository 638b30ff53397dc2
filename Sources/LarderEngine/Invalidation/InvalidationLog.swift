import DequeModule

/// The latest invalidations in order, for loads that began before them and land after them.
///
/// A tag is known only when a load lands, so the loads cannot be told when the invalidation happens; they look back.
struct InvalidationLog {
    struct Record {
        var kill: Kill
        var selection: Selection
    }

    /// What happened to a key since its load began.
    enum Verdict {
        case untouched
        /// Only softly: may be kept, as stale as these make it.
        case soft([Kills.Soft])
        /// Must not be kept. Whoever began to wait at or after `since` must not get it either.
        case outdated(since: UInt64)
    }

    /// The number of the last invalidation.
    private(set) var sequence: UInt64 = 0
    /// The one that does not lie on all shards yet. What began after it must not land before it does.
    private(set) var unfinished: UInt64?
    private var records: Deque<Record> = []
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func begin(_ selection: Selection, mode: InvalidationMode, at: CacheInstant) -> Kill {
        self.sequence += 1
        if self.records.count == self.capacity {
            self.records.removeFirst()
        }
        let kill = Kill(sequence: self.sequence, mode: mode, at: at)
        self.records.append(Record(kill: kill, selection: selection))
        self.unfinished = self.sequence
        return kill
    }

    mutating func finish() {
        self.unfinished = nil
    }

    /// Takes an undone invalidation out, so that loads in flight land as if it had never been.
    mutating func retract(_ sequence: UInt64) {
        guard let first = self.records.first?.kill.sequence, sequence >= first else { return }
        // The place stays, so that numbers and places keep agreeing.
        self.records[Int(sequence - first)].selection = .keys([])
    }

    /// - Complexity: O(invalidations since the load began), O(1) where there were none.
    func verdict(since began: UInt64, on key: CacheKey, tags: some Sequence<String>) -> Verdict {
        guard began < self.sequence else { return .untouched }
        let first = self.records.first?.kill.sequence ?? self.sequence + 1
        guard first <= began + 1 else { return .outdated(since: began + 1) }
        var soft: [Kills.Soft] = []
        for record in self.records[Int(began + 1 - first)...] where record.selection.matches(key, tags: tags) {
            guard record.kill.mode == .soft else { return .outdated(since: record.kill.sequence) }
            soft.append(Kills.Soft(sequence: record.kill.sequence, at: record.kill.at))
        }
        return soft.isEmpty ? .untouched : .soft(soft)
    }
}
