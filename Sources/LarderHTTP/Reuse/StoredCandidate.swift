/// What the store has for a request.
public enum StoredCandidate: Sendable, Hashable {
    /// Nothing: no response of this resource (`uri-miss`), or none that this request selects (`vary-miss`).
    case absent(CacheStatus.ForwardReason)
    /// - Parameters:
    ///   - residence: How long it has been stored, or since it was last found current.
    case stored(CachedHead, residence: Duration, standing: Standing = .undisturbed)

    /// What invalidation has made of a stored response.
    public enum Standing: Sendable, Hashable {
        case undisturbed
        /// Stale by a person's wish, though it may be fresh by its age.
        ///
        /// - Parameters:
        ///   - window: For how long it may still be served while it is refreshed. Zero: no more.
        case soft(window: Duration)
        /// Not to be used before the origin was asked (RFC 9111 §4.4).
        case invalid
    }
}
