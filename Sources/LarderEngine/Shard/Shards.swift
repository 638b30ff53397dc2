/// The shards of an engine, each behind a lock of its own.
///
/// Plain memory, not an array of objects: a reader touches no reference count but the value's. A handle: the engine frees it.
struct Shards: @unchecked Sendable {
    // Sendable: a shard is reached under its lock alone.

    /// Lock and shard lie together, and far enough from the next that no two locks share a cache line.
    private struct Cell: ~Copyable {
        let lock = ShardLock()
        var shard: Shard
        private let padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    }

    private let cells: UnsafeMutablePointer<Cell>
    let count: Int

    init(count: Int, _ make: () -> Shard) {
        self.count = count
        self.cells = .allocate(capacity: count)
        for index in 0..<count {
            (self.cells + index).initialize(to: Cell(shard: make()))
        }
    }

    func destroy() {
        self.cells.deinitialize(count: self.count)
        self.cells.deallocate()
    }

    var indices: Range<Int> { 0..<self.count }

    /// - Parameter index: Among `indices`.
    @inline(__always)
    func withLock<Result>(_ index: Int, _ body: (inout Shard) -> Result) -> Result {
        let cell = self.cells + index
        cell.pointee.lock.lock()
        defer { cell.pointee.lock.unlock() }
        return body(&cell.pointee.shard)
    }
}
