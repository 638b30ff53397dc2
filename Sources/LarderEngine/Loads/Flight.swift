import NIOConcurrencyHelpers

/// One load and those who wait for it.
final class Flight: Sendable {
    enum Outcome: Sendable {
        /// `outdatedSince`: the number of the first invalidation that the entry does not know of.
        case landed(CachedEntry, outdatedSince: UInt64?)
        /// The source failed; what there was may answer.
        case kept(CachedEntry)
        case uncacheable
        /// What it made is its leader's alone.
        case notForOthers
        case failed(any Error)
    }

    private enum Waiter {
        /// Has a place, and does not wait in it yet.
        case coming
        case waiting(CheckedContinuation<Outcome?, Never>)
    }

    private struct State {
        var outcome: Outcome?
        var placesGiven = 0
        /// By the places that are taken.
        var waiters: [Int: Waiter] = [:]
    }

    let key: CacheKey
    /// Tags known before the load.
    let tags: [String]
    /// The invalidation number when it began.
    let beganAt: UInt64
    let startedAt: CacheInstant
    private let state = NIOLockedValueBox(State())

    init(key: CacheKey, tags: [String], beganAt: UInt64, startedAt: CacheInstant) {
        self.key = key
        self.tags = tags
        self.beganAt = beganAt
        self.startedAt = startedAt
    }

    /// A place among those who wait; nil where all are taken.
    func join(limit: Int) -> Int? {
        self.state.withLockedValue { state in
            guard state.waiters.count < limit else { return nil }
            state.placesGiven += 1
            state.waiters[state.placesGiven] = .coming
            return state.placesGiven
        }
    }

    func land(_ outcome: Outcome) {
        let waiters = self.state.withLockedValue { state in
            guard state.outcome == nil else { return [:] as [Int: Waiter] }
            state.outcome = outcome
            defer { state.waiters = [:] }
            return state.waiters
        }
        for case .waiting(let continuation) in waiters.values {
            continuation.resume(returning: outcome)
        }
    }

    /// Nil for whoever gave up. To be asked by one at a time.
    func outcome(for place: Int) async -> Outcome? {
        await withCheckedContinuation { continuation in
            let known: Outcome?? = self.state.withLockedValue { state in
                if let outcome = state.outcome { return .some(outcome) }
                switch state.waiters[place] {
                case nil: return .some(nil)
                case .waiting: preconditionFailure("two wait in one place for the load of \(self.key.text)")
                case .coming:
                    state.waiters[place] = .waiting(continuation)
                    return nil
                }
            }
            if let known {
                continuation.resume(returning: known)
            }
        }
    }

    /// Gives the place back; nothing where that has been done or the load has ended.
    func giveUp(_ place: Int) {
        let waiter = self.state.withLockedValue { $0.waiters.removeValue(forKey: place) }
        if case .waiting(let continuation) = waiter {
            continuation.resume(returning: nil)
        }
    }
}
