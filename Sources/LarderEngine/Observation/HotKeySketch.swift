/// Finds the keys that are asked for most, in constant memory.
///
/// A count-min sketch with conservative update estimates every key; the keys with the highest estimates are held as
/// candidates and counted exactly from then on. All counts are halved every ten seconds, so that the list follows the
/// traffic; a rate is a count divided by the equally halved time it was counted over.
struct HotKeySketch {
    private static let rows = 4
    private static let columns = 256
    private static let candidates = 32
    private static let halfLife: Duration = .seconds(10)

    struct Candidate {
        let key: CacheKey
        fileprivate let hash: UInt64
        /// The estimate when counting began: by as much `requests` may be too high.
        fileprivate(set) var errorBound: Int
        fileprivate(set) var requests: Int
        fileprivate(set) var misses: Int
        fileprivate(set) var recentRequests: Double
        fileprivate(set) var recentHits: Double
        fileprivate(set) var recentBytes: Double
    }

    private var counters = [UInt32](repeating: 0, count: rows * columns)
    private(set) var hottest: [Candidate] = []
    private var observed: Double = 0
    private var countedUntil: CacheInstant
    private var halvedAt: CacheInstant

    init(now: CacheInstant) {
        self.countedUntil = now
        self.halvedAt = now
        self.hottest.reserveCapacity(Self.candidates)
    }

    enum Request {
        case hit(bytes: Int)
        case miss
    }

    mutating func record(_ request: Request, key: CacheKey, hash: UInt64, at now: CacheInstant) {
        self.decay(at: now)
        let estimate = self.count(hash)
        if let index = self.hottest.firstIndex(where: { $0.hash == hash }) {
            self.hottest[index].add(request)
            return
        }
        var candidate = Candidate(
            key: key, hash: hash, errorBound: Int(estimate) - 1, requests: Int(estimate) - 1, misses: 0,
            recentRequests: Double(estimate) - 1, recentHits: 0, recentBytes: 0)
        candidate.add(request)
        if self.hottest.count < Self.candidates {
            self.hottest.append(candidate)
        } else if let coolest = self.hottest.indices.min(by: {
            self.hottest[$0].recentRequests < self.hottest[$1].recentRequests
        }), self.hottest[coolest].recentRequests < candidate.recentRequests {
            self.hottest[coolest] = candidate
        }
    }

    /// What a recent count amounts to per second, over the time that the counts stand for.
    func perSecond(_ count: Double) -> Double {
        // A key seen once in a process a millisecond old is not asked for a thousand times a second.
        count / max(self.observed, 1)
    }

    mutating func decay(at now: CacheInstant) {
        // The clock may have been read before the lock was had.
        guard now > self.countedUntil else { return }
        self.observed += self.countedUntil.duration(to: now).seconds
        self.countedUntil = now
        let periods = self.halvedAt.duration(to: now) / Self.halfLife
        guard periods >= 1 else { return }
        let halvings = Int(min(periods, 32))
        self.halvedAt = now
        let factor = 1 / Double(UInt64(1) << halvings)
        self.observed *= factor
        for index in self.counters.indices {
            self.counters[index] = halvings > 31 ? 0 : self.counters[index] >> halvings
        }
        for index in self.hottest.indices {
            self.hottest[index].recentRequests *= factor
            self.hottest[index].recentHits *= factor
            self.hottest[index].recentBytes *= factor
        }
        self.hottest.removeAll { $0.recentRequests < 0.5 }
    }

    /// Raises only the counters that hold the minimum: the others already overestimate.
    private mutating func count(_ hash: UInt64) -> UInt32 {
        let low = UInt32(truncatingIfNeeded: hash)
        let high = UInt32(truncatingIfNeeded: hash >> 32) | 1
        var least = UInt32.max
        for row in 0..<Self.rows {
            least = min(least, self.counters[Self.cell(row, low, high)])
        }
        let estimate = least &+ 1
        for row in 0..<Self.rows {
            let cell = Self.cell(row, low, high)
            self.counters[cell] = max(self.counters[cell], estimate)
        }
        return estimate
    }

    private static func cell(_ row: Int, _ low: UInt32, _ high: UInt32) -> Int {
        row * self.columns + Int((low &+ UInt32(row) &* high) >> 16) % self.columns
    }
}

extension HotKeySketch.Candidate {
    fileprivate mutating func add(_ request: HotKeySketch.Request) {
        self.requests += 1
        self.recentRequests += 1
        switch request {
        case .hit(let bytes):
            self.recentHits += 1
            self.recentBytes += Double(bytes)
        case .miss:
            self.misses += 1
        }
    }
}
