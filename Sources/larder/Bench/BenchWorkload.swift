enum BenchWorkload: String, CaseIterable, Sendable {
    case hit
    case hitOneKey = "hit_one_key"
    case setEvict = "set_evict"
    case scan
    case invalidate
    case memory

    /// Bytes of a value where nobody asks for others.
    var usualValueSize: Int {
        self == .memory ? 1024 : 256
    }
}
