/// On what terms a response is kept.
///
/// Everything that reuse asks of a response's head, read once when it is stored. Its age is ``initialAge`` and the time since.
public struct StorageTerms: Sendable, Hashable {
    /// The freshness lifetime, counted from when the response was made.
    public var lifetime: Duration
    /// The age of the response when it was stored: not below zero.
    public var initialAge: Duration
    /// How long past its freshness it may be served while it is refreshed.
    public var staleWhileRevalidate: Duration
    /// How long past its freshness it may answer in place of an error.
    public var staleIfError: Duration
    public var reuse: Reuse
    public var staleServing: StaleServing
    public var audience: Audience
    /// RFC 8246.
    public var isImmutable: Bool
    /// Fields that shared copies go without, in lower case (RFC 9111 §5.2.2.4, §5.2.2.7).
    public var withheldFields: Set<String>

    public init(
        lifetime: Duration, initialAge: Duration = .zero, staleWhileRevalidate: Duration = .zero, staleIfError: Duration = .zero,
        reuse: Reuse = .whileFresh, staleServing: StaleServing = .allowed, audience: Audience = .withoutUnkeyedCredentials,
        isImmutable: Bool = false, withheldFields: Set<String> = []
    ) {
        self.lifetime = lifetime
        self.initialAge = initialAge
        self.staleWhileRevalidate = staleWhileRevalidate
        self.staleIfError = staleIfError
        self.reuse = reuse
        self.staleServing = staleServing
        self.audience = audience
        self.isImmutable = isImmutable
        self.withheldFields = withheldFields
    }

    /// For how long it is served unasked, from when it was stored. Zero: not at all.
    public var freshness: Duration {
        self.reuse == .whileFresh ? max(.zero, self.lifetime - self.initialAge) : .zero
    }

    /// For how long after ``freshness`` it is served while it is refreshed.
    public var staleWindow: Duration {
        guard self.reuse == .whileFresh, self.staleServing == .allowed else { return .zero }
        return max(.zero, min(self.staleWhileRevalidate, self.staleWhileRevalidate + self.lifetime - self.initialAge))
    }

    /// For how long after ``staleWindow`` it is kept: to answer in place of an error, or to be validated.
    ///
    /// - Parameter validationWindow: Zero where nothing is there to ask the origin with.
    public func retention(validationWindow: Duration) -> Duration {
        let forbidsStale = self.reuse == .afterValidation || self.staleServing == .forbidden
        let forErrors = forbidsStale ? .zero : self.lifetime - self.initialAge + self.staleIfError
        return max(.zero, max(forErrors, self.freshness + validationWindow) - self.freshness - self.staleWindow)
    }

    public enum Reuse: Sendable, Hashable {
        case whileFresh
        /// `no-cache`: only after the origin has said that it is current.
        case afterValidation
    }

    public enum StaleServing: Sendable, Hashable {
        case allowed
        /// `must-revalidate`, `proxy-revalidate`, `s-maxage` or `no-cache` (RFC 9111 §4.2.4).
        case forbidden
    }

    /// Whom a stored response may answer (RFC 9111 §3.5).
    public enum Audience: Sendable, Hashable {
        /// `public`, `s-maxage` or `must-revalidate`.
        case everybody
        case withoutUnkeyedCredentials

        public func includes(_ credentials: RequestCredentials) -> Bool {
            self == .everybody || credentials != .unkeyed
        }
    }
}
