/// Why a response is not stored.
public enum StorageRefusal: String, Sendable, Hashable, CaseIterable {
    /// RFC 9111 §3.
    case method
    /// One that is not stored, or not understood where `must-understand` asks for that (RFC 9111 §5.2.2.3).
    case status
    /// The request says `no-store` (RFC 9111 §5.2.1.5).
    case request
    case setCookie = "set-cookie"
    /// RFC 9111 §5.2.2.5.
    case noStore = "no-store"
    /// RFC 9111 §5.2.2.7.
    case `private`
    /// RFC 9111 §5.2.2.4, where the origin cannot be asked.
    case noCache = "no-cache"
    /// `Vary: *`, or a header that keys do not hold (RFC 9111 §4.1).
    case vary
    /// RFC 9111 §3.5.
    case authorization
    /// It is stale already, and nothing could be done with it then (RFC 9111 §4.2).
    case expired
    /// Its header is larger than the rules allow.
    case headerSize = "header-size"
}
