import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct `Eviction policies` {
    @Test(arguments: SimulatedPolicy.allCases, [1, 7, 100]) func `hold together whatever comes, is used and goes`(
        name: SimulatedPolicy, capacity: Int
    ) throws {
        for seed: UInt64 in 0..<6 {
            switch name {
            case .s3FIFO: try Self.exercise(S3FIFO(capacity: capacity), capacity, seed)
            case .lru: try Self.exercise(LRU(capacity: capacity), capacity, seed)
            case .wTinyLFU: try Self.exercise(WTinyLFU(capacity: capacity), capacity, seed)
            case .fifo: try Self.exercise(FIFO(capacity: capacity), capacity, seed)
            case .s3FIFOTwice: try Self.exercise(S3FIFO(capacity: capacity, promotion: .secondReaccess), capacity, seed)
            }
        }
    }

    /// Random operations; after each the policy's own recount and what the bench knows have to agree.
    private static func exercise(_ policy: some EvictionPolicy, _ capacity: Int, _ seed: UInt64) throws {
        var policy = policy
        var random = SeededGenerator(seed: seed)
        let heaviest = seed.isMultiple(of: 2) ? 1 : max(1, capacity / 3)
        let bench = PolicyBench(keys: 3 * capacity + 5, capacity: capacity)
        for step in 0..<1500 {
            let key = Slot.random(in: 0..<Slot(3 * capacity + 5), using: &random)
            switch (Int.random(in: 0..<100, using: &random), bench.resident.contains(key)) {
            case (0..<2, _):
                bench.capacity = Int.random(in: max(1, capacity / 2)...capacity, using: &random)
                policy.resize(to: bench.capacity)
                _ = bench.makeRoom(0, &policy)
            case (2..<8, true): bench.remove(key, &policy)
            case (_, true): policy.use(key, bench.links)
            case (_, false):
                let weight = Int.random(in: 1...heaviest, using: &random)
                if weight <= bench.capacity { bench.put(key, weight: weight, &policy) }
            }
            try #require(policy.invariantViolations(bench.links) == [], "seed \(seed), step \(step)")
            try #require(bench.weight <= bench.capacity, "seed \(seed), step \(step)")
        }
        var left = bench.resident
        while let victim = policy.evict(bench.links) {
            try #require(left.remove(victim) != nil, "seed \(seed): \(victim) was not there")
        }
        #expect(left.isEmpty, "seed \(seed)")
        #expect(policy.invariantViolations(bench.links) == [])
    }

    @Test func `LRU evicts in the order of use, as a plain list does`() throws {
        var random = SeededGenerator(seed: 7)
        var policy = LRU(capacity: 50)
        let bench = PolicyBench(keys: 200, capacity: 50)
        var order: [Slot] = []
        for step in 0..<5000 {
            let key = Slot.random(in: 0..<200, using: &random)
            if let place = order.firstIndex(of: key) {
                order.append(order.remove(at: place))
                policy.use(key, bench.links)
            } else {
                let evicted = bench.put(key, &policy)
                try #require(evicted == (order.count == 50 ? [order.removeFirst()] : []), "step \(step)")
                order.append(key)
            }
        }
    }

    @Test func `FIFO evicts in the order of arrival`() {
        var policy = FIFO(capacity: 3)
        let bench = PolicyBench(keys: 10, capacity: 3)
        for key: Slot in 0..<3 { bench.put(key, &policy) }
        policy.use(0, bench.links)
        #expect(bench.put(3, &policy) == [0])
        #expect(bench.put(4, &policy) == [1])
    }

    @Test(arguments: EvictionPolicyName.allCases) func `a heavy entry takes the place of as many as it weighs`(
        name: EvictionPolicyName
    ) {
        var policy = name.makePolicy(capacity: 100)
        let bench = PolicyBench(keys: 200, capacity: 100)
        for key: Slot in 0..<100 { Self.put(key, 1, &policy, bench) }
        #expect(Self.put(150, 60, &policy, bench).count == 60)
        #expect(bench.weight == 100)
        #expect(policy.invariantViolations(bench.links) == [])
    }

    @discardableResult
    private static func put(_ key: Slot, _ weight: Int, _ policy: inout any EvictionPolicy, _ bench: PolicyBench) -> [Slot] {
        func open<Policy: EvictionPolicy>(_ opened: Policy) -> [Slot] {
            var opened = opened
            defer { policy = opened }
            return bench.put(key, weight: weight, &opened)
        }
        return open(policy)
    }

    @Test func `names are those of the configuration`() {
        #expect(EvictionPolicyName.allCases.map(\.rawValue) == ["s3-fifo", "lru", "w-tinylfu"])
        #expect(SimulatedPolicy.allCases.map(\.rawValue) == ["s3-fifo", "lru", "w-tinylfu", "fifo", "s3-fifo-2"])
    }
}
