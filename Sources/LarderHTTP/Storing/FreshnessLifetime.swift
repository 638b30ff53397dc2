import HTTPTypes

/// How long a response is fresh (RFC 9111 §4.2.1).
///
/// The route's timeout is the longest; a response that gives itself less is believed. (In Django the timeout of `cache_page` wins
/// over the response's own `max-age`, so what a client was told to keep for 5 seconds is served for 15 minutes.) Among what the
/// response says `s-maxage` goes before `max-age`, and that before `Expires`.
enum FreshnessLifetime {
    /// - Parameter wallSeconds: Now, in seconds since 1970, where the response brought no `Date`.
    static func of(_ fields: HTTPFields, directives: ResponseDirectives, timeout: Duration, wallSeconds: Double) -> Duration {
        let ownSeconds =
            directives.sharedMaximumAge.lifetime ?? directives.maximumAge.lifetime
            ?? self.expires(fields, wallSeconds: wallSeconds)
        guard let ownSeconds else { return timeout }
        return min(timeout, .seconds(ownSeconds))
    }

    /// An `Expires` that is no date, or is there twice, has passed (RFC 9111 §5.3).
    private static func expires(_ fields: HTTPFields, wallSeconds: Double) -> Int64? {
        let values = fields[values: .expires]
        guard let first = values.first else { return nil }
        guard values.count == 1, let expires = HTTPDate(first) else { return 0 }
        let date = fields[.date].flatMap { HTTPDate($0) }?.seconds ?? Int64(wallSeconds)
        return max(0, expires.seconds - date)
    }
}
