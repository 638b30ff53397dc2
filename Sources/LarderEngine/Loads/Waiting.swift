/// A place among those who wait for somebody else's load.
public final class Waiting: Sendable {
    public enum Result: Sendable {
        case landed(CachedEntry)
        /// The source failed; this, which was there before, answers whoever may have it.
        case kept(CachedEntry)
        /// Go to the origin yourself.
        case uncacheable
        case failed(any Error)
        /// What was made is not for you, or older than an invalidation that you came after: acquire again.
        case askAgain
        case timedOut
    }

    /// Timers can not be set for any duration.
    private static let longestPatience = Duration.seconds(365 * 86_400)

    private let flight: Flight
    private let place: Int
    /// The invalidation number when the caller came.
    private let joinedAt: UInt64
    private let patience: Duration

    init(_ flight: Flight, place: Int, joinedAt: UInt64, patience: Duration) {
        self.flight = flight
        self.place = place
        self.joinedAt = joinedAt
        self.patience = min(patience, Self.longestPatience)
    }

    deinit {
        self.flight.giveUp(self.place)
    }

    /// Waits for the load, at most as long as the engine's configuration says. Cancelling a waiter does not cancel the load.
    ///
    /// - Parameter patience: Of this caller, where that is less.
    public func result(patience: Duration? = nil) async throws(CancellationError) -> Result {
        let patience = min(self.patience, patience ?? self.patience)
        let outcome = await withTaskGroup(of: Void.self, returning: Flight.Outcome?.self) { group in
            group.addTask {
                // Ends early by cancellation: of the caller, who then gives up, or of this group, when there is an outcome.
                try? await Task.sleep(for: patience)
                self.flight.giveUp(self.place)
            }
            let outcome = await self.flight.outcome(for: self.place)
            group.cancelAll()
            return outcome
        }
        switch outcome {
        case .landed(let entry, let outdatedSince):
            return outdatedSince.map { $0 <= self.joinedAt } ?? false ? .askAgain : .landed(entry)
        case .kept(let entry):
            return .kept(entry)
        case .uncacheable:
            return .uncacheable
        case .notForOthers:
            return .askAgain
        case .failed(let error):
            return .failed(error)
        case nil:
            guard !Task.isCancelled else { throw CancellationError() }
            return .timedOut
        }
    }
}
