/// An invalidation as it lies on a namespace or a tag until it has been brought to the entries there.
struct Kill: Hashable, Sendable {
    var sequence: UInt64
    var mode: InvalidationMode
    var at: CacheInstant
}

/// The invalidations that lie on one node. An entry is hit by those with a higher number than it is known to be good as of.
struct Kills: Hashable, Sendable {
    struct Soft: Hashable, Sendable {
        var sequence: UInt64
        var at: CacheInstant
        /// Whether it stands for several, which together can not be undone any more.
        var isJoint = false
    }

    /// More soft ones on one node, or on one entry, become one from the oldest on: they must not pile up, and nobody takes so
    /// many back.
    static let maximumSoft = 16

    /// The number of the latest hard one; 0 where there is none.
    private(set) var hard: UInt64 = 0
    private(set) var revalidate: UInt64 = 0
    /// In the order of their numbers.
    private(set) var soft: [Soft] = []

    init() {}

    init(_ kill: Kill) {
        self.add(kill)
    }

    var isEmpty: Bool {
        self.hard == 0 && self.revalidate == 0 && self.soft.isEmpty
    }

    /// The highest number; 0 where there is none.
    var latest: UInt64 {
        max(self.hard, self.revalidate, self.soft.last?.sequence ?? 0)
    }

    mutating func add(_ kill: Kill) {
        switch kill.mode {
        case .hard: self.hard = max(self.hard, kill.sequence)
        case .revalidate: self.revalidate = max(self.revalidate, kill.sequence)
        case .soft: self.add(Soft(sequence: kill.sequence, at: kill.at))
        }
    }

    mutating func add(_ others: Kills) {
        self.hard = max(self.hard, others.hard)
        self.revalidate = max(self.revalidate, others.revalidate)
        for mark in others.soft {
            self.add(mark)
        }
    }

    /// Those that an entry known to be good as of `sequence` does not know of.
    func later(than sequence: UInt64) -> Kills {
        var later = Kills()
        later.hard = self.hard > sequence ? self.hard : 0
        later.revalidate = self.revalidate > sequence ? self.revalidate : 0
        later.soft = self.soft.filter { $0.sequence > sequence }
        return later
    }

    /// Takes an undone soft one back.
    mutating func retract(_ sequence: UInt64) {
        self.soft.removeAll { $0.sequence == sequence && !$0.isJoint }
    }

    private mutating func add(_ mark: Soft) {
        let place = self.soft.lastIndex { $0.sequence <= mark.sequence }
        if let place, self.soft[place].sequence == mark.sequence {
            self.soft[place].isJoint = self.soft[place].isJoint || mark.isJoint
            return
        }
        self.soft.insert(mark, at: place.map { $0 + 1 } ?? 0)
        guard self.soft.count > Self.maximumSoft else { return }
        // As early as the first and as far-reaching as the second.
        self.soft[1].at = self.soft[0].at
        self.soft[1].isJoint = true
        self.soft.removeFirst()
    }
}
