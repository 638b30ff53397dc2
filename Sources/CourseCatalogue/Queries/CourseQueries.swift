internal import GRDB

/// What a list of courses is narrowed to.
struct CourseFilter: Equatable, Sendable {
    var search: SearchTerms?
    var level: String?
    var startDate: CalendarDate?

    var condition: Condition {
        var condition = Condition()
        if let level { condition.require("level = ?", [level]) }
        if let startDate { condition.require("course_start_date = ?", [startDate.description]) }
        for term in search?.terms ?? [] {
            condition.require(term, in: ["title", "description", "slug"]) { match in
                ["subject_id IN (SELECT id FROM subjects WHERE \(match("title")) OR \(match("description")))"]
            }
        }
        return condition
    }
}

extension CatalogueStore {
    /// One page of the courses that pass the filter, in the order of their ids.
    func courses(_ filter: CourseFilter, _ request: PageRequest) async throws -> RowPage<Course> {
        try await read { database in
            let condition = filter.condition
            return filter.search == nil
                ? try Self.indexed(condition, request, database) : try Self.scanned(condition, request, database)
        }
    }

    /// - Throws: 404 where there is no such row, as the writes below.
    func course(_ id: Int64) async throws -> Course {
        try await read { try $0.course(id) }
    }

    func addCourse(_ payload: RequestPayload) async throws -> Course {
        try await write { database in
            var course = try CourseChanges(payload, .full).applied(to: nil, in: database)
            try database.execute(
                """
                INSERT INTO courses (title, description, slug, course_start_date, level, subject_id)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [course.title, course.description, course.slug, course.startDate, course.level, course.subject])
            course.id = database.db.lastInsertedRowID
            return course
        }
    }

    /// An absent row is a 404 before a bad payload is a 400.
    func changeCourse(
        _ id: Int64, _ payload: Result<RequestPayload, Rejection>, _ completeness: FieldReader.Completeness
    ) async throws -> Course {
        try await write { database in
            let current = try database.course(id)
            let course = try CourseChanges(payload.get(), completeness).applied(to: current, in: database)
            try database.execute(
                """
                UPDATE courses SET title = ?, description = ?, slug = ?, course_start_date = ?, level = ?, subject_id = ?
                WHERE id = ?
                """,
                [course.title, course.description, course.slug, course.startDate, course.level, course.subject, id])
            return course
        }
    }

    func removeCourse(_ id: Int64) async throws {
        try await write { database in
            _ = try database.course(id)
            try database.execute("DELETE FROM courses WHERE id = ?", [id])
        }
    }

    private static func indexed(
        _ condition: Condition, _ request: PageRequest, _ database: MeteredDatabase
    ) throws -> RowPage<Course> {
        let count = try database.count("SELECT count(*) FROM courses \(condition.clause)", condition.arguments)
        let page = try request.page(of: count)
        let rows: [Course] = try database.all(
            "SELECT \(Course.columns) FROM courses \(condition.clause) ORDER BY id LIMIT ? OFFSET ?",
            condition.arguments + [page.size, page.offset])
        return RowPage(page: page, rows: rows)
    }

    /// Finds all matches in one scan and then reads the page's rows: a count and a page apart would scan twice.
    private static func scanned(
        _ condition: Condition, _ request: PageRequest, _ database: MeteredDatabase
    ) throws -> RowPage<Course> {
        let ids = try database.ids("SELECT id FROM courses \(condition.clause) ORDER BY id", condition.arguments)
        let page = try request.page(of: ids.count)
        let wanted = ids.dropFirst(page.offset).prefix(page.size)
        guard !wanted.isEmpty else { return RowPage(page: page, rows: []) }
        let marks = repeatElement("?", count: wanted.count).joined(separator: ", ")
        let rows: [Course] = try database.all(
            "SELECT \(Course.columns) FROM courses WHERE id IN (\(marks)) ORDER BY id", StatementArguments(wanted))
        return RowPage(page: page, rows: rows)
    }
}

extension MeteredDatabase {
    func course(_ id: Int64) throws -> Course {
        let course: Course? = try first("SELECT \(Course.columns) FROM courses WHERE id = ?", [id])
        guard let course else { throw Rejection.noSuch("Course") }
        return course
    }
}
