public import HTTPTypes

/// Makes the keys of one route.
///
/// Two requests share a key only where every reader takes them to say the same; see ``KeyComponent``. Parameters of different
/// names are sorted, those of one name keep their order, for handlers read the first.
public final class RequestKeyBuilder: Sendable {
    /// With the `:` that follows it.
    private let route: String
    private let pathParameters: [String]
    private let query: QuerySelection
    private let headers: [HTTPField.Name]
    private let redactedQuery: Set<String>
    private let secret: KeySecret

    public init(policy: CachePolicy, secret: KeySecret) {
        self.route = "\(policy.route):"
        self.pathParameters = policy.pathParameters
        self.query = policy.varyOn.query
        self.headers = policy.varyOn.headers
        self.redactedQuery = policy.redactedQuery
        self.secret = secret
    }

    /// The query without the parameters that keys do not hold, the others as they were sent: what a handler may depend on.
    public func keyed(_ query: String) -> String {
        switch self.query {
        case .all: return query
        case .none: return ""
        case .only:
            let kept = QueryParameters(query[...]).filter { self.query.includes(KeyComponent(name: $0.name).decoded) }
            return kept.map { parameter in parameter.value.map { "\(parameter.name)=\($0)" } ?? String(parameter.name) }
                .joined(separator: "&")
        }
    }

    /// - Parameters:
    ///   - query: What follows the `?`, undecoded; nil or empty where there is none.
    ///   - user: Nil where the route is not cached per user or nobody is named.
    ///   - parts: What else tells requests apart, by name.
    ///   - learned: The headers that a stored response under this resource says it depends on (``VarySelections``).
    ///   - pathParameter: The value of a path parameter, undecoded.
    public func key(
        query: Substring?,
        host: RequestHost,
        user: UserIdentity?,
        fields: HTTPFields,
        parts: [KeyPartValue] = [],
        learned: Vary = .none,
        pathParameter: (String) -> Substring?
    ) -> RequestKey {
        var draft = KeyDraft(route: self.route, secret: self.secret)
        for name in self.pathParameters {
            draft.append(segment: pathParameter(name) ?? "")
        }
        if let user {
            draft.append(user: user)
        }
        for part in parts {
            draft.append(part)
        }
        if let query, self.query != .none {
            for parameter in QueryParameters(query) {
                let name = KeyComponent(name: parameter.name)
                guard self.query.includes(name.decoded) else { continue }
                draft.append(parameter, name: name, discretion: self.discretion(of: name))
            }
            draft.sort()
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
        if let spelling = draft.spellingMark(segments: self.pathParameters.map { pathParameter($0) ?? "" }) {
            variants.append(KeyVariants.spelling, bytes: spelling.utf8)
        }
        return RequestKey(resource: draft.resource(), variant: variants.text)
    }

    private func discretion(of name: KeyComponent) -> KeyDraft.Discretion {
        !self.redactedQuery.isEmpty && self.redactedQuery.contains(String(name.decoded)) ? .redacted : .plain
    }
}
