/// A collection of rows as the API offers it: where it lives and what can be done with it.
struct CatalogueResource<Row: ShownRow>: Sendable {
    /// With a slash at both ends.
    var path: String
    /// The query parameters that its list depends on.
    var parameterNames: Set<String>
    var list: @Sendable (ListQuery) async throws -> RowPage<Row>
    var single: @Sendable (Int64) async throws -> Row
    var add: @Sendable (RequestPayload) async throws -> Row
    var change: @Sendable (Int64, Result<RequestPayload, Rejection>, FieldReader.Completeness) async throws -> Row
    var remove: @Sendable (Int64) async throws -> Void
}

extension CatalogueStore {
    var courses: CatalogueResource<Course> {
        CatalogueResource(
            path: "/courses/",
            parameterNames: CourseListParameters.names,
            list: { query in
                let parameters = try CourseListParameters(query)
                return try await courses(parameters.filter, parameters.page)
            },
            single: course, add: addCourse, change: changeCourse, remove: removeCourse)
    }

    var subjects: CatalogueResource<Subject> {
        CatalogueResource(
            path: "/subjects/",
            parameterNames: SubjectListParameters.names,
            list: { query in
                let parameters = try SubjectListParameters(query)
                return try await subjects(parameters.search, parameters.page)
            },
            single: subject, add: addSubject, change: changeSubject, remove: removeSubject)
    }
}
