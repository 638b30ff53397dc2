/// An error of the stats endpoint (RFC 9457, `application/problem+json`).
public struct Problem: Codable, Sendable, Equatable, Error {
    /// `about:blank`: the status says it all; `detail` says what to do.
    public var type: String
    public var title: String
    public var status: Int
    public var detail: String

    public init(type: String = "about:blank", title: String, status: Int, detail: String) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
    }
}
