#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import Synchronization

/// A lock for sections of well under a microsecond, which are seldom contended and then only for a moment.
///
/// One atomic exchange locks and a plain store unlocks; no system call wakes anyone. Who finds it held looks a few times, as
/// long as a section takes, and then sleeps for as short as the system can (some 60 µs on Linux) before it looks again: two
/// threads that hammer one lock take turns in long runs instead of handing the lock, and the cache lines under it, to and fro.
/// A holder that the system has paused costs the others no CPU.
///
/// Not fair: who sleeps may be overtaken, and has even chances each time it wakes. Not recursive.
struct ShardLock: ~Copyable, Sendable {
    private static let looks = 16
    private static let shortestNap = 1

    private let isHeld = Atomic(false)

    @inline(__always)
    func lock() {
        guard self.isHeld.exchange(true, ordering: .acquiring) else { return }
        self.wait()
    }

    @inline(__always)
    func unlock() {
        self.isHeld.store(false, ordering: .releasing)
    }

    @inline(__always)
    func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        self.lock()
        defer { self.unlock() }
        return try body()
    }

    @inline(never)
    private func wait() {
        while true {
            for _ in 0..<Self.looks where !self.isHeld.load(ordering: .relaxed) {
                guard self.isHeld.exchange(true, ordering: .acquiring) else { return }
            }
            var nap = timespec(tv_sec: 0, tv_nsec: Self.shortestNap)
            nanosleep(&nap, nil)
        }
    }
}

/// A value that is only reached under its lock.
final class Locked<Value: Sendable & ~Copyable>: @unchecked Sendable {
    // Sendable because `value` is only reached with `lock` held.
    private let lock = ShardLock()
    // The lock excludes what the dynamic check would look for.
    @exclusivity(unchecked) private var value: Value

    init(_ value: consuming Value) {
        self.value = value
    }

    /// Calls `body` with the lock held; it may not come back here.
    @inline(__always)
    func withLockedValue<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        self.lock.lock()
        defer { self.lock.unlock() }
        return try body(&self.value)
    }
}
