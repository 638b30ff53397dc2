public import HTTPTypes

/// How this cache handled a request, for the `Cache-Status` field (RFC 9211).
public struct CacheStatus: Sendable, Hashable {
    public enum Handling: Sendable, Hashable {
        /// Answered from the cache. `timeToLive` is below zero where the response was stale.
        case hit(timeToLive: Duration?)
        case forwarded(ForwardReason, Forwarding = .alone, Storing = .notStored)
    }

    /// Why the request went to the origin (RFC 9211 §2.2).
    public enum ForwardReason: String, Sendable, Hashable {
        case uriMiss = "uri-miss"
        case varyMiss = "vary-miss"
        case stale
        case bypass
        case request
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

    public init(_ handling: Handling, key: String? = nil) {
        self.handling = handling
        self.key = key
    }

    public var text: String {
        var text = "larder"
        switch self.handling {
        case .hit(let timeToLive):
            text += "; hit"
            if let timeToLive {
                text += "; ttl=\(Self.wholeSeconds(timeToLive))"
            }
        case .forwarded(let reason, let forwarding, let storing):
            text += "; fwd=\(reason.rawValue)"
            if storing == .stored { text += "; stored" }
            if forwarding == .collapsed { text += "; collapsed" }
        }
        if let key {
            text += "; key=\"\(Self.escaped(key))\""
        }
        return text
    }

    /// Appends to what caches nearer to the origin said.
    public func append(to fields: inout HTTPFields) {
        fields.append(HTTPField(name: .cacheStatus, value: self.text))
    }

    /// Rounded down, so that what went stale this second is below zero.
    private static func wholeSeconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return attoseconds < 0 ? seconds - 1 : seconds
    }

    /// An `sf-string` holds printable ASCII, with quotes and backslashes escaped (RFC 9651 §3.3.3).
    private static func escaped(_ key: String) -> String {
        var escaped = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "\"", "\\": escaped += "\\\(scalar)"
            case " "..."~": escaped.unicodeScalars.append(scalar)
            default: escaped += PercentEncoding.encode(String(scalar).utf8)
            }
        }
        return escaped
    }
}

extension HTTPField.Name {
    static let cacheStatus = HTTPField.Name("Cache-Status")!
}
