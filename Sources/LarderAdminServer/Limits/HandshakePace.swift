import NIOConcurrencyHelpers
import NIOCore

/// When a connection may begin its TLS handshake: a signature costs what hundreds of answers do, so a flood of connections is
/// spread over time instead of taking a core.
struct HandshakePace: Sendable {
    /// Whoever would wait longer is turned away, which bounds those who wait.
    static let longestWait: TimeAmount = .seconds(5)

    private let interval: TimeAmount
    /// Handshakes that may come at once where none came before.
    private let burst: Int64
    private let next = NIOLockedValueBox(NIODeadline.uptimeNanoseconds(0))

    /// - Parameter perSecond: At least 1; bursts are as many.
    init(perSecond: Int) {
        self.interval = .nanoseconds(1_000_000_000 / Int64(perSecond))
        self.burst = Int64(perSecond)
    }

    /// How long to wait for one's turn; nil where too many wait.
    func turn(at now: NIODeadline) -> TimeAmount? {
        self.next.withLockedValue { next in
            let turn = max(next, now - self.interval * self.burst)
            guard turn - now <= Self.longestWait else { return nil }
            next = turn + self.interval
            return max(.zero, turn - now)
        }
    }
}
