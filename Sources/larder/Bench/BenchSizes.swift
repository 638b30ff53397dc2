/// How many entries the workloads are about.
struct BenchSizes: Sendable {
    /// Of `hit` and `hit_one_key`; what there is room for in `set_evict` and `scan`.
    var resident = 100_000
    /// Of `invalidate`, at most.
    var invalidated = 1_000_000
    /// Of `memory`.
    var held = 1_000_000

    /// To build the entries must not take much longer than the run: 500,000 for each second of it.
    func invalidated(duration: Int) -> Int {
        min(self.invalidated, duration / 2000)
    }
}

/// What the caches are allowed to use, in bytes.
enum BenchRoom {
    /// Generous: nothing is to be evicted.
    static func roomy(entries: Int, valueSize: Int) -> Int {
        // A back end may round values up to powers of two, and keep tags.
        entries * (BenchKey.byteCount + 2 * valueSize + 512) + 16 << 20
    }

    /// For about so many entries and not more.
    static func tight(entries: Int, valueSize: Int) -> Int {
        entries * (BenchKey.byteCount + valueSize + 160)
    }
}
