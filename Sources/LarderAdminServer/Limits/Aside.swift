import HTTPTypes
import NIOConcurrencyHelpers
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One thread with a bounded queue, so that what takes long here holds up nobody elsewhere.
struct Aside: Sendable {
    /// How much of a core it may have.
    enum Pace {
        /// All of it.
        case full
        /// A quarter: after each piece of work it rests three times as long, up to a quarter of a second. A flood of questions
        /// leaves the others to those whom the caches are for.
        case resting
    }

    private static let longestRest: Duration = .milliseconds(250)
    private static let shortestRest: Duration = .microseconds(100)

    /// Processor time of the calling thread.
    private static var threadTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private let threads = NIOThreadPool(numberOfThreads: 1)
    private let queued = NIOLockedValueBox(0)
    private let limit: Int
    private let pace: Pace

    init(limit: Int, pace: Pace) {
        self.limit = limit
        self.pace = pace
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
                .serviceUnavailable, "\(self.limit) requests are waiting for their turn: try again in a few seconds",
                fields: [.retryAfter: "2"])
        }
        defer { self.queued.withLockedValue { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            self.threads.submit { state in
                guard state == .active else { return continuation.resume(throwing: CancellationError()) }
                let start = Self.threadTime
                continuation.resume(with: Swift.Result(catching: body))
                guard self.pace == .resting else { return }
                // In processor time: on a busy machine waiting for its turn is rest enough.
                let rest = min((Self.threadTime - start) * 3, Self.longestRest)
                // What was found ready took no time worth a system call.
                guard rest > Self.shortestRest else { return }
                usleep(UInt32(rest.microseconds))
            }
        }
    }
}
