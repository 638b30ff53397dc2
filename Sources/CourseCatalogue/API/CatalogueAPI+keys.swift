import HTTPTypes
import LarderHTTP

extension CatalogueAPI {
    /// The keys under which answers to a URL of this API are stored, each for all its variants.
    ///
    /// - Parameter url: absolute, or a path with its query.
    /// - Returns: nil for a URL that is not cached: a twin, or nothing of this API.
    public static func keys(ofURL url: String) -> [String]? {
        let parts = target(of: url).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let segments = parts[0].split(separator: "/")
        guard let policy = policy(of: segments) else { return nil }
        let key = RequestKeyBuilder(policy: policy, secret: .ofProcess).key(
            query: parts.dropFirst().first, host: .own, user: nil, fields: [:],
            pathParameter: { $0 == "id" ? segments.last : nil })
        return [key.resource]
    }

    /// Path and query, as a request line has them.
    private static func target(of url: String) -> Substring {
        let url = url.prefix { $0 != "#" }
        guard let scheme = url.firstRange(of: "://") else { return url }
        return url[scheme.upperBound...].drop { $0 != "/" }
    }

    private static func policy(of segments: [Substring]) -> CachePolicy? {
        switch (segments.first, segments.count) {
        case ("courses", 1): CataloguePolicies.courseList
        case ("courses", 2): CataloguePolicies.singleCourse
        case ("subjects", 1): CataloguePolicies.subjectList
        case ("subjects", 2): CataloguePolicies.singleSubject
        default: nil
        }
    }
}
