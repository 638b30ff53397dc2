import HTTPTypes

/// When a response came, and how long it was asked for.
public struct Exchange: Sendable, Hashable {
    /// When its head was there, by this cache's own clock.
    public let receivedAt: HTTPDate
    /// From sending the request to ``receivedAt``. It counts as age, for nobody knows when in between the response was made
    /// (RFC 9111 §4.2.3). Not below zero.
    public let delay: Duration

    public init(receivedAt: HTTPDate, delay: Duration = .zero) {
        self.receivedAt = receivedAt
        self.delay = max(.zero, delay)
    }

    /// The `Date` of the response; when it was received, where it has none that can be read (RFC 9110 §6.6.1).
    func date(of fields: HTTPFields) -> HTTPDate {
        guard let text = fields[.date] else { return self.receivedAt }
        return HTTPDate(text, relativeTo: self.receivedAt) ?? self.receivedAt
    }
}
