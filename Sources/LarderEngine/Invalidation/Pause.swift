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
    /// Rests are this many times as long as slices.
    static let share = 7

    static func after<Result>(_ slice: () -> Result) -> Result {
        let start = ContinuousClock.now
        let result = slice()
        let rest = (start.duration(to: .now) * Self.share).components
        var time = timespec(tv_sec: Int(rest.seconds), tv_nsec: Int(rest.attoseconds / 1_000_000_000))
        nanosleep(&time, nil)
        return result
    }
}
