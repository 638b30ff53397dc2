/// Why a response is not stored.
public enum StorageRefusal: String, Sendable, Hashable, CaseIterable {
    case method
    case status
    case request
    case setCookie = "set-cookie"
    case noStore = "no-store"
    case `private`
    case noCache = "no-cache"
    case vary
    case authorization
    case expired
    case headerSize = "header-size"
    case bodySize = "body-size"
    case handler

    /// For people: what about the response, or its request, decided.
    public var explanation: String {
        switch self {
        case .method: "Responses to this method are not stored."
        case .status: "Responses with this status are not stored, or only where they say for how long they are fresh."
        case .request: "The request says no-store."
        case .setCookie: "The response sets a cookie, which is for one client."
        case .noStore: "The response says no-store."
        case .private: "The response says private, and its key does not name a user."
        case .noCache: "The response says no-cache, and nothing is there to ask the origin with whether it is current."
        case .vary: "The response varies on everything, or on a header that keys do not hold."
        case .authorization:
            "The request has credentials that its key does not hold, and the response does not say that it is for all."
        case .expired: "The response is stale when it comes, and nothing is there to ask the origin with whether it is current."
        case .headerSize: "The header of the response is larger than is stored."
        case .handler: "The handler asked that its response is not stored."
        case .bodySize: "The body of the response is larger than is stored."
        }
    }

    /// Where the rule stands; nil for a rule of this cache's own.
    public var section: String? {
        switch self {
        case .method, .status: "RFC 9111 §3"
        case .request: "RFC 9111 §5.2.1.5"
        case .noStore: "RFC 9111 §5.2.2.5"
        case .private: "RFC 9111 §5.2.2.7"
        case .noCache: "RFC 9111 §5.2.2.4"
        case .vary: "RFC 9111 §4.1"
        case .authorization: "RFC 9111 §3.5"
        case .expired: "RFC 9111 §4.2"
        case .setCookie, .headerSize, .bodySize, .handler: nil
        }
    }
}
