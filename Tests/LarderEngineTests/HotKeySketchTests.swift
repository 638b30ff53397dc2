import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct HotKeySketchTests {
    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func `sixteen sketches know nineteen of the twenty hottest keys, and their counts to two percent`(seed: UInt64) {
        let shards = ShardedSketches(count: 16)
        var stream = ZipfStream(keys: 100_000, seed: seed)
        var counted: [Int: Int] = [:]
        for _ in 0..<200_000 {
            let key = stream.next()
            counted[key, default: 0] += 1
            shards.record(.hit(bytes: 100), key)
        }
        let truth = counted.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(20)
        let found = shards.hottest(by: .requests).prefix(20)
        let recalled = Set(found.map(\.key)).intersection(truth.map { "\($0.key)" })
        #expect(recalled.count >= 19, "seed \(seed)")
        let errors = found.map { Double($0.requests - counted[Int($0.key)!]!) / Double(counted[Int($0.key)!]!) }
        #expect(errors.allSatisfy { (0...0.02).contains($0) }, "seed \(seed): \(errors)")
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `requests and misses are too high by at most what the bound says`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let shards = ShardedSketches(count: 1)
        var stream = ZipfStream(keys: 3000, seed: seed)
        var requests: [String: Int] = [:]
        var misses: [String: Int] = [:]
        for step in 0..<10_000 {
            let key = stream.next()
            requests["\(key)", default: 0] += 1
            if Int.random(in: 0..<5, using: &generator) == 0 {
                misses["\(key)", default: 0] += 1
                shards.record(.miss, key)
            } else {
                shards.record(.hit(bytes: 10), key)
            }
            guard step.isMultiple(of: 500) else { continue }
            for order in HotKeyOrder.allCases {
                for hot in shards.hottest(by: order) {
                    let counted = requests[hot.key]!
                    try #require((hot.requests - hot.errorBound...hot.requests).contains(counted), "seed \(seed), step \(step)")
                    try #require(hot.misses >= misses[hot.key, default: 0], "seed \(seed), step \(step)")
                }
            }
        }
    }

    @Test func `each order has its own hottest keys`() {
        let shards = ShardedSketches(count: 1)
        for cold in 100..<2000 {
            shards.record(.hit(bytes: 100), cold)
        }
        for _ in 0..<200 {
            shards.record(.hit(bytes: 10), 1)
        }
        for _ in 0..<20 {
            shards.record(.hit(bytes: 1 << 20), 2)
            shards.record(.miss, 3)
        }
        shards.record(.miss, 4)
        shards.record(.loaded(cost: .seconds(7)), 4)
        #expect(HotKeyOrder.allCases.map { shards.hottest(by: $0).first?.key } == ["1", "2", "3", "4"])
        shards.now = shards.now.advanced(by: .seconds(1))
        let costly = shards.hottest(by: .cost)[0]
        #expect((7...7.01).contains(costly.perSecond(.cost)))
        #expect(costly.hitsPerSecond >= 0)
    }

    @Test func `at most sixteen come, hottest first`() {
        let shards = ShardedSketches(count: 1)
        for key in 1...40 {
            for _ in 0..<key * key {
                shards.record(.hit(bytes: 1), key)
            }
        }
        for order in [HotKeyOrder.requests, .bytes] {
            #expect(shards.hottest(by: order).map(\.key) == (25...40).reversed().map { "\($0)" })
        }
        #expect(shards.hottest(by: .misses).isEmpty)
    }

    @Test func `rates follow the traffic and what is cold is forgotten`() {
        let shards = ShardedSketches(count: 1)
        func spend(seconds: Int, _ requests: [Int: Int]) {
            for _ in 0..<seconds {
                for (key, count) in requests {
                    for _ in 0..<count {
                        shards.record(.hit(bytes: 1000), key)
                    }
                }
                shards.now = shards.now.advanced(by: .seconds(1))
            }
        }
        spend(seconds: 30, [1: 50, 2: 10])
        var hottest = shards.hottest(by: .requests)
        #expect(hottest.map(\.key) == ["1", "2"])
        #expect((49...51).contains(hottest[0].hitsPerSecond) && (49_000...51_000).contains(hottest[0].perSecond(.bytes)))
        #expect(hottest[0].requests == 1500 && hottest[0].errorBound == 0)
        spend(seconds: 40, [2: 10, 3: 30])
        hottest = shards.hottest(by: .requests)
        #expect(hottest.map(\.key) == ["3", "2", "1"])
        #expect(hottest[1].requests == 700)
        spend(seconds: 300, [3: 1])
        #expect(shards.hottest(by: .requests).map(\.key) == ["3"])
        shards.now = shards.now.advanced(by: .seconds(1_000_000_000))
        #expect(HotKeyOrder.allCases.allSatisfy { shards.hottest(by: $0).isEmpty })
    }

    @Test func `a count is what came since, each request worth half after ten seconds`() {
        let shards = ShardedSketches(count: 1)
        for _ in 0..<64 {
            shards.record(.hit(bytes: 1), 1)
        }
        shards.now = shards.now.advanced(by: .seconds(10))
        #expect(shards.hottest(by: .requests)[0].perSecond(.requests) == 6.4)
        shards.now = shards.now.advanced(by: .seconds(10))
        #expect(shards.hottest(by: .requests)[0].perSecond(.requests) == 16 / 7.5)
    }

    @Test func `a clock that goes back does no harm`() {
        let shards = ShardedSketches(count: 1)
        shards.record(.miss, 1)
        shards.now = shards.now.advanced(by: .seconds(-100))
        shards.record(.miss, 1)
        #expect(shards.hottest(by: .misses)[0].perSecond(.misses) == 2)
    }

    @Test func `a flood of keys that come once does not push out what is hot`() {
        let shards = ShardedSketches(count: 1)
        for number in 0..<60_000 {
            shards.record(number.isMultiple(of: 2) ? .miss : .hit(bytes: 5000), 1000 + number)
            if number.isMultiple(of: 25) {
                shards.record(.hit(bytes: 100_000), 1)
                shards.record(.miss, 2)
                shards.record(.loaded(cost: .milliseconds(10)), 2)
            }
            if number.isMultiple(of: 6000) {
                shards.now = shards.now.advanced(by: .seconds(3))
            }
        }
        #expect(Set(shards.hottest(by: .requests).prefix(2).map(\.key)) == ["1", "2"])
        #expect(shards.hottest(by: .bytes).first?.key == "1")
        #expect(shards.hottest(by: .misses).first?.key == "2")
        #expect(shards.hottest(by: .cost).first?.key == "2")
        #expect(shards.keysAsked < 3000)
    }

    @Test func `the key is asked only of a candidate`() {
        let shards = ShardedSketches(count: 1)
        for _ in 0..<100 {
            for key in 0..<16 {
                shards.record(.hit(bytes: 1), key)
            }
        }
        #expect(shards.keysAsked == 16)
        shards.record(.hit(bytes: 1), 99)
        #expect(shards.keysAsked == 16)
    }
}

