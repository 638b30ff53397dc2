import NIOCore

/// A working set that is hot by Zipf's law, and a scan that runs through it: after each lookup of the one, a key that nobody
/// asks for again. What is missed is written. The hit ratio and the latencies are the working set's.
struct ScanWorkload: BenchOperation {
    static let batch = 256

    private let keys: RawKeys
    private let sequences: [ZipfSequence]
    private let valueSize: Int

    /// - Parameter capacity: Entries that there is room for; the working set would take three fifths of it.
    init(capacity: Int, valueSize: Int, threads: Int) {
        self.keys = RawKeys(count: capacity * 3 / 5)
        self.sequences = ZipfSequence.forThreads(threads, count: self.keys.count)
        self.valueSize = valueSize
    }

    /// Room for everything is taken before the first timed lookup.
    func fill(_ backend: some BenchBackend) {
        for index in 0..<self.keys.count {
            _ = self.lookUp(self.keys.fresh(index), in: backend)
        }
        for number in 0..<self.keys.count {
            _ = self.lookUp(BenchKey.oneTime(99_999_999 - number), in: backend)
        }
    }

    func perform(_ count: Int, on backend: some BenchBackend, as worker: inout Worker) {
        let sequence = self.sequences[worker.index]
        var hits = 0
        for position in worker.position..<worker.position + count / 2 {
            let index = sequence[position]
            if worker.sampler.time({ self.lookUp(self.keys.fresh(index), in: backend) }) == .hit {
                hits += 1
            }
            _ = self.lookUp(BenchKey.oneTime(position * self.sequences.count + worker.index), in: backend)
        }
        worker.position += count / 2
        worker.count(operations: count / 2 * 2, lookups: count / 2, hits: hits)
    }

    private enum Outcome {
        case hit, miss
    }

    private func lookUp(_ key: String, in backend: some BenchBackend) -> Outcome {
        if backend.read(key) != nil { return .hit }
        backend.write(ByteBuffer(benchValueOf: self.valueSize), forKey: key, tags: [])
        return .miss
    }
}
