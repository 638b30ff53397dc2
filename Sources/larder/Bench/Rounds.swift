/// What the threads do over and over.
protocol BenchOperation: Sendable {
    /// Operations between two looks at the clock.
    static var batch: Int { get }

    /// Brings the back end to where the operations find it again and again.
    func fill(_ backend: some BenchBackend)

    /// Does `count` operations. Their number, and how many of them were hits, goes into the worker's tally.
    func perform(_ count: Int, on backend: some BenchBackend, as worker: inout Worker)
}

/// Timed rounds of one operation by all threads.
///
/// There are seven, each a fifth of the asked duration long. The one with the most and the one with the fewest operations per
/// CPU-second are left out of all totals, so that a moment in which the machine was busy elsewhere does not decide; the
/// latencies are of all seven.
enum Rounds {
    static let count = 7
    private static let kept = Self.count - 2
    private static let shortestWarmUp = 200_000_000
    private static let samplingPeriod = 251

    struct Round: Sendable, Equatable {
        var operations: Int
        var lookups: Int
        var hits: Int
        var evictions: Int
        var wallTime: Int
        var cpuTime: Int

        var operationsPerCPUTime: Double { Double(self.operations) / Double(max(self.cpuTime, 1)) }
    }

    /// - Parameter duration: Nanoseconds that the kept rounds last together.
    static func measure(
        _ operation: some BenchOperation, on backend: some BenchBackend, threads: Int, duration: Int
    ) -> BenchMeasurement {
        var workers = [Worker].make(threads, samplingPeriod: Self.samplingPeriod)
        let length = duration / Self.kept
        _ = Self.round(operation, on: backend, &workers, length: max(length, Self.shortestWarmUp))
        for index in workers.indices {
            workers[index].sampler.forget()
        }
        let rounds = (0..<Self.count).map { _ in Self.round(operation, on: backend, &workers, length: length) }
        return BenchMeasurement(Self.withoutExtremes(rounds), latencies: workers.latencies)
    }

    static func withoutExtremes(_ rounds: [Round]) -> [Round] {
        Array(rounds.sorted { $0.operationsPerCPUTime < $1.operationsPerCPUTime }.dropFirst().dropLast())
    }

    private static func round<Operation: BenchOperation, Backend: BenchBackend>(
        _ operation: Operation, on backend: Backend, _ workers: inout [Worker], length: Int
    ) -> Round {
        let tally = workers.tally
        let evictions = backend.evictions()
        let cpuTime = ProcessMeter.cpuTime()
        let began = ProcessMeter.clockTime()
        workers.run { worker in
            repeat {
                operation.perform(Operation.batch, on: backend, as: &worker)
            } while ProcessMeter.clockTime() < began + length
        }
        let wallTime = ProcessMeter.clockTime() - began
        let usedTime = ProcessMeter.cpuTime() - cpuTime
        let total = workers.tally
        return Round(
            operations: total.operations - tally.operations, lookups: total.lookups - tally.lookups,
            hits: total.hits - tally.hits, evictions: backend.evictions() - evictions, wallTime: wallTime, cpuTime: usedTime)
    }
}
