import HTTPTypes
import LarderEngine
import NIOConcurrencyHelpers

/// Lets a bounded number of requests in, at once and per second.
struct RequestGate: Sendable {
    /// Kept back so that those who try again at once do so seldom; refusals themselves must not cost what answers do.
    private static let pause: Duration = .milliseconds(200)

    private struct State {
        var rate: RateLimit
        var running = 0
        var refused = 0
    }

    private enum Entry {
        case admitted
        case refused(Refusal)
    }

    private let limits: AdminLimits
    private let clock: any CacheClock
    private let state: NIOLockedValueBox<State>

    init(_ limits: AdminLimits, clock: any CacheClock) {
        self.limits = limits
        self.clock = clock
        self.state = NIOLockedValueBox(State(rate: RateLimit(perSecond: limits.requestsPerSecond, at: clock.now())))
    }

    var refused: Int { self.state.withLockedValue { $0.refused } }

    /// - Throws: 429 or 503 where there is no room, after a pause.
    func through<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        switch self.enter() {
        case .admitted: break
        case .refused(let refusal):
            try await Task.sleep(for: Self.pause)
            throw refusal
        }
        defer { self.state.withLockedValue { $0.running -= 1 } }
        return try await body()
    }

    private func enter() -> Entry {
        let now = self.clock.now()
        return self.state.withLockedValue { state in
            guard state.running < self.limits.requestsAtOnce else {
                state.refused += 1
                return .refused(Self.refusal(.serviceUnavailable, "\(self.limits.requestsAtOnce) requests are being answered"))
            }
            guard state.rate.admits(at: now) else {
                state.refused += 1
                return .refused(
                    Self.refusal(.tooManyRequests, "There are more than \(self.limits.requestsPerSecond) requests a second"))
            }
            state.running += 1
            return .admitted
        }
    }

    private static func refusal(_ status: HTTPResponse.Status, _ reason: String) -> Refusal {
        Refusal(status, "\(reason): try again in a second, and poll less often", fields: [.retryAfter: "1"])
    }
}
