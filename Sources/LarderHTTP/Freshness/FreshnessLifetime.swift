import HTTPTypes

/// How long a response is fresh (RFC 9111 §4.2.1).
///
/// Among what the response says `s-maxage` goes before `max-age`, and that before `Expires`; then come what the rules give its
/// status, the rules' fixed lifetime, or an estimate from `Last-Modified`. The rules' longest lifetime bounds them all. (In Django
/// the timeout of `cache_page` wins over the response's own `max-age`, so what a client was told to keep for 5 seconds is served for
/// 15 minutes.)
enum FreshnessLifetime: Equatable {
    /// The response or the rules say so in so many words.
    case explicit(Duration)
    case estimated(Duration)
    /// Nothing says how long.
    case unstated

    static func of(
        _ fields: HTTPFields, status: CacheableStatus, directives: ResponseDirectives, rules: CachingRules, exchange: Exchange
    ) -> FreshnessLifetime {
        let longest = rules.longestLifetime ?? .seconds(DeltaSeconds.greatest)
        let stated =
            directives.sharedMaximumAge.lifetime ?? directives.maximumAge.lifetime
            ?? (directives.source == .cacheControl ? self.expires(fields, exchange) : nil)
            ?? rules.statusLifetimes[status.code]
        if let stated { return .explicit(max(.zero, min(longest, stated))) }
        switch rules.unstatedLifetime {
        case .fixed(let lifetime):
            // What failed is made again soon, unless somebody says that it stays.
            guard status.isHeuristicallyCacheable, !status.isError else { return .unstated }
            return .explicit(max(.zero, min(longest, lifetime)))
        case .estimated(let estimate):
            guard status.isHeuristicallyCacheable || directives.isPublic,
                let lifetime = estimate.lifetime(of: fields, in: exchange)
            else { return .unstated }
            return .estimated(min(longest, lifetime))
        }
    }

    var duration: Duration? {
        switch self {
        case .explicit(let lifetime), .estimated(let lifetime): lifetime
        case .unstated: nil
        }
    }

    /// An `Expires` that is no date, or is there twice and differs, has passed (RFC 9111 §5.3, §4.2.1).
    private static func expires(_ fields: HTTPFields, _ exchange: Exchange) -> Duration? {
        guard fields.contains(.expires) else { return nil }
        let lines = fields[values: .expires]
        guard let first = lines.first, lines.allSatisfy({ $0 == first }),
            let expires = HTTPDate(first, relativeTo: exchange.receivedAt)
        else { return .zero }
        return max(.zero, expires.duration(since: exchange.date(of: fields)))
    }
}

/// A lifetime from how long the representation has been unchanged (RFC 9111 §4.2.2).
public struct HeuristicLifetime: Sendable, Hashable {
    /// Of the time since `Last-Modified`, in parts of a hundred.
    public var percent: Int
    public var longest: Duration

    /// A tenth, and a day at most.
    public init(percent: Int = 10, longest: Duration = .seconds(86400)) {
        precondition((0...100).contains(percent), "A heuristic takes 0 to 100 percent, got \(percent).")
        self.percent = percent
        self.longest = longest
    }

    /// Nil where the response has no `Last-Modified` that can be read; zero where that lies ahead of its `Date`.
    func lifetime(of fields: HTTPFields, in exchange: Exchange) -> Duration? {
        guard let text = fields[.lastModified], let modified = HTTPDate(text, relativeTo: exchange.receivedAt) else { return nil }
        let unchanged = exchange.date(of: fields).duration(since: modified)
        return max(.zero, min(self.longest, unchanged * self.percent / 100))
    }
}
