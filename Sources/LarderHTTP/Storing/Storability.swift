public import HTTPTypes

/// Whether a response may be kept to answer other requests (RFC 9111 §3), decided on its head.
public enum Storability: Sendable, Hashable {
    case storable(StorageTerms)
    case refused(StorageRefusal)

    /// - Parameters:
    ///   - credentials: What the request's `Authorization` means to its key.
    ///   - wallSeconds: Now, in seconds since 1970.
    public init(
        status: HTTPResponse.Status,
        fields: HTTPFields,
        credentials: RequestCredentials,
        policy: CachePolicy,
        wallSeconds: Double
    ) {
        let directives = ResponseDirectives(fields)
        if let refusal = Self.refusal(status, fields, directives, credentials, keyed: policy.varyOn.headers) {
            self = .refused(refusal)
            return
        }
        let freshness = FreshnessLifetime.of(
            fields, directives: directives, timeout: policy.timeout, wallSeconds: wallSeconds)
        guard freshness > .zero else {
            self = .refused(.expired)
            return
        }
        let staleWindow = directives.forbidsStaleServing ? .zero : policy.staleWhileRevalidate
        self = .storable(
            StorageTerms(
                freshness: freshness, staleWindow: staleWindow,
                staleServing: directives.forbidsStaleServing ? .forbidden : .allowed,
                audience: directives.allowsAuthorized ? .everybody : .withoutUnkeyedCredentials))
    }

    private static func refusal(
        _ status: HTTPResponse.Status,
        _ fields: HTTPFields,
        _ directives: ResponseDirectives,
        _ credentials: RequestCredentials,
        keyed: [HTTPField.Name]
    ) -> StorageRefusal? {
        if status != .ok { return .status }
        if fields.contains(.setCookie) { return .setCookie }
        if directives.noStore { return .noStore }
        if directives.isPrivate { return .private }
        // There is nothing to revalidate with: a handler makes the whole response or none.
        if directives.noCache { return .noCache }
        if !Vary(fields).isCovered(by: keyed) { return .vary }
        if credentials == .unkeyed && !directives.allowsAuthorized { return .authorization }
        return nil
    }
}

/// On what terms a response is kept.
public struct StorageTerms: Sendable, Hashable {
    /// More than zero.
    public var freshness: Duration
    public var staleWindow: Duration
    public var staleServing: StaleServing
    public var audience: Audience

    public enum StaleServing: Sendable, Hashable {
        case allowed
        /// `must-revalidate`, `proxy-revalidate`, `s-maxage` (RFC 9111 §4.2.4).
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

/// What the `Authorization` of a request means to the key it is looked up under.
public enum RequestCredentials: Sendable, Hashable {
    case none
    /// The key names the user, or the route declares that its responses do not depend on credentials.
    case accountedFor
    case unkeyed

    public init(_ fields: HTTPFields, user: UserIdentity?, stance: AuthorizationStance) {
        if !fields.contains(.authorization) {
            self = .none
        } else {
            self = user != nil || stance == .independent ? .accountedFor : .unkeyed
        }
    }
}

/// Why a response is not stored.
public enum StorageRefusal: String, Sendable, Hashable, CaseIterable {
    /// Only 200 is stored.
    case status
    case setCookie = "set-cookie"
    case noStore = "no-store"
    case `private`
    case noCache = "no-cache"
    /// `Vary: *`, or a header that the route does not key on.
    case vary
    case authorization
    /// The response says that it is stale already.
    case expired
}
