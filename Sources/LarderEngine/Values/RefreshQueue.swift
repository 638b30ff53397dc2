import NIOConcurrencyHelpers

/// Refreshes that nobody waits for, on their way to whoever runs them; a bounded number.
final class RefreshQueue: Sendable {
    typealias Job = @Sendable () async -> Void

    private let jobs: AsyncStream<Job>
    private let continuation: AsyncStream<Job>.Continuation
    private let isServed = NIOLockedValueBox(false)

    init() {
        (self.jobs, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(64))
    }

    /// False where nobody runs jobs now, or too many wait: then it is the caller's.
    func offer(_ job: @escaping Job) -> Bool {
        guard self.isServed.withLockedValue({ $0 }) else { return false }
        switch self.continuation.yield(job) {
        case .enqueued: return true
        default: return false
        }
    }

    /// Runs jobs until the task is cancelled. A second one beside it finds nothing to do.
    func serve(in group: inout DiscardingTaskGroup) async {
        let isFirst = self.isServed.withLockedValue { isServed in
            defer { isServed = true }
            return !isServed
        }
        guard isFirst else { return }
        for await job in self.jobs {
            group.addTask(operation: job)
        }
        self.isServed.withLockedValue { $0 = false }
    }
}
