import DequeModule

/// The latest invalidations in order, for loads that began before them and land after them.
///
/// A tag is known only when a load lands, so the loads cannot be told when the invalidation happens; they look back, under a
/// lock, and therefore by way of an index.
struct InvalidationLog {
    struct Record {
        var kill: Kill
        var selection: Selection
        fileprivate var terms: InvalidationIndex.Terms
        fileprivate var isRetracted = false
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
    private var index = InvalidationIndex()
    private let capacity: Int
    private static let mostLooks = 512

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// - Parameter terms: Of the selection.
    mutating func begin(
        _ selection: Selection, _ terms: InvalidationIndex.Terms, mode: InvalidationMode, at: CacheInstant
    ) -> Kill {
        self.sequence += 1
        if self.records.count == self.capacity {
            let oldest = self.records.removeFirst()
            self.index.remove(oldest.terms, oldest.kill.sequence)
        }
        let kill = Kill(sequence: self.sequence, mode: mode, at: at)
        self.records.append(Record(kill: kill, selection: selection, terms: terms))
        self.index.add(terms, self.sequence)
        self.unfinished = self.sequence
        return kill
    }

    mutating func finish() {
        self.unfinished = nil
    }

    /// Takes an undone invalidation out, so that loads in flight land as if it had never been.
    mutating func retract(_ sequence: UInt64) {
        guard let first = self.records.first?.kill.sequence, sequence >= first else { return }
        self.records[Int(sequence - first)].isRetracted = true
    }

    /// - Complexity: O(tags + lengths of the prefixes in the log), and a look at each invalidation since the load began that
    ///   names the key, its prefix or a tag, is a pattern or names very many. Where those are very many themselves, the value is
    ///   taken to be outdated.
    func verdict(since began: UInt64, on key: CacheKey, tags: some Sequence<String>) -> Verdict {
        guard began < self.sequence else { return .untouched }
        let first = self.records.first?.kill.sequence ?? self.sequence + 1
        guard first <= began + 1, self.index.forgotten <= began else { return .outdated(since: began + 1) }
        let candidates = self.index.candidates(above: began, for: key, tags: tags)
        guard candidates.count <= Self.mostLooks else { return .outdated(since: began + 1) }
        var soft = Kills()
        for sequence in candidates {
            let record = self.records[Int(sequence - first)]
            guard !record.isRetracted, record.selection.matches(key, tags: tags) else { continue }
            guard record.kill.mode == .soft else { return .outdated(since: sequence) }
            soft.add(record.kill)
        }
        return soft.isEmpty ? .untouched : .soft(soft.soft)
    }
}
