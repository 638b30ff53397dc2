import NIOConcurrencyHelpers

/// Refreshes that nobody waits for, on their way to whoever runs them; a bounded number.
final class RefreshQueue: Sendable {
    typealias Job = @Sendable () async -> Void

    /// Leads to whoever runs jobs now.
    private let server = NIOLockedValueBox<AsyncStream<Job>.Continuation?>(nil)

    /// False where nobody runs jobs now, or too many wait: then it is the caller's.
    func offer(_ job: @escaping Job) -> Bool {
        switch self.server.withLockedValue({ $0 })?.yield(job) {
        case .enqueued: true
        default: false
        }
    }

    /// Runs jobs until the task is cancelled. A second one beside it finds nothing to do.
    func serve(in group: inout DiscardingTaskGroup) async {
        // A stream of its own each time: cancelling the task that reads from one ends it for good.
        let jobs = self.server.withLockedValue { server -> AsyncStream<Job>? in
            guard server == nil else { return nil }
            let (jobs, continuation) = AsyncStream.makeStream(of: Job.self, bufferingPolicy: .bufferingOldest(64))
            server = continuation
            return jobs
        }
        guard let jobs else { return }
        for await job in jobs {
            group.addTask(operation: job)
        }
        self.server.withLockedValue { $0 = nil }
    }
}
