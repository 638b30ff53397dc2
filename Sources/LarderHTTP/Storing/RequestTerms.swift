public import HTTPTypes

/// One request, as far as the rules look at it. Made once; it parses what it reads.
public struct RequestTerms: Sendable, Hashable {
    public var method: HTTPRequest.Method
    public var directives: RequestDirectives
    public var credentials: RequestCredentials
    public var preconditions: Preconditions
    public var sharing: Sharing

    /// Who has the key that the request is looked up under.
    public enum Sharing: Sendable, Hashable {
        case everybody
        /// The key names the user: what is private to them may lie there.
        case oneUser
    }

    public enum Preconditions: Sendable, Hashable {
        /// None that keep a stored response from answering.
        case none
        /// `If-Match` or `If-Unmodified-Since`: about what the origin has now, which no cache knows (RFC 9111 §4.3.2).
        case forOrigin
    }

    /// No directives, nothing for the origin, no credentials that the key does not know: what is stored and fresh will do.
    public var asksForNothing: Bool {
        self.directives == .none && self.preconditions == .none && self.credentials != .unkeyed
    }

    public init(
        method: HTTPRequest.Method, directives: RequestDirectives = .none, credentials: RequestCredentials = .none,
        preconditions: Preconditions = .none, sharing: Sharing = .everybody
    ) {
        self.method = method
        self.directives = directives
        self.credentials = credentials
        self.preconditions = preconditions
        self.sharing = sharing
    }

    public init(
        method: HTTPRequest.Method, fields: HTTPFields, credentials: RequestCredentials, sharing: Sharing = .everybody
    ) {
        self.init(
            method: method, directives: RequestDirectives(fields), credentials: credentials,
            preconditions: fields.contains(.ifMatch) || fields.contains(.ifUnmodifiedSince) ? .forOrigin : .none,
            sharing: sharing)
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
