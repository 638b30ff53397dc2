import LarderHTTP

/// What was declared of a route before its whole path is known.
enum RoutePolicy: Sendable {
    case stated(CachePolicy)
    /// Its name and path parameters follow from its path.
    case named(afterPath: CachePolicy)

    var declared: CachePolicy {
        switch self {
        case .stated(let policy), .named(let policy): policy
        }
    }

    func policy(at path: PathTemplate) -> CachePolicy {
        switch self {
        case .stated(let policy): return policy
        case .named(var policy):
            policy.route = path.routeName
            policy.pathParameters = path.names
            return policy
        }
    }
}
