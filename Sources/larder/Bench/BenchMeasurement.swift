/// What a workload came to. Times are in nanoseconds.
struct BenchMeasurement: Sendable {
    var operations: Int
    var wallTime: Int
    var cpuTime: Int
    var latencies: LatencyRecord
    /// Nil where nothing is looked up.
    var hitRatio: Double?
    var evictions: Int?
    /// Nil where it was not measured.
    var overheadBytesPerEntry: Double?
    /// Latencies by what was done, where a workload does several things.
    var kinds: [Kind] = []

    struct Kind: Sendable {
        var name: String
        var latencies: LatencyRecord
    }
}

extension BenchMeasurement {
    init(_ rounds: [Rounds.Round], latencies: LatencyRecord) {
        func total(_ figure: KeyPath<Rounds.Round, Int>) -> Int { rounds.reduce(0) { $0 + $1[keyPath: figure] } }
        let lookups = total(\.lookups)
        self.init(
            operations: total(\.operations), wallTime: total(\.wallTime), cpuTime: total(\.cpuTime), latencies: latencies,
            hitRatio: lookups == 0 ? nil : Double(total(\.hits)) / Double(lookups), evictions: total(\.evictions))
    }
}
