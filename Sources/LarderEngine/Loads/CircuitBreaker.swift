/// Keeps a source that does not answer in time from being waited for by everybody who could have a stale value instead.
///
/// It never keeps anybody from the source who has nothing else. Failures are what took too long; a source that answers with an
/// error is there.
public struct CircuitBreaker: Sendable {
    public enum State: String, Sendable {
        case closed
        case open
        /// Its rest is over: one at a time is let through to see.
        case halfOpen = "half-open"
    }

    private enum Phase {
        case closed(failures: Int)
        case open(until: CacheInstant)
        /// `until`: then whoever was let through counts as lost.
        case probing(until: CacheInstant)
    }

    private let threshold: Int
    private let rest: Duration
    private var phase = Phase.closed(failures: 0)

    /// - Parameters:
    ///   - threshold: Failures in a row that open it. At least 1.
    ///   - rest: How long it stays open before the source is tried again.
    public init(threshold: Int = 5, rest: Duration = .seconds(10)) {
        precondition(threshold > 0, "a breaker opens after at least one failure, got \(threshold)")
        self.threshold = threshold
        self.rest = rest
    }

    /// Whether the source is to be asked by somebody who could do without. Half open, that is one at a time.
    public mutating func admits(at now: CacheInstant) -> Bool {
        switch self.phase {
        case .closed: return true
        case .open(let until), .probing(let until):
            guard now >= until else { return false }
            self.phase = .probing(until: now.advanced(by: self.rest))
            return true
        }
    }

    public mutating func succeeded() {
        self.phase = .closed(failures: 0)
    }

    public mutating func failed(at now: CacheInstant) {
        switch self.phase {
        case .closed(let failures) where failures + 1 < self.threshold:
            self.phase = .closed(failures: failures + 1)
        case .closed, .open, .probing:
            self.phase = .open(until: now.advanced(by: self.rest))
        }
    }

    public func state(at now: CacheInstant) -> State {
        switch self.phase {
        case .closed: .closed
        case .open(let until): now < until ? .open : .halfOpen
        case .probing: .halfOpen
        }
    }
}
