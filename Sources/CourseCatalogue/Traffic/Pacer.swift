/// Says when the next request is due, at an even rate.
///
/// A sender that falls behind catches up on at most `allowance`; what it missed before that is left out, so that a pause is not
/// followed by a burst.
struct Pacer: Sendable {
    static let allowance: Duration = .milliseconds(100)

    /// Nil: as fast as it goes.
    private let interval: Duration?
    private var next: Duration = .zero

    /// - Parameter rate: requests per second; 0 for as fast as it goes.
    init(rate: Int) {
        interval = rate > 0 ? .seconds(1) / rate : nil
    }

    /// - Parameter elapsed: time since the beginning.
    /// - Returns: when the request is due, on the same scale; not after `elapsed` for one that is late.
    mutating func schedule(at elapsed: Duration) -> Duration {
        guard let interval else { return elapsed }
        let due = max(next, elapsed - Self.allowance)
        next = due + interval
        return due
    }
}
