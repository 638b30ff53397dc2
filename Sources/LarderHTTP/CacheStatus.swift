public import HTTPTypes

/// How this cache handled a request, for the `Cache-Status` field (RFC 9211).
///
/// Only on what an origin made, be it stored: an answer of the cache's own, such as a 504, goes without (RFC 9211 §2).
public struct CacheStatus: Sendable, Hashable {
    public enum Handling: Sendable, Hashable {
        /// Answered from the cache. `timeToLive` is below zero where the response was stale.
        case hit(timeToLive: Duration?)
        case forwarded(ForwardReason, Forwarding = .alone, Storing = .notStored)
    }

    /// Why the request went to the origin (RFC 9211 §2.2).
    public enum ForwardReason: String, Sendable, Hashable, CaseIterable {
        case uriMiss = "uri-miss"
        case varyMiss = "vary-miss"
        /// Neither of these two, or not known which.
        case miss
        case stale
        case bypass
        case request
        /// The method always goes there.
        case method
        /// Only part of what was asked for is stored.
        case partial
    }

    public enum Forwarding: Sendable, Hashable {
        case alone
        /// Answered by the origin's response to another request (RFC 9211 §2.6).
        case collapsed
    }

    public enum Storing: Sendable, Hashable {
        case stored
        case notStored
    }

    public var handling: Handling
    /// Nil where it is withheld.
    public var key: String?
    /// What the origin answered, where the client gets another status: 304 after a successful validation (RFC 9211 §2.3).
    public var forwardStatus: Int?
    /// More, in this cache's own words (RFC 9211 §2.8).
    public var detail: String?

    public init(_ handling: Handling, key: String? = nil, forwardStatus: Int? = nil, detail: String? = nil) {
        self.handling = handling
        self.key = key
        self.forwardStatus = forwardStatus
        self.detail = detail
    }

    public var text: String {
        var text = "larder"
        switch self.handling {
        case .hit(let timeToLive):
            text += "; hit"
            if let timeToLive { Self.append(String(Self.wholeSeconds(timeToLive)), as: "; ttl=", to: &text) }
        case .forwarded(let reason, let forwarding, let storing):
            Self.append(reason.rawValue, as: "; fwd=", to: &text)
            if let forwardStatus { Self.append(String(forwardStatus), as: "; fwd-status=", to: &text) }
            if storing == .stored { text += "; stored" }
            if forwarding == .collapsed { text += "; collapsed" }
        }
        if let key { Self.append(Self.quoted(key), as: "; key=", to: &text) }
        if let detail { Self.append(Self.quoted(detail), as: "; detail=", to: &text) }
        return text
    }

    /// Not an interpolation: on the hit path.
    private static func append(_ value: String, as name: String, to text: inout String) {
        text += name
        text += value
    }

    /// Appends to what caches nearer to the origin said.
    public func append(to fields: inout HTTPFields) {
        fields.append(HTTPField(name: .cacheStatus, value: self.text))
    }

    /// Rounded down, so that what went stale this second is below zero. An `sf-integer` has at most 15 digits.
    private static func wholeSeconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let whole = attoseconds < 0 ? seconds - 1 : seconds
        return min(max(whole, -DeltaSeconds.greatest), DeltaSeconds.greatest)
    }

    /// An `sf-string` holds printable ASCII, with quotes and backslashes escaped (RFC 9651 §3.3.3).
    private static func quoted(_ text: String) -> String {
        var escaped = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": escaped += "\\\(scalar)"
            case " "..."~": escaped.unicodeScalars.append(scalar)
            default: escaped += PercentEncoding.encode(String(scalar).utf8)
            }
        }
        return escaped + "\""
    }
}
