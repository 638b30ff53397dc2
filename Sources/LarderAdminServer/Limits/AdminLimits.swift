import NIOCore

/// What the listener as a whole takes on, so that a flood of it does not slow the API beside it.
///
/// More is refused: connections, requests at once and looks at every key with 503, the request rate with 429.
public struct AdminLimits: Sendable, Hashable {
    /// At least 1.
    public var connections = 512
    /// Answered or waiting at the same time. At least 1.
    public var requestsAtOnce = 256
    /// Over all clients, with bursts of as many. At least 1.
    public var requestsPerSecond = 1000
    /// TLS handshakes, with bursts of as many; those beyond wait for their turn, at most five seconds. At least 1.
    public var handshakesPerSecond = 50
    /// Long polls at the same time.
    public var waitersForEvents = 128
    /// Requests that look at many keys, queued behind the one that runs. At least 1.
    public var looksAtOnce = 16
    /// Of a request's line and fields.
    public var headerBytes = 64 * 1024
    public var bodyBytes = 64 * 1024
    /// How long a connection may say nothing, and how long the head of a request may take.
    public var idleTimeout: Duration = .seconds(30)
    /// How long the body of a request may take.
    public var requestTimeout: Duration = .seconds(10)
    /// How long a client may take to accept an answer.
    public var answerTimeout: Duration = .seconds(30)

    public init() {}
}
