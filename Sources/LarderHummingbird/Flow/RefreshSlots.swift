import NIOConcurrencyHelpers

/// Bounds the refreshes of one route that run beside its answers.
///
/// A refresh is a task of nobody's: the answer that set it off is gone, and a service that owned it would leave stale entries
/// stale for ever in an application that forgot to run it. So their number is bounded instead; each ends with its handler, and with
/// the process.
final class RefreshSlots: Sendable {
    private let free: NIOLockedValueBox<Int>

    init(limit: Int) {
        self.free = NIOLockedValueBox(limit)
    }

    /// Starts `refresh` where a slot is free.
    ///
    /// - Returns: Whether it was started.
    func start(_ refresh: @escaping @Sendable () async -> Void) -> Bool {
        let isFree = self.free.withLockedValue { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        guard isFree else { return false }
        Task {
            await refresh()
            self.free.withLockedValue { $0 += 1 }
        }
        return true
    }
}
