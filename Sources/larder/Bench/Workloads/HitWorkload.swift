import NIOCore

/// Reads of resident keys, which are hot by Zipf's law, each by a string made for it.
struct HitWorkload: BenchOperation {
    static let batch = 1024

    private let keys: RawKeys
    /// One for each thread.
    private let sequences: [ZipfSequence]
    private let valueSize: Int

    init(keys: Int, valueSize: Int, threads: Int) {
        self.keys = RawKeys(count: keys)
        self.sequences = ZipfSequence.forThreads(threads, count: keys)
        self.valueSize = valueSize
    }

    func fill(_ backend: some BenchBackend) {
        self.keys.write(to: backend, valueSize: self.valueSize)
    }

    func perform(_ count: Int, on backend: some BenchBackend, as worker: inout Worker) {
        let sequence = self.sequences[worker.index]
        var hits = 0
        for position in worker.position..<worker.position + count {
            let index = sequence[position]
            if worker.sampler.time({ backend.read(self.keys.fresh(index)) }) != nil {
                hits += 1
            }
        }
        worker.position += count
        worker.count(operations: count, lookups: count, hits: hits)
    }
}

/// Reads of one key by all threads: the price of sharing an entry.
struct OneKeyWorkload: BenchOperation {
    static let batch = 1024

    private let keys: RawKeys
    private let index: Int
    private let valueSize: Int

    /// - Parameter keys: As many are resident; one in the middle is read.
    init(keys: Int, valueSize: Int) {
        self.keys = RawKeys(count: keys)
        self.index = keys / 2
        self.valueSize = valueSize
    }

    func fill(_ backend: some BenchBackend) {
        self.keys.write(to: backend, valueSize: self.valueSize)
    }

    func perform(_ count: Int, on backend: some BenchBackend, as worker: inout Worker) {
        var hits = 0
        for _ in 0..<count where worker.sampler.time({ backend.read(self.keys.fresh(self.index)) }) != nil {
            hits += 1
        }
        worker.count(operations: count, lookups: count, hits: hits)
    }
}

extension RawKeys {
    fileprivate func write(to backend: some BenchBackend, valueSize: Int) {
        for index in 0..<self.count {
            backend.write(ByteBuffer(benchValueOf: valueSize), forKey: self.fresh(index), tags: [])
        }
    }
}
