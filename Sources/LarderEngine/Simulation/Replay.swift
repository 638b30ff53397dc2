/// A trace against a policy: get, and on a miss put; no expiry, cold start, every request counts.
package struct Replay: Sendable {
    package enum Capacity: Hashable, Sendable {
        case entries(Int)
        case bytes(Int)

        package var amount: Int {
            switch self {
            case .entries(let amount), .bytes(let amount): amount
            }
        }

        /// As many as an engine of that capacity has: the largest power of two up to sixteen that leaves each a thousand entries
        /// or four mebibytes.
        package var shippedShards: Int {
            let atLeast =
                switch self {
                case .entries: 1000
                case .bytes: 4 << 20
                }
            var shards = 16
            while shards > 1, self.amount / shards < atLeast {
                shards /= 2
            }
            return shards
        }
    }

    package struct Outcome: Hashable, Sendable {
        package var requests = 0
        package var misses = 0
        /// What was asked for, in the unit of the capacity.
        package var requestedWeight = 0
        package var missedWeight = 0

        /// Nil where nothing was asked for.
        package var requestMissRatio: Double? {
            self.requests == 0 ? nil : Double(self.misses) / Double(self.requests)
        }

        /// Nil where nothing was asked for.
        package var byteMissRatio: Double? {
            self.requestedWeight == 0 ? nil : Double(self.missedWeight) / Double(self.requestedWeight)
        }
    }

    private let policy: SimulatedPolicy
    private let capacity: Capacity
    private let shards: Int

    /// - Parameters:
    ///   - capacity: In entries, where each weighs one whatever its size, or in bytes, where values weigh their size.
    ///   - shards: Each has its part of the capacity. What is heavier than that is not admitted.
    package init(_ policy: SimulatedPolicy, capacity: Capacity, shards: Int? = nil) {
        self.policy = policy
        self.capacity = capacity
        self.shards = shards ?? capacity.shippedShards
    }

    package func run(_ trace: Trace) -> Outcome {
        switch self.policy {
        case .s3FIFO: self.run(trace) { S3FIFO(capacity: $0) }
        case .lru: self.run(trace) { LRU(capacity: $0) }
        case .wTinyLFU: self.run(trace) { WTinyLFU(capacity: $0) }
        case .fifo: self.run(trace) { FIFO(capacity: $0) }
        case .s3FIFOTwice: self.run(trace) { S3FIFO(capacity: $0, promotion: .secondReaccess) }
        }
    }

    private func run<Policy: EvictionPolicy>(_ trace: Trace, _ makePolicy: (_ capacity: Int) -> Policy) -> Outcome {
        var shards = (0..<self.shards).map { number in
            let capacity = self.capacity.amount / self.shards + (number < self.capacity.amount % self.shards ? 1 : 0)
            return ReplayedShard(capacity: capacity, policy: makePolicy(capacity))
        }
        let entries = ReplayedEntries(trace.hashes)
        var outcome = Outcome()
        for request in trace.requests {
            let shard = Int(trace.hashes[Int(request.key)].multipliedFullWidth(by: UInt64(self.shards)).high)
            let weight =
                switch self.capacity {
                case .entries: 1
                case .bytes: Int(request.size)
                }
            outcome.requests += 1
            outcome.requestedWeight += weight
            if !shards[shard].get(request.key, weight: weight, entries) {
                outcome.misses += 1
                outcome.missedWeight += weight
            }
        }
        return outcome
    }
}