/// Sketches as the shards of a cache have them.
private final class ShardedSketches {
    var now = CacheInstant(nanoseconds: 1_000_000_000)
    private(set) var keysAsked = 0
    private var sketches: [HotKeySketch]
    private let hasher: KeyHash

    init(count: Int) {
        var generator = SeededGenerator(seed: 9)
        self.hasher = KeyHash(using: &generator)
        let now = self.now
        self.sketches = (0..<count).map { _ in HotKeySketch(now: now) }
    }

    func record(_ event: HotKeySketch.Event, _ key: Int) {
        let hash = withUnsafeBytes(of: key) { self.hasher.hash($0) }
        self.sketches[Int(hash % UInt64(self.sketches.count))].record(event, hash: hash, at: self.now) {
            self.keysAsked += 1
            return "\(key)"
        }
    }

    func hottest(by order: HotKeyOrder) -> [HotKey] {
        self.sketches.indices.flatMap { self.sketches[$0].hottest(by: order, at: self.now) }
            .sorted { $0.perSecond(order) > $1.perSecond(order) }
    }
}

/// Keys from 0 on, the next always rarer: key k with a chance in proportion to 1 / (k + 1)^0.99.
private struct ZipfStream {
    private let cumulative: [Double]
    private var generator: SeededGenerator

    init(keys: Int, seed: UInt64) {
        // x^-0.99 without a mathematics library: 0.99 = 1 - 0.01, and 0.01 log x by squaring is close to x^(1/128 + 1/512).
        var total = 0.0
        self.cumulative = (1...keys).map { rank in
            let root = (0..<7).reduce(Double(rank)) { root, _ in root.squareRoot() }
            total += root * root.squareRoot().squareRoot() / Double(rank)
            return total
        }
        self.generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> Int {
        let point = Double.random(in: 0..<self.cumulative.last!, using: &self.generator)
        var low = 0
        var high = self.cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if self.cumulative[middle] < point { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
