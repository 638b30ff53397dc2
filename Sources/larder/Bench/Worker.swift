import CourseCatalogue
import Foundation
import NIOConcurrencyHelpers

/// What one thread does and keeps while it works.
struct Worker: Sendable {
    /// 0, 1, 2 … among its like.
    let index: Int
    /// Where it is in its sequence.
    var position = 0
    var random: SplitMix64
    var sampler: LatencySampler
    private(set) var tally = Tally()

    struct Tally: Sendable, Equatable {
        var operations = 0
        /// Those that the hit ratio is of.
        var lookups = 0
        var hits = 0
    }

    init(index: Int, samplingPeriod: Int) {
        self.index = index
        self.random = SplitMix64(seed: UInt64(1000 + index))
        self.sampler = LatencySampler(period: samplingPeriod)
    }

    /// - Parameter lookups: Those among the operations that the hit ratio is of.
    mutating func count(operations: Int, lookups: Int = 0, hits: Int = 0) {
        self.tally.operations += operations
        self.tally.lookups += lookups
        self.tally.hits += hits
    }
}

extension [Worker] {
    /// - Parameter samplingPeriod: One operation in so many is timed.
    static func make(_ count: Int, samplingPeriod: Int) -> [Worker] {
        (0..<count).map { Worker(index: $0, samplingPeriod: samplingPeriod) }
    }

    /// Gives each a thread of its own, as servers have, not a place in a pool; returns when all have ended.
    mutating func run(_ work: @escaping @Sendable (inout Worker) -> Void) {
        let ended = NIOLockedValueBox<[Worker]>([])
        let group = DispatchGroup()
        for worker in self {
            group.enter()
            Thread.detachNewThread {
                var worker = worker
                work(&worker)
                ended.withLockedValue { $0.append(worker) }
                group.leave()
            }
        }
        group.wait()
        self = ended.withLockedValue { $0 }.sorted { $0.index < $1.index }
    }

    var tally: Worker.Tally {
        self.reduce(into: Worker.Tally()) { total, worker in
            total.operations += worker.tally.operations
            total.lookups += worker.tally.lookups
            total.hits += worker.tally.hits
        }
    }

    var latencies: LatencyRecord {
        self.reduce(into: LatencyRecord()) { $0.add($1.sampler.latencies) }
    }
}
