/// The shards of an engine, each behind a lock of its own.
///
/// Plain memory, not an array of objects: a reader touches no reference count but the value's. A handle: the engine frees it.
///
/// Lock and shard lie together in a cell of whole cache lines, so that no two locks share one. Each is reached by an address of
/// its own, not as a part of one value: whoever changes the shard would else be changing what others ask for the lock.
struct Shards: @unchecked Sendable {
    // Sendable: a shard is reached under its lock alone.

    private static var cacheLine: Int { 64 }
    private static var shardOffset: Int { MemoryLayout<Shard>.alignment }
    private static var cellBytes: Int {
        (self.shardOffset + MemoryLayout<Shard>.size + self.cacheLine - 1) / self.cacheLine * self.cacheLine
    }

    private let cells: UnsafeMutableRawPointer
    let count: Int

    init(count: Int, _ make: () -> Shard) {
        precondition(MemoryLayout<ShardLock>.size <= Self.shardOffset, "a lock takes more room than a cell leaves it")
        self.count = count
        self.cells = .allocate(byteCount: count * Self.cellBytes, alignment: Self.cacheLine)
        for index in 0..<count {
            self.lock(index).initialize(to: ShardLock())
            self.shard(index).initialize(to: make())
        }
    }

    func destroy() {
        for index in self.indices {
            self.lock(index).deinitialize(count: 1)
            self.shard(index).deinitialize(count: 1)
        }
        self.cells.deallocate()
    }

    var indices: Range<Int> { 0..<self.count }

    /// - Parameter index: Among `indices`.
    @inline(__always)
    func withLock<Result>(_ index: Int, _ body: (inout Shard) -> Result) -> Result {
        let lock = self.lock(index)
        lock.pointee.lock()
        defer { lock.pointee.unlock() }
        return body(&self.shard(index).pointee)
    }

    @inline(__always)
    private func lock(_ index: Int) -> UnsafeMutablePointer<ShardLock> {
        (self.cells + index * Self.cellBytes).assumingMemoryBound(to: ShardLock.self)
    }

    @inline(__always)
    private func shard(_ index: Int) -> UnsafeMutablePointer<Shard> {
        (self.cells + index * Self.cellBytes + Self.shardOffset).assumingMemoryBound(to: Shard.self)
    }
}
