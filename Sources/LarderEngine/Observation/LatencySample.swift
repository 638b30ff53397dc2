import Synchronization

/// Latencies of one operation in so many, because two precise readings of the clock would cost more than a hit.
///
/// Every operation counts down in its shard, under the lock it has anyway; whoever gets to the end arms the sample, and the
/// next operation anywhere takes it. So an operation is timed from before it waits for its lock, and those that are not timed
/// only read a flag that rarely changes.
final class LatencySample: Sendable {
    /// Counts operations; each shard has its own.
    struct Countdown {
        private static let period: UInt32 = 128
        private var remaining = period

        /// True once in 128 calls.
        @inline(__always)
        mutating func isOver() -> Bool {
            self.remaining &-= 1
            guard self.remaining == 0 else { return false }
            self.remaining = Self.period
            return true
        }
    }

    private let clock: any CacheClock
    // The first operation is timed: a cache that is hardly used has a latency too.
    private let isArmed = Atomic(true)
    private let window: Locked<LatencyWindow>

    init(clock: any CacheClock) {
        self.clock = clock
        self.window = Locked(LatencyWindow(now: clock.now()))
    }

    /// Makes the next operation a timed one.
    func arm() {
        self.isArmed.store(true, ordering: .relaxed)
    }

    /// When the operation began if it is to be timed; nil otherwise.
    @inline(__always)
    func begin() -> CacheInstant? {
        guard self.isArmed.load(ordering: .relaxed) else { return nil }
        return self.take()
    }

    /// - Parameter begun: What `begin` answered.
    @inline(__always)
    func end(_ begun: CacheInstant?) {
        guard let begun else { return }
        self.record(since: begun)
    }

    /// Of the last one to two minutes.
    func summary() -> LatencySummary {
        let now = self.clock.now()
        return self.window.withLockedValue { $0.merged(at: now) }.summary
    }

    @inline(never)
    private func take() -> CacheInstant? {
        self.isArmed.exchange(false, ordering: .relaxed) ? self.clock.now() : nil
    }

    @inline(never)
    private func record(since begun: CacheInstant) {
        let now = self.clock.now()
        self.window.withLockedValue { $0.record(begun.duration(to: now), at: now) }
    }
}
