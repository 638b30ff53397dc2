#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps a sweep from the way of those who read: after each slice that holds a lock it rests several times as long.
///
/// Of sixteen shards one is held for an eighth of the time, so that fewer than one reader of a hundred ever waits.
enum Pause {
    /// Rests are so many times as long as slices.
    static let share = 7
    /// Nanoseconds by which the system's timers are late.
    private static let lateness = 60_000

    static func after<Result>(_ slice: () -> Result) -> Result {
        let start = Self.processorTime()
        let result = slice()
        let wanted = Self.share * (Self.processorTime() - start) - Self.lateness
        var rest = timespec(tv_sec: 0, tv_nsec: min(max(wanted, 1), 1_000_000))
        nanosleep(&rest, nil)
        return result
    }

    /// Of the thread, in nanoseconds: what others take from it must not make it rest longer.
    private static func processorTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
