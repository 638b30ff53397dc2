/// By what the hottest keys are chosen.
public enum HotKeyOrder: String, Sendable, CaseIterable {
    case requests
    case bytes
    case misses
    /// What the key's misses took to make.
    case cost

    var lane: Int {
        switch self {
        case .requests: 0
        case .misses: 1
        case .bytes: 2
        case .cost: 3
        }
    }
}

/// Finds the keys that are asked for most, miss most, send most bytes or cost most, in constant memory.
///
/// A count-min sketch with conservative update estimates every key in all four measures at once. The 16 highest of each
/// measure are held as candidates and counted exactly from then on, beside the sketch, so that they do not raise the estimates
/// of others. All counts are halved every ten seconds, so that the list follows the traffic; a rate is a count divided by the
/// equally halved time it was counted over.
///
/// A flood of distinct keys raises the estimate of a key that was never seen to about a 128th of the flood at most: candidates
/// with a larger part of the traffic stay.
///
/// Sources: Cormode and Muthukrishnan, "An improved data stream summary" (2005); Estan and Varghese, "New directions in
/// traffic measurement" (2002) for the conservative update; Roy et al., "Augmented sketch" (2016) for counting beside it.
struct HotKeySketch {
    enum Event {
        case hit(bytes: Int)
        case miss
        /// What a miss took to make, when it is known.
        case loaded(cost: Duration)
    }

    /// Held for each measure.
    static let candidatesPerOrder = 16
    private static let rows = 4
    private static let columns = 128
    private static let halfLife: Duration = .seconds(10)
    /// Above the lowest candidate by this much a key takes its place: keys about as warm do not push each other out in turn.
    private static let admissionMargin = 1.125

    /// Requests, misses, bytes and seconds of cost: one load, one comparison and one store serve all.
    private let cells = FixedMemory(repeating: SIMD4<Float>.zero, count: rows * columns)
    private var pool = HotKeyPool()
    /// What a key's estimate must exceed in some measure to become a candidate; at most what it would be if asked anew.
    private var threshold = SIMD4<Float>.zero
    /// Seconds that the counts up to the last halving stand for.
    private var observed: Double = 0
    private var halvedAt: CacheInstant
    private var nextHalving: CacheInstant

    init(now: CacheInstant) {
        self.halvedAt = now
        self.nextHalving = now.advanced(by: Self.halfLife)
    }

    /// Bytes, without the candidates' keys.
    var overheadBytes: Int {
        self.cells.bytes + self.pool.overheadBytes
    }

    /// - Parameters:
    ///   - hash: Of the key; any 64-bit hash of which no one knows how to make collisions.
    ///   - key: Asked only where the key becomes a candidate.
    /// - Complexity: O(1); never allocates but where a key becomes a candidate. The hot path.
    @inline(__always)
    mutating func record(_ event: Event, hash: UInt64, at now: CacheInstant, key: () -> String) {
        if now >= self.nextHalving {
            self.halve(at: now)
        }
        if let place = self.pool.place(of: hash) {
            self.pool.add(event, at: place)
            return
        }
        let estimate = self.count(event.amounts, hash)
        if any(estimate .> self.threshold) {
            self.consider(hash, estimate, event.amounts, key)
        }
    }

    /// The candidates of one measure, hottest first.
    mutating func hottest(by order: HotKeyOrder, at now: CacheInstant) -> [HotKey] {
        if now >= self.nextHalving {
            self.halve(at: now)
        }
        // A key seen once in a process a millisecond old is not asked for a thousand times a second.
        let seconds = max(self.observed + max(self.halvedAt.duration(to: now).seconds, 0), 1)
        return self.pool.hottest(inLane: order.lane, limit: Self.candidatesPerOrder, over: seconds)
    }

