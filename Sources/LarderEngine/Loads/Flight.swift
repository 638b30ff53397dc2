import NIOConcurrencyHelpers

/// One load and those who wait for it.
final class Flight: Sendable {
    enum Outcome: Sendable {
        /// `outdatedSince`: the number of the first invalidation that the entry does not know of.
        case landed(CachedEntry, outdatedSince: UInt64?)
        case uncacheable
        /// What it made is its leader's alone.
        case notForOthers
        case failed(any Error)
    }

    private struct State {
        var outcome: Outcome?
        var placesGiven = 0
        var placesTaken = 0
        var waiting: [Int: CheckedContinuation<Outcome?, Never>] = [:]
        /// Gave up before they began to wait.
        var gone: Set<Int> = []
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
            guard state.placesTaken < limit else { return nil }
            state.placesTaken += 1
            state.placesGiven += 1
            return state.placesGiven
        }
    }

    func land(_ outcome: Outcome) {
        let waiting = self.state.withLockedValue { state in
            guard state.outcome == nil else { return [:] as [Int: CheckedContinuation<Outcome?, Never>] }
            state.outcome = outcome
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values {
            continuation.resume(returning: outcome)
        }
    }

    /// Nil for whoever gave up.
    func outcome(for place: Int) async -> Outcome? {
        await withCheckedContinuation { continuation in
            let known: Outcome?? = self.state.withLockedValue { state in
                if let outcome = state.outcome { return .some(outcome) }
                if state.gone.contains(place) { return .some(nil) }
                state.waiting[place] = continuation
                return nil
            }
            if let known {
                continuation.resume(returning: known)
            }
        }
    }

    /// Gives the place back; nothing where that has been done or the load has ended.
    func giveUp(_ place: Int) {
        let continuation = self.state.withLockedValue { state -> CheckedContinuation<Outcome?, Never>? in
            guard state.outcome == nil, state.gone.insert(place).inserted else { return nil }
            state.placesTaken -= 1
            return state.waiting.removeValue(forKey: place)
        }
        continuation?.resume(returning: nil)
    }
}
