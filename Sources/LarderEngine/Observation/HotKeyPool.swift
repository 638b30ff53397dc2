/// The candidates of all measures of a sketch, each counted exactly in all four lanes.
///
/// There are as many places as the measures have candidates together, so that whoever gives way to a newcomer is, by the
/// pigeonhole principle, a candidate of none.
struct HotKeyPool {
    private struct Identity {
        let key: String
        let errorBound: Double
        /// What halvings have taken from the recent counts.
        var forgotten: SIMD4<Double>
    }

    private static let capacity = 4 * HotKeySketch.candidatesPerOrder
    private static let indexSize = 256
    private static let vacant = UInt8.max

    private var identities: [Identity] = []
    private let hashes = FixedMemory<UInt64>(repeating: 0, count: capacity)
    private let recent = FixedMemory(repeating: SIMD4<Double>.zero, count: capacity)
    /// Open addressing by bits of the hash: a key that is no candidate costs one look at a byte.
    private let index = FixedMemory(repeating: vacant, count: indexSize)

    init() {
        self.identities.reserveCapacity(Self.capacity)
    }

    var overheadBytes: Int {
        self.hashes.bytes + self.recent.bytes + self.index.bytes + Self.capacity * MemoryLayout<Identity>.stride
    }

    @inline(__always)
    func place(of hash: UInt64) -> Int? {
        var probe = Self.firstProbe(hash)
        while self.index[probe] != Self.vacant {
            let place = Int(self.index[probe])
            if self.hashes[place] == hash { return place }
            probe = (probe &+ 1) & (Self.indexSize &- 1)
        }
        return nil
    }

    @inline(__always)
    func add(_ event: HotKeySketch.Event, at place: Int) {
        let amounts: SIMD4<Double> =
            switch event {
            case .hit(let bytes): SIMD4(1, 0, Double(bytes), 0)
            case .miss: SIMD4(1, 1, 0, 0)
            case .loaded(let cost): SIMD4(0, 0, 0, cost.seconds)
            }
        self.recent[place] += amounts
    }

    /// The recent count of the last candidate in a lane; 0 while there is room.
    func lowestCandidate(inLane lane: Int) -> Double {
        var highest = ContiguousArray(repeating: 0.0, count: HotKeySketch.candidatesPerOrder)
        for place in self.identities.indices {
            var count = self.recent[place][lane]
            for rank in highest.indices where highest[rank] < count {
                swap(&highest[rank], &count)
            }
        }
        return highest.last!
    }

    /// Takes a key in, and says who gave way to it.
    mutating func admit(
        _ key: String, _ hash: UInt64, estimate: SIMD4<Float>, errorBound: SIMD4<Float>
    ) -> (hash: UInt64, recent: SIMD4<Float>)? {
        var former: (hash: UInt64, recent: SIMD4<Float>)?
        if self.identities.count == Self.capacity {
            let place = self.coolest()
            former = (self.hashes[place], SIMD4<Float>(self.recent[place]))
            self.remove(at: place)
        }
        self.hashes[self.identities.count] = hash
        self.recent[self.identities.count] = SIMD4<Double>(estimate)
        self.identities.append(Identity(key: key, errorBound: Double(errorBound[0]), forgotten: .zero))
        self.rebuildIndex()
        return former
    }

    mutating func decay(by factor: Double) {
        for place in self.identities.indices.reversed() {
            self.identities[place].forgotten += self.recent[place] * (1 - factor)
            self.recent[place] *= factor
            if self.recent[place][0] < 0.5 {
                self.remove(at: place)
            }
        }
        self.rebuildIndex()
    }

    /// The highest in a lane, hottest first, of those that have a count there.
    ///
    /// - Parameter seconds: That the recent counts stand for.
    func hottest(inLane lane: Int, limit: Int, over seconds: Double) -> [HotKey] {
        // By count alone, and by key only among those that are kept: keys are strings, and there are four times as many.
        let places = self.identities.indices.map { (count: self.recent[$0][lane], place: $0) }
            .filter { $0.count > 0 }.sorted { $0.count > $1.count }.prefix(limit)
        return places.map { ranked in
            let identity = self.identities[ranked.place]
            let recent = self.recent[ranked.place]
            return HotKey(
                key: identity.key, hash: self.hashes[ranked.place], total: identity.forgotten + recent,
                errorBound: identity.errorBound, rates: recent / seconds)
        }
    }

    /// The one whose best lane is lowest, each lane measured by its last candidate.
    private func coolest() -> Int {
        var scale = SIMD4<Double>.one
        for lane in 0..<4 {
            scale[lane] = max(self.lowestCandidate(inLane: lane), .leastNormalMagnitude)
        }
        return self.identities.indices.min { (self.recent[$0] / scale).max() < (self.recent[$1] / scale).max() }!
    }

    private mutating func remove(at place: Int) {
        let last = self.identities.count - 1
        self.hashes[place] = self.hashes[last]
        self.recent[place] = self.recent[last]
        self.identities.swapAt(place, last)
        self.identities.removeLast()
    }

    private func rebuildIndex() {
        self.index.fill(with: Self.vacant)
        for place in self.identities.indices {
            var probe = Self.firstProbe(self.hashes[place])
            while self.index[probe] != Self.vacant {
                probe = (probe + 1) % Self.indexSize
            }
            self.index[probe] = UInt8(place)
        }
    }

    @inline(__always)
    private static func firstProbe(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) &>> 28) & (self.indexSize &- 1)
    }
}
