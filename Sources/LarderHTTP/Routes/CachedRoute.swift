import HTTPTypes

/// A route whose responses are cached: its paths, and the keys of its resources.
public struct CachedRoute: Sendable {
    public let path: PathTemplate
    public let policy: CachePolicy
    public let keys: RequestKeyBuilder
    public let resourcesOfURL: ResourcesOfURL

    /// - Parameter resourcesOfURL: Nil: several where the policy keeps a copy for each user.
    public init(path: PathTemplate, policy: CachePolicy, keys: RequestKeyBuilder, resourcesOfURL: ResourcesOfURL? = nil) {
        self.path = path
        self.resourcesOfURL = policy.varyOn.user == .perUser ? .several : resourcesOfURL ?? .one
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

extension CachedRoute {
    /// The key of a plain `GET`; nil where the path is none of this route's.
    ///
    /// - Parameter learned: As in ``RequestKeyBuilder/key(query:host:user:fields:learned:pathParameter:)``.
    public func key(of target: RequestTarget, host: RequestHost, learned: Vary = .none) -> RequestKey? {
        guard let parameters = self.path.match(target.path) else { return nil }
        return self.keys.key(
            query: target.query.map { $0[...] }, host: host, user: nil, fields: [:], learned: learned,
            pathParameter: { parameters[$0] })
    }

    /// Whether a URL of a route has one resource or several.
    public enum ResourcesOfURL: Sendable, Hashable {
        case one
        /// Keys name more of a request than its URL: its user, or a part that the application makes.
        case several
    }

    public var summary: Summary {
        Summary(path: self.path, policy: self.policy)
    }

    /// A route as people declared it.
    public struct Summary: Sendable, Hashable {
        public var path: PathTemplate
        public var policy: CachePolicy

        public init(path: PathTemplate, policy: CachePolicy) {
            self.path = path
            self.policy = policy
        }
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
