internal import LarderData
internal import LarderEngine
internal import LarderHTTP

/// How the catalogue's reads are cached, and what its tables mean to them.
enum CataloguePolicies {
    static let courseList = CachePolicy(
        route: "course_list", timeout: .seconds(900), staleWhileRevalidate: .seconds(60),
        varyOn: VaryOn(query: .only(CourseListParameters.names)),
        // A search finds courses by the text of their subject too.
        tags: ["course", "subject"], keyDisclosure: .shown)

    static let singleCourse = CachePolicy(
        route: "single_course", timeout: .seconds(900), staleWhileRevalidate: .seconds(60), pathParameters: ["id"],
        varyOn: VaryOn(query: .none), tags: ["course:{id}"], keyDisclosure: .shown)

    /// Fresh for a few seconds only: quick to make, and the demo shows what expiry and stale serving look like.
    static let subjectList = CachePolicy(
        route: "subject_list", timeout: .seconds(5), staleWhileRevalidate: .seconds(60),
        varyOn: VaryOn(query: .only(SubjectListParameters.names)), tags: ["subject"], keyDisclosure: .shown)

    static let singleSubject = CachePolicy(
        route: "single_subject", timeout: .seconds(900), staleWhileRevalidate: .seconds(60), pathParameters: ["id"],
        varyOn: VaryOn(query: .none), tags: ["subject:{id}"], keyDisclosure: .shown)

    static let tables = [
        ObservedTable(
            "courses", tags: ["course"], rowTags: { ["course:\($0)"] }, everyRow: .route(singleCourse.route)),
        ObservedTable(
            "subjects", tags: ["subject"], rowTags: { ["subject:\($0)"] }, everyRow: .route(singleSubject.route)),
    ]
}
