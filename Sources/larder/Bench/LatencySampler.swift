/// Times one operation in so many, so that reading the clock does not show in the throughput.
///
/// What it records contains one reading of the clock, about 20 ns.
struct LatencySampler: Sendable {
    private(set) var latencies = LatencyRecord()
    private let period: Int
    private var remaining: Int

    /// - Parameter period: 1 times every operation. A prime does not fall into step with sequences that repeat.
    init(period: Int) {
        self.period = period
        self.remaining = period
    }

    @inline(__always)
    mutating func time<Value>(_ operation: () -> Value) -> Value {
        self.remaining -= 1
        guard self.remaining == 0 else { return operation() }
        self.remaining = self.period
        let began = ProcessMeter.clockTime()
        let value = operation()
        self.latencies.record(nanoseconds: ProcessMeter.clockTime() - began)
        return value
    }

    mutating func forget() {
        self.latencies = LatencyRecord()
    }
}
