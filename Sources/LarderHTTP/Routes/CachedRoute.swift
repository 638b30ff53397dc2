import HTTPTypes

/// A route whose responses are cached: its paths, and the keys of its resources.
public struct CachedRoute: Sendable {
    public let path: PathTemplate
    public let policy: CachePolicy
    public let keys: RequestKeyBuilder

    public init(path: PathTemplate, policy: CachePolicy, keys: RequestKeyBuilder) {
        self.path = path
        self.policy = policy
        self.keys = keys
    }

    /// The keys of all that a path has: every query, every user, every variant.
    ///
    /// - Returns: Nil where the path is none of this route's.
    public func resources(at path: some StringProtocol) -> ResourceKeys? {
        guard let parameters = self.path.match(path) else { return nil }
        let key = self.keys.key(query: nil, host: .own, user: nil, fields: [:], pathParameter: { parameters[$0] })
        return ResourceKeys(resource: key.resource)
    }
}

/// The keys of one path.
public struct ResourceKeys: Sendable, Hashable {
    /// Without a query, for nobody in particular.
    public let resource: String
    /// How the keys of all others begin.
    public let prefix: String

    init(resource: String) {
        self.resource = resource
        // `course_list:` is followed at once by what tells requests apart, `single_course:42` by a separator.
        self.prefix = resource.hasSuffix(":") ? resource : "\(resource):"
    }
}
