import LarderAdmin

/// One workload's figures as scripts get them. Null is what does not apply or could not be measured.
struct BenchResult: Encodable, Sendable {
    let backend: String
    let workload: String
    let threads: Int
    let operations: Int
    let wallSeconds: Double
    let cpuSeconds: Double
    @Nullable var opsPerSecond: Double?
    @Nullable var opsPerCpuSecond: Double?
    @Nullable var p50Ns: Int?
    @Nullable var p99Ns: Int?
    @Nullable var p999Ns: Int?
    @Nullable var hitRatio: Double?
    @Nullable var evictions: Int?
    @Nullable var overheadBytesPerEntry: Double?

    init(_ measurement: BenchMeasurement, backend: BackendKind, workload: BenchWorkload, threads: Int) {
        self.backend = backend.rawValue
        self.workload = workload.rawValue
        self.threads = threads
        self.operations = measurement.operations
        self.wallSeconds = Double(measurement.wallTime) / 1e9
        self.cpuSeconds = Double(measurement.cpuTime) / 1e9
        self.opsPerSecond = measurement.wallTime > 0 ? Double(measurement.operations) / self.wallSeconds : nil
        self.opsPerCpuSecond = measurement.cpuTime > 0 ? Double(measurement.operations) / self.cpuSeconds : nil
        self.p50Ns = measurement.latencies.percentile(50)
        self.p99Ns = measurement.latencies.percentile(99)
        self.p999Ns = measurement.latencies.percentile(99.9)
        self.hitRatio = measurement.hitRatio
        self.evictions = measurement.evictions
        self.overheadBytesPerEntry = measurement.overheadBytesPerEntry
    }

    private enum CodingKeys: String, CodingKey {
        case backend, workload, threads, operations, evictions
        case wallSeconds = "wall_seconds"
        case cpuSeconds = "cpu_seconds"
        case opsPerSecond = "ops_per_second"
        case opsPerCpuSecond = "ops_per_cpu_second"
        case p50Ns = "p50_ns"
        case p99Ns = "p99_ns"
        case p999Ns = "p999_ns"
        case hitRatio = "hit_ratio"
        case overheadBytesPerEntry = "overhead_bytes_per_entry"
    }
}
