/// A shard behind its lock.
final class ShardCell: @unchecked Sendable {
    // Sendable: the shard is reached under the lock alone.

    private let lock = ShardLock()
    private let shard: UnsafeMutablePointer<Shard>

    init(_ shard: consuming Shard) {
        self.shard = .allocate(capacity: 1)
        self.shard.initialize(to: shard)
    }

    deinit {
        self.shard.deinitialize(count: 1)
        self.shard.deallocate()
    }

    @inline(__always)
    func withLock<Result>(_ body: (inout Shard) -> Result) -> Result {
        self.lock.withLock { body(&self.shard.pointee) }
    }
}
