import NIOCore

/// Writes entries into an empty cache and sees what the process grows by.
struct MemoryWorkload: Sendable {
    private static let samplingPeriod = 251

    private let entries: Int
    private let valueSize: Int

    init(entries: Int, valueSize: Int) {
        self.entries = entries
        self.valueSize = valueSize
    }

    /// - Parameter restingBytes: Of the process in RAM before the back end was made.
    func measure(_ backend: some BenchBackend, threads: Int, since restingBytes: Int?) -> BenchMeasurement {
        var workers = [Worker].make(threads, samplingPeriod: Self.samplingPeriod)
        let cpuTime = ProcessMeter.cpuTime()
        let began = ProcessMeter.clockTime()
        workers.run { worker in
            let share = self.entries * (worker.index + 1) / threads - self.entries * worker.index / threads
            worker.position = self.entries * worker.index / threads
            self.write(share, to: backend, as: &worker)
        }
        let wallTime = ProcessMeter.clockTime() - began
        let usedTime = ProcessMeter.cpuTime() - cpuTime
        let grownBytes = restingBytes.flatMap { resting in ProcessMeter.residentBytes().map { $0 - resting } }
        let evictions = backend.evictions()
        let kept = self.entries - evictions
        return BenchMeasurement(
            operations: self.entries, wallTime: wallTime, cpuTime: usedTime, latencies: workers.latencies, evictions: evictions,
            overheadBytesPerEntry: grownBytes.flatMap { grown in
                kept > 0 ? Double(grown) / Double(kept) - Double(BenchKey.byteCount + self.valueSize) : nil
            })
    }

    /// Neither keys nor values stay with the worker: what the process grows by is the cache's.
    private func write(_ count: Int, to backend: some BenchBackend, as worker: inout Worker) {
        for number in worker.position..<worker.position + count {
            worker.sampler.time {
                backend.write(ByteBuffer(benchValueOf: self.valueSize), forKey: BenchKey.resident(number), tags: [])
            }
        }
        worker.position += count
        worker.count(operations: count)
    }
}
