import CourseCatalogue
import LarderEngine
import NIOConcurrencyHelpers
import NIOCore

/// Invalidations of every kind among many tagged entries; what one has hit is written anew before the next.
///
/// Operations, times and latencies are those of the calls alone; the CPU time is the calling threads'.
struct InvalidateWorkload: Sendable {
    private let entries: TaggedEntries
    private let valueSize: Int

    init(entries: Int, valueSize: Int) {
        self.entries = TaggedEntries(count: entries)
        self.valueSize = valueSize
    }

    func fill(_ backend: some BenchBackend, progress: (Int, Int) -> Void) {
        for number in 0..<self.entries.count {
            if number.isMultiple(of: 10_000) {
                progress(number, self.entries.count)
            }
            self.write(number, to: backend)
        }
    }

    func measure(_ backend: some BenchBackend, threads: Int, duration: Int) -> BenchMeasurement {
        let total = NIOLockedValueBox(CallRecord())
        let deadline = ProcessMeter.clockTime() + duration
        var workers = [Worker].make(threads, samplingPeriod: 1)
        workers.run { worker in
            var record = CallRecord()
            repeat {
                for (kind, call) in InvalidationCall.all.enumerated() {
                    self.perform(call, on: backend, using: &worker.random) { work in record.time(kind, work) }
                }
            } while ProcessMeter.clockTime() < deadline
            total.withLockedValue { $0.add(record) }
        }
        return total.withLockedValue { $0.measurement(threads: threads) }
    }

    private func perform(
        _ call: InvalidationCall, on backend: some BenchBackend, using random: inout SplitMix64, timed: (() -> Void) -> Void
    ) {
        let (selection, numbers) = self.entries.select(call.scope, using: &random)
        switch call.effect {
        case .dryRun:
            timed { backend.dryRun(selection, mode: .soft) }
        case .invalidation(let mode):
            timed { backend.invalidate(selection, mode: mode) }
            for number in numbers {
                self.write(number, to: backend)
            }
        }
    }

    private func write(_ number: Int, to backend: some BenchBackend) {
        backend.write(
            ByteBuffer(benchValueOf: self.valueSize), forKey: BenchKey.grouped(number), tags: self.entries.tags(of: number))
    }
}

/// What the calls took, by kind.
private struct CallRecord: Sendable {
    private var latencies = InvalidationCall.all.map { _ in LatencyRecord() }
    private var wallTime = 0
    private var cpuTime = 0

    mutating func time(_ kind: Int, _ call: () -> Void) {
        let cpuTime = ProcessMeter.threadTime()
        let began = ProcessMeter.clockTime()
        call()
        let elapsed = ProcessMeter.clockTime() - began
        self.cpuTime += ProcessMeter.threadTime() - cpuTime
        self.wallTime += elapsed
        self.latencies[kind].record(nanoseconds: elapsed)
    }

    mutating func add(_ other: CallRecord) {
        for kind in self.latencies.indices {
            self.latencies[kind].add(other.latencies[kind])
        }
        self.wallTime += other.wallTime
        self.cpuTime += other.cpuTime
    }

    func measurement(threads: Int) -> BenchMeasurement {
        let all = self.latencies.reduce(into: LatencyRecord()) { $0.add($1) }
        return BenchMeasurement(
            operations: all.count, wallTime: self.wallTime / threads, cpuTime: self.cpuTime, latencies: all,
            kinds: zip(InvalidationCall.all, self.latencies).map { BenchMeasurement.Kind(name: $0.name, latencies: $1) })
    }
}