    /// Raises only what is below the new estimate: the other cells already overestimate.
    @inline(__always)
    private func count(_ amounts: SIMD4<Float>, _ hash: UInt64) -> SIMD4<Float> {
        let bits = Self.spread(hash)
        let cells = self.cells.start
        let places = (Self.cell(0, bits), Self.cell(1, bits), Self.cell(2, bits), Self.cell(3, bits))
        let values = (cells[places.0], cells[places.1], cells[places.2], cells[places.3])
        let estimate = least(least(values.0, values.1), least(values.2, values.3)) + amounts
        cells[places.0] = greatest(values.0, estimate)
        cells[places.1] = greatest(values.1, estimate)
        cells[places.2] = greatest(values.2, estimate)
        cells[places.3] = greatest(values.3, estimate)
        return estimate
    }

    @inline(never)
    private mutating func consider(_ hash: UInt64, _ estimate: SIMD4<Float>, _ amounts: SIMD4<Float>, _ key: () -> String) {
        self.refreshThreshold()
        guard any(estimate .> self.threshold) else { return }
        if let former = self.pool.admit(key(), hash, estimate: estimate, errorBound: estimate - amounts) {
            // What was counted beside the sketch is known to it again.
            let bits = Self.spread(former.hash)
            for row in 0..<Self.rows {
                let place = Self.cell(row, bits)
                self.cells[place] = greatest(self.cells[place], former.recent)
            }
        }
        self.refreshThreshold()
    }

    private mutating func refreshThreshold() {
        for lane in 0..<4 {
            self.threshold[lane] = Float(self.pool.lowestCandidate(inLane: lane) * Self.admissionMargin)
        }
    }

    @inline(never)
    private mutating func halve(at now: CacheInstant) {
        let elapsed = self.halvedAt.duration(to: now)
        let halvings = Int(min(elapsed / Self.halfLife, 64))
        let factor = 1 / Double(sign: .plus, exponent: halvings, significand: 1)
        self.observed = (self.observed + elapsed.seconds) * factor
        self.halvedAt = now
        self.nextHalving = now.advanced(by: Self.halfLife)
        for place in 0..<self.cells.count {
            self.cells[place] *= Float(factor)
        }
        self.pool.decay(by: factor)
        self.refreshThreshold()
    }

    /// The shard and the index have used some bits of the hash for their own choice; the top bits of the product depend on all.
    @inline(__always)
    private static func spread(_ hash: UInt64) -> UInt64 {
        hash &* 0x9E37_79B9_7F4A_7C15
    }

    @inline(__always)
    private static func cell(_ row: Int, _ bits: UInt64) -> Int {
        row &* self.columns &+ Int(truncatingIfNeeded: bits &>> UInt64(57 &- 7 &* row)) & (self.columns &- 1)
    }
}

extension HotKeySketch.Event {
    @inline(__always)
    fileprivate var amounts: SIMD4<Float> {
        switch self {
        case .hit(let bytes): SIMD4(1, 0, Float(bytes), 0)
        case .miss: SIMD4(1, 1, 0, 0)
        case .loaded(let cost): SIMD4(0, 0, 0, Float(cost.seconds))
        }
    }
}

/// A key that is hot now.
struct HotKey {
    let key: String
    let hash: UInt64
    /// Counted for the key since it became a candidate, and before as estimated; by at most `errorBound` too many.
    let requests: Int
    let misses: Int
    let errorBound: Int
    private let rates: SIMD4<Double>

    /// Requests, misses, bytes, or seconds of cost.
    func perSecond(_ order: HotKeyOrder) -> Double {
        self.rates[order.lane]
    }

    var hitsPerSecond: Double {
        max(self.perSecond(.requests) - self.perSecond(.misses), 0)
    }

    init(key: String, hash: UInt64, total: SIMD4<Double>, errorBound: Double, rates: SIMD4<Double>) {
        self.key = key
        self.hash = hash
        self.requests = Int(total[0])
        self.misses = Int(total[1])
        self.errorBound = Int(errorBound)
        self.rates = rates
    }
}

@inline(__always)
private func least(_ first: SIMD4<Float>, _ second: SIMD4<Float>) -> SIMD4<Float> {
    first.replacing(with: second, where: second .< first)
}

@inline(__always)
private func greatest(_ first: SIMD4<Float>, _ second: SIMD4<Float>) -> SIMD4<Float> {
    first.replacing(with: second, where: first .< second)
}
