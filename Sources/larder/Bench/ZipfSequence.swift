import CourseCatalogue

/// Which keys a thread asks for: drawn beforehand, so that a timed loop pays only for reading them.
struct ZipfSequence: Sendable {
    /// That of Caffeine's and YCSB's benchmarks.
    static let exponent = 0.99
    private static let length = 1 << 20

    private let indices: [UInt32]

    /// - Parameter count: Keys are `0..<count`; which of them are hot is shuffled, the same way for the same count.
    init(count: Int, seed: UInt64) {
        var shuffler = SplitMix64(seed: 3)
        let keys = (0..<UInt32(count)).shuffled(using: &shuffler)
        let table = AliasTable.zipf(count: count, exponent: Self.exponent)
        var random = SplitMix64(seed: seed)
        self.indices = (0..<Self.length).map { _ in keys[table.draw(using: &random)] }
    }

    /// Begins anew after about a million.
    subscript(position: Int) -> Int {
        Int(self.indices[position & (Self.length - 1)])
    }

    /// One for each thread.
    static func forThreads(_ threads: Int, count: Int) -> [ZipfSequence] {
        (0..<threads).map { ZipfSequence(count: count, seed: UInt64(5 + $0)) }
    }
}
