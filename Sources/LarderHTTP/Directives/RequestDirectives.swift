public import HTTPTypes

/// What a request asks of caches (RFC 9111 §5.2.1).
public struct RequestDirectives: Sendable, Hashable {
    /// No stored response without asking the origin first.
    public let noCache: Bool
    /// Nothing of this request or its response may be kept.
    public let noStore: Bool
    /// A stored response or a 504, but nothing from the origin.
    public let onlyIfCached: Bool
    /// The greatest age of a stored response that will do. Nil where none is asked.
    public let maximumAge: Duration?

    public init(_ fields: HTTPFields) {
        guard fields.contains(.cacheControl) else {
            // Counts only without Cache-Control (RFC 9111 §5.4).
            self.noCache = CacheDirectives(fields[values: .pragma]).contains("no-cache")
            self.noStore = false
            self.onlyIfCached = false
            self.maximumAge = nil
            return
        }
        let directives = CacheDirectives(fields[values: .cacheControl])
        self.noCache = directives.contains("no-cache")
        self.noStore = directives.contains("no-store")
        self.onlyIfCached = directives.contains("only-if-cached")
        self.maximumAge = directives.seconds("max-age").lifetime.map { .seconds($0) }
    }

    /// Whether a fresh stored response of this age will do. `max-age=0` is how browsers ask for a new one.
    public func accepts(age: Duration) -> Bool {
        guard !self.noCache else { return false }
        guard let maximumAge = self.maximumAge else { return true }
        return maximumAge > .zero && age <= maximumAge
    }

    /// Whether a stale response will do: one that bounds the age has said no (RFC 9111 §5.2.1.2).
    public var acceptsStale: Bool { !self.noCache && self.maximumAge == nil }
}

extension HTTPField.Name {
    static let pragma = HTTPField.Name("Pragma")!
}
