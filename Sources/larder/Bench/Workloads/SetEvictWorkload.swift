import CourseCatalogue
import NIOCore

/// Writes of keys that are drawn evenly from ten times as many as there is room for: nine in ten push another entry out.
struct SetEvictWorkload: BenchOperation {
    static let batch = 256

    private let universe: Int
    private let valueSize: Int

    /// - Parameter capacity: Entries that there is room for.
    init(capacity: Int, valueSize: Int) {
        self.universe = capacity * 10
        self.valueSize = valueSize
    }

    func fill(_ backend: some BenchBackend) {
        for number in 0..<self.universe / 5 {
            backend.write(ByteBuffer(benchValueOf: self.valueSize), forKey: BenchKey.resident(number * 5), tags: [])
        }
    }

    func perform(_ count: Int, on backend: some BenchBackend, as worker: inout Worker) {
        for _ in 0..<count {
            let number = worker.random.below(self.universe)
            worker.sampler.time {
                backend.write(ByteBuffer(benchValueOf: self.valueSize), forKey: BenchKey.resident(number), tags: [])
            }
        }
        worker.count(operations: count)
    }
}

extension ByteBuffer {
    /// A new one for each write, as an origin's answer is.
    init(benchValueOf size: Int) {
        self.init(repeating: UInt8(ascii: "x"), count: size)
    }
}
