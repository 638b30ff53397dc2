internal import LarderData
internal import LarderEngine
public import LarderHTTP

/// How the catalogue's reads are cached, and what its tables mean to them.
public struct CataloguePolicies: Sendable {
    public init() {}

    public internal(set) var courseList = CachePolicy(
        route: "course_list", timeout: .seconds(900), staleWhileRevalidate: .seconds(60),
        varyOn: VaryOn(query: .only(CourseListParameters.names)),
        // A search finds courses by the text of their subject too.
        tags: ["course", "subject"], keyDisclosure: .shown)

    public internal(set) var singleCourse = CachePolicy(
        route: "single_course", timeout: .seconds(900), staleWhileRevalidate: .seconds(60), pathParameters: ["id"],
        varyOn: VaryOn(query: .none), tags: ["course:{id}"], keyDisclosure: .shown)

    /// Fresh for a few seconds only: quick to make, and the demo shows what expiry and stale serving look like.
    public internal(set) var subjectList = CachePolicy(
        route: "subject_list", timeout: .seconds(5), staleWhileRevalidate: .seconds(60),
        varyOn: VaryOn(query: .only(SubjectListParameters.names)), tags: ["subject"], keyDisclosure: .shown)

    public internal(set) var singleSubject = CachePolicy(
        route: "single_subject", timeout: .seconds(900), staleWhileRevalidate: .seconds(60), pathParameters: ["id"],
        varyOn: VaryOn(query: .none), tags: ["subject:{id}"], keyDisclosure: .shown)

    /// By the paths of their routes.
    private static let paths: [(PathTemplate, any WritableKeyPath<CataloguePolicies, CachePolicy> & Sendable)] = [
        (PathTemplate("/courses/")!, \.courseList), (PathTemplate("/courses/{id}")!, \.singleCourse),
        (PathTemplate("/subjects/")!, \.subjectList), (PathTemplate("/subjects/{id}")!, \.singleSubject),
    ]

    public var all: [CachePolicy] { Self.paths.map { self[keyPath: $0.1] } }

    public static var cachedPaths: [PathTemplate] { self.paths.map(\.0) }

    /// Changes the policy of a route.
    ///
    /// - Returns: False where no cached route has the path.
    public mutating func adjust(_ path: String, _ change: (inout CachePolicy) -> Void) -> Bool {
        guard let template = PathTemplate(path), let policy = Self.paths.first(where: { $0.0 == template })?.1 else {
            return false
        }
        change(&self[keyPath: policy])
        return true
    }

    static let tables = [
        ObservedTable(
            "courses", tags: ["course"], rowTags: { ["course:\($0)"] }, everyRow: .route(CataloguePolicies().singleCourse.route)),
        ObservedTable(
            "subjects", tags: ["subject"], rowTags: { ["subject:\($0)"] },
            everyRow: .route(CataloguePolicies().singleSubject.route)),
    ]
}
