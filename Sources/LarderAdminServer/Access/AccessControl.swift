import HTTPTypes
import LarderEngine
import NIOConcurrencyHelpers

/// Who asks, as far as the endpoint knows.
struct Caller: Sendable, Equatable {
    /// The token's name; nil where there are no tokens.
    var name: String?
    var role: Role
}

/// Decides who may do what. Without tokens everybody who can reach the listener may do everything.
struct AccessControl: Sendable {
    /// Refusals kept back at once; more than these are answered at once, so that waiting ones do not pile up.
    private static let mostWaiting = 64

    private struct State {
        var backoff = FailureBackoff()
        var waiting = 0
    }

    private let tokens: Reloading<TokenTable>?
    private let clock: any CacheClock
    private let state = NIOLockedValueBox(State())

    init(tokens: Reloading<TokenTable>?, clock: any CacheClock) {
        self.tokens = tokens
        self.clock = clock
    }

    /// - Parameter address: The client's, without port.
    /// - Throws: 401 without a known token, kept back for addresses that keep trying; 403 where the token's role is too little.
    func caller(of request: HTTPRequest, at address: String, needing role: Role) async throws -> Caller {
        guard let table = self.tokens?.current else { return Caller(name: nil, role: .purge) }
        let credentials = request.headerFields[values: .authorization]
        guard !credentials.isEmpty else {
            throw Self.unauthorized("This endpoint needs a token: send Authorization: Bearer <token>, larder takes --token-file")
        }
        guard credentials.count == 1, let presented = Self.token(in: credentials[0]), let token = table.token(matching: presented)
        else {
            try await self.keepBack(address)
            throw Self.unauthorized("The token is not known here. Tokens are listed, as hashes, in the endpoint's tokens_file")
        }
        guard token.role >= role else {
            throw Refusal(
                .forbidden,
                "The token \(Refusal.quote(token.name)) has the role \(token.role.rawValue), and this needs \(role.rawValue)")
        }
        return Caller(name: token.name, role: token.role)
    }

    private func keepBack(_ address: String) async throws {
        let now = self.clock.now()
        let delay = self.state.withLockedValue { state -> Duration? in
            let delay = state.backoff.failed(address, at: now)
            guard delay > .zero, state.waiting < Self.mostWaiting else { return delay > .zero ? nil : .zero }
            state.waiting += 1
            return delay
        }
        guard let delay else {
            throw Refusal(
                .tooManyRequests, "Too many wrong tokens. Wait, and look at the one that you send",
                fields: [.retryAfter: "\(FailureBackoff.longest.components.seconds)"])
        }
        guard delay > .zero else { return }
        defer { self.state.withLockedValue { $0.waiting -= 1 } }
        try await Task.sleep(for: delay)
    }

    private static func unauthorized(_ detail: String) -> Refusal {
        Refusal(.unauthorized, detail, fields: [.wwwAuthenticate: "Bearer"])
    }

    /// RFC 6750 §2.1; schemes are compared without regard to case.
    private static func token(in credentials: String) -> Substring? {
        let parts = credentials.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty else { return nil }
        return parts[1]
    }
}
