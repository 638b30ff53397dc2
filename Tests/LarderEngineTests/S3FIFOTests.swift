import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct `S3-FIFO` {
    @Test(arguments: [
        // Re-accesses, and whether they save an entry from a scan.
        (S3FIFO.Promotion.firstReaccess, 0, false), (.firstReaccess, 1, true), (.secondReaccess, 1, false),
        (.secondReaccess, 2, true),
    ]) func `what was asked for again in time survives a scan`(promotion: S3FIFO.Promotion, uses: Int, survives: Bool) {
        var policy = S3FIFO(capacity: 100, promotion: promotion)
        let bench = PolicyBench(keys: 1000, capacity: 100)
        for key: Slot in 0..<100 { bench.put(key, &policy) }
        // Filled: the first tenth lies in the small queue.
        for _ in 0..<uses { policy.use(5, bench.links) }
        for key: Slot in 500..<560 { bench.put(key, &policy) }
        #expect(bench.resident.contains(5) == survives)
    }

    /// With so few entries no set of ghosts overflows, so they are exact.
    @Test(arguments: [S3FIFO.Promotion.firstReaccess, .secondReaccess], [1, 2, 5, 10, 12]) func `evicts as plain lists do`(
        promotion: S3FIFO.Promotion, capacity: Int
    ) throws {
        for seed: UInt64 in 0..<10 {
            var random = SeededGenerator(seed: seed)
            var policy = S3FIFO(capacity: capacity, promotion: promotion)
            var model = PlainS3FIFO(capacity: capacity, promotion: promotion)
            let bench = PolicyBench(keys: 3 * capacity, capacity: capacity)
            for step in 0..<2000 {
                // Some are asked for more often than others.
                let key = min(
                    Slot.random(in: 0..<Slot(3 * capacity), using: &random),
                    Slot.random(in: 0..<Slot(3 * capacity), using: &random))
                if bench.resident.contains(key) {
                    policy.use(key, bench.links)
                    model.use(key)
                } else {
                    let evicted = bench.put(key, &policy)
                    try #require(evicted == model.put(key), "seed \(seed), step \(step)")
                }
            }
        }
    }

    @Test func `a ghost comes back to the main queue, where a scan does not reach it`() {
        var policy = S3FIFO(capacity: 100)
        let bench = PolicyBench(keys: 1000, capacity: 100)
        for key: Slot in 0..<100 { bench.put(key, &policy) }
        #expect(bench.put(100, &policy) == [0])
        bench.put(0, &policy)
        for key: Slot in 500..<580 { bench.put(key, &policy) }
        #expect(bench.resident.contains(0))
        #expect(!bench.resident.contains(1))
    }

    @Test func `uses beyond the third count for nothing`() {
        var policy = S3FIFO(capacity: 10)
        let bench = PolicyBench(keys: 100, capacity: 10)
        for key: Slot in 0..<10 { bench.put(key, &policy) }
        for _ in 0..<50 { policy.use(0, bench.links) }
        #expect(bench.links[0].frequency == 3)
    }

    @Test func `one eviction spares a bounded number of entries`() throws {
        var policy = S3FIFO(capacity: 4000)
        let bench = PolicyBench(keys: 4001, capacity: 4000)
        for key: Slot in 0..<4000 { bench.put(key, &policy) }
        for key: Slot in 0..<4000 { policy.use(key, bench.links) }
        let victim = try #require(bench.put(4000, &policy).first)
        // All but those that were looked at still have their use.
        #expect((0..<Slot(4000)).count { bench.links[$0].frequency == 0 } <= 513)
        #expect(bench.resident.count == 4000)
        #expect(!bench.resident.contains(victim))
    }

    @Test func `after growth the main queue takes what the small one has no room for`() {
        var policy = S3FIFO(capacity: 100)
        let bench = PolicyBench(keys: 1000, capacity: 100)
        for key: Slot in 0..<120 { bench.put(key, &policy) }
        bench.capacity = 200
        policy.resize(to: 200)
        for key: Slot in 200..<300 { #expect(bench.put(key, &policy).isEmpty) }
        #expect(bench.weight == 200)
        #expect(bench.resident.count { bench.links[$0].queue == bench.links[200].queue } == 20)
    }
}

/// S3-FIFO by arrays, for entries that weigh one.
private struct PlainS3FIFO {
    let capacity: Int
    let promotion: S3FIFO.Promotion
    private var small: [Slot] = []
    private var main: [Slot] = []
    private var uses: [Slot: Int] = [:]
    /// By the number of what was evicted from the small queue before.
    private var ghosts: [Slot: Int] = [:]
    private var ghostsCame = 0
    private var hasEvicted = false

    init(capacity: Int, promotion: S3FIFO.Promotion) {
        self.capacity = capacity
        self.promotion = promotion
    }

    mutating func use(_ key: Slot) {
        self.uses[key, default: 0] += 1
    }

    mutating func put(_ key: Slot) -> [Slot] {
        let evicted = self.small.count + self.main.count == self.capacity ? [self.evict()] : []
        let came = self.ghosts.removeValue(forKey: key)
        let isGhost = came.map { self.ghostsCame - $0 <= self.capacity * 9 / 10 } ?? false
        if isGhost || (!self.hasEvicted && self.small.count >= self.capacity / 10) {
            self.main.append(key)
        } else {
            self.small.append(key)
        }
        return evicted
    }

    private mutating func evict() -> Slot {
        self.hasEvicted = true
        if self.small.count >= self.capacity / 10 {
            while !self.small.isEmpty {
                let key = self.small.removeFirst()
                if self.uses.removeValue(forKey: key) ?? 0 < Int(self.promotion.rawValue) {
                    self.ghosts[key] = self.ghostsCame
                    self.ghostsCame += 1
                    return key
                }
                self.main.append(key)
            }
        }
        while true {
            let key = self.main.removeFirst()
            let uses = min(self.uses.removeValue(forKey: key) ?? 0, 3)
            if uses == 0 { return key }
            self.uses[key] = uses - 1
            self.main.append(key)
        }
    }
}

@Suite struct `Ghosts of evicted entries` {
    private static func links(_ hash: UInt32, weight: UInt32 = 1) -> PolicyLinks {
        PolicyLinks(weight: weight, hash: hash &* 0x85EB_CA6B)
    }

    @Test func `are forgotten when as much came after them`() {
        var ghosts = Ghosts(capacity: 100)
        for hash: UInt32 in 0..<10 { ghosts.insert(Self.links(hash, weight: 10), entries: 64, limit: 50) }
        for hash: UInt32 in 0..<10 {
            #expect(ghosts.remove(Self.links(hash).hash) == (hash >= 5), "ghost \(hash)")
        }
    }

    @Test func `are none where nothing may be remembered`() {
        var ghosts = Ghosts(capacity: 1)
        ghosts.insert(Self.links(7), entries: 0, limit: 0)
        #expect(ghosts.remove(Self.links(7).hash) == false)
    }

    @Test func `come back once`() {
        var ghosts = Ghosts(capacity: 100)
        ghosts.insert(Self.links(7), entries: 10, limit: 10)
        #expect(ghosts.remove(Self.links(7).hash) == true)
        #expect(ghosts.remove(Self.links(7).hash) == false)
    }

    @Test func `take memory by the entries they are kept for, not by weight, and give it back`() {
        var ghosts = Ghosts(capacity: 1 << 40)
        #expect(ghosts.overheadBytes == 0)
        for hash: UInt32 in 0..<10_000 {
            ghosts.insert(Self.links(hash, weight: 1 << 20), entries: Int(min(hash, 1000)), limit: 1 << 40)
        }
        #expect((8000...12_000).contains(ghosts.overheadBytes))
        // Not at once: that would take as long as there are many.
        for hash: UInt32 in 0..<100 {
            ghosts.insert(Self.links(hash), entries: 10, limit: 10)
        }
        #expect(ghosts.overheadBytes < 500)
    }

    @Test func `survive the growth of their table`() {
        var ghosts = Ghosts(capacity: 10_000)
        for hash: UInt32 in 0..<2000 { ghosts.insert(Self.links(hash), entries: Int(hash) + 1, limit: 10_000) }
        let remembered = (0..<UInt32(2000)).count { ghosts.remove(Self.links($0).hash) }
        // Full sets lose a few.
        #expect(remembered >= 1900)
    }

    @Test func `survive while their table grows and shrinks, and afterwards`() {
        var ghosts = Ghosts(capacity: 100_000)
        var last: UInt32 = 0
        for entries in [5000, 20_000, 6000, 40_000] {
            for _ in 0..<4000 {
                last += 1
                ghosts.insert(Self.links(last), entries: entries, limit: 3000)
            }
            let remembered = (last - 2000...last).count { hash in
                defer { ghosts.insert(Self.links(hash, weight: 0), entries: entries, limit: 3000) }
                return ghosts.remove(Self.links(hash).hash)
            }
            #expect(remembered >= 1960, "kept for \(entries)")
            #expect(!(1...last - 3000).contains { ghosts.remove(Self.links($0).hash) }, "kept for \(entries)")
        }
    }

    @Test(arguments: [1 << 20, 1 << 36, 1 << 50]) func `know their age at any scale`(capacity: Int) {
        var ghosts = Ghosts(capacity: capacity)
        let weight = UInt32(min(capacity / 16, 1 << 31))
        let kept = UInt32(capacity / Int(weight))
        for hash in 0..<UInt32(20) { ghosts.insert(Self.links(hash, weight: weight), entries: 200, limit: capacity) }
        for hash in 0..<UInt32(20) {
            #expect(ghosts.remove(Self.links(hash).hash) == (20 - hash <= kept), "ghost \(hash)")
        }
    }
}
