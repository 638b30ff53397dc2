import NIOConcurrencyHelpers

/// Refreshes that nobody waits for, on their way to whoever runs them: a bounded number runs, and a bounded number waits its
/// turn.
final class RefreshQueue: Sendable {
    typealias Job = @Sendable () async -> Void

    /// That run at once: an origin is asked by so many beside those who wait for their answers.
    static let maximumRunning = 16
    static let maximumWaiting = 64

    /// Leads to whoever runs jobs now.
    private let server = NIOLockedValueBox<AsyncStream<Job>.Continuation?>(nil)

    /// False where nobody runs jobs now, or too many wait: then it is the caller's.
    func offer(_ job: @escaping Job) -> Bool {
        switch self.server.withLockedValue({ $0 })?.yield(job) {
        case .enqueued: true
        default: false
        }
    }

    /// Runs jobs, first come, first served, until the task is cancelled; those that have not begun by then are let go of. A
    /// second one beside it finds nothing to do.
    func serve() async {
        // A stream of its own each time: cancelling the task that reads from one ends it for good.
        let jobs = self.server.withLockedValue { server -> AsyncStream<Job>? in
            guard server == nil else { return nil }
            let (jobs, continuation) = AsyncStream.makeStream(
                of: Job.self, bufferingPolicy: .bufferingOldest(Self.maximumWaiting))
            server = continuation
            return jobs
        }
        guard let jobs else { return }
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await job in jobs {
                if running == Self.maximumRunning {
                    await group.next()
                    running -= 1
                }
                running += group.addTaskUnlessCancelled(operation: job) ? 1 : 0
            }
        }
        self.server.withLockedValue { $0 = nil }
    }
}
