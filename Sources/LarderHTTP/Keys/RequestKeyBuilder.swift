public import HTTPTypes

/// Makes the keys of one route.
///
/// Two requests share a key only where every reader takes them to say the same; see ``KeyComponent``. Parameters of different
/// names are sorted, those of one name keep their order, for handlers read the first.
public struct RequestKeyBuilder: Sendable {
    private let route: String
    private let pathParameters: [String]
    private let query: QuerySelection
    private let headers: [HTTPField.Name]
    private let redactedQuery: Set<String>
    private let secret: KeySecret

    public init(policy: CachePolicy, secret: KeySecret) {
        self.route = policy.route
        self.pathParameters = policy.pathParameters
        self.query = policy.varyOn.query
        self.headers = policy.varyOn.headers
        self.redactedQuery = policy.redactedQuery
        self.secret = secret
    }

    /// - Parameters:
    ///   - query: What follows the `?`, undecoded; nil or empty where there is none.
    ///   - user: Nil where the route is not cached per user or nobody is named.
    ///   - learned: The headers that a stored response under this resource says it depends on (``VarySelections``).
    ///   - pathParameter: The value of a path parameter, undecoded.
    public func key(
        query: Substring?,
        host: RequestHost,
        user: UserIdentity?,
        fields: HTTPFields,
        learned: Vary = .none,
        pathParameter: (String) -> Substring?
    ) -> RequestKey {
        var draft = KeyDraft(secret: self.secret)
        for name in self.pathParameters {
            draft.append(segment: pathParameter(name) ?? "")
        }
        if let user {
            draft.append(user: user)
        }
        if let query, self.query != .none {
            for parameter in QueryParameter.parse(query) {
                let name = KeyComponent(name: parameter.name)
                let decoded = name.decoded
                guard self.query.includes(decoded) else { continue }
                draft.append(parameter, name: name, discretion: self.redactedQuery.contains(decoded) ? .redacted : .plain)
            }
        }
        var variants = KeyVariants()
        for name in self.headers {
            variants.append(header: name, of: fields, secret: self.secret)
        }
        for name in learned.headers {
            variants.append(learned: name, of: fields, secret: self.secret)
        }
        if case .named(let host) = host {
            variants.append(KeyVariants.host, bytes: host.utf8)
        }
        if let spelling = draft.spellingMark {
            variants.append(KeyVariants.spelling, bytes: spelling.utf8)
        }
        return RequestKey(resource: draft.resource(of: self.route), variant: variants.text)
    }
}
