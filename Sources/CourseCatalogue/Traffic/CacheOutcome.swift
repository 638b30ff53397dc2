/// How the cache answered, as the `Cache-Status` field tells (RFC 9211).
enum CacheOutcome: Equatable, Sendable {
    case hit
    /// A hit past its freshness: RFC 9211 §2.4 writes a negative `ttl`.
    case staleHit
    case miss
    case bypassed

    /// - Parameter field: the field's value; nil, where an answer has none, is a miss: it came from the handler.
    init(cacheStatus field: String?) {
        let parameters = (field ?? "").split(separator: ";").dropFirst()
            .map { parameter in parameter.drop { $0 == " " } }
        if parameters.contains("hit") {
            self = parameters.contains { $0.hasPrefix("ttl=-") } ? .staleHit : .hit
        } else {
            self = parameters.contains { $0 == "fwd=bypass" || $0 == "fwd=request" } ? .bypassed : .miss
        }
    }
}
