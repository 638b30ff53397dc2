import HTTPTypes
import NIOConcurrencyHelpers
import NIOPosix

/// One thread for what may take seconds in a large cache, with a bounded queue: not one that others wait for.
struct Aside: Sendable {
    private let threads = NIOThreadPool(numberOfThreads: 1)
    private let queued = NIOLockedValueBox(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func start() {
        self.threads.start()
    }

    func stop() async {
        try? await self.threads.shutdownGracefully()
    }

    /// - Throws: 503 where too many wait.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        let isFree = self.queued.withLockedValue { queued in
            guard queued < self.limit else { return false }
            queued += 1
            return true
        }
        guard isFree else {
            throw Refusal(
                .serviceUnavailable, "\(self.limit) requests that look at many keys are waiting: try again in a few seconds",
                fields: [.retryAfter: "2"])
        }
        defer { self.queued.withLockedValue { $0 -= 1 } }
        return try await self.threads.runIfActive(body)
    }
}
