/// The host that a request names, as far as its key depends on it.
public enum RequestHost: Sendable, Hashable {
    /// The listener's own address: left out of keys.
    case own
    case named(String)

    /// - Parameters:
    ///   - authority: `Host` or `:authority` as it came; nil where the request has none, which is a host of its own.
    ///   - own: The listener's authorities in lower case, with the port they are reached under: `127.0.0.1:8480`.
    public init(authority: String?, own: Set<String>) {
        // As clients write it nearly always.
        if let authority, own.contains(authority) {
            self = .own
            return
        }
        // Host names are compared without case (RFC 3986 §3.2.2).
        let authority = authority?.lowercased() ?? ""
        self = own.contains(authority) ? .own : .named(authority)
    }
}
