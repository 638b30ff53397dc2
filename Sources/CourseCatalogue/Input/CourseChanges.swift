/// What a write says about a course.
struct CourseChanges {
    private var fields: FieldReader
    private var title: Change<String>
    private var description: Change<String>
    private var slug: Change<String>
    private var startDate: Change<String?>
    private var level: Change<String>
    private var subject: Change<Int64>

    init(_ payload: RequestPayload, _ completeness: FieldReader.Completeness) {
        var fields = FieldReader(payload, completeness)
        title = fields.text("title", .init(presence: .required, blank: .refused, longest: 200))
        description = fields.text("description", .init(longest: 10_000))
        slug = fields.slug("slug")
        startDate = fields.date("course_start_date")
        level = fields.text("level", .init(longest: 50))
        subject = fields.reference("subject")
        self.fields = fields
    }

    /// The row as it is to be written; a new course without a slug gets one from its title.
    ///
    /// - Throws: 400 with everything that is wrong, an unknown subject included.
    func applied(to course: Course?, in database: MeteredDatabase) throws -> Course {
        var fields = fields
        if case .to(let id) = subject, try !database.hasSubject(id) {
            fields.refuse("subject", "Invalid pk \"\(id)\" - object does not exist.")
        }
        guard fields.errors.isEmpty else { throw Rejection.invalid(fields.errors) }
        let title = title.applied(to: course?.title ?? "")
        return Course(
            id: course?.id ?? 0,
            title: title,
            description: description.applied(to: course?.description ?? ""),
            slug: slug.applied(to: course?.slug ?? Slug.made(from: title)),
            startDate: startDate.applied(to: course?.startDate),
            level: level.applied(to: course?.level ?? ""),
            subject: subject.applied(to: course?.subject ?? 0))
    }
}

/// What a write says about a subject.
struct SubjectChanges {
    private var fields: FieldReader
    private var title: Change<String>
    private var description: Change<String>

    init(_ payload: RequestPayload, _ completeness: FieldReader.Completeness) {
        var fields = FieldReader(payload, completeness)
        title = fields.text("title", .init(presence: .required, blank: .refused, longest: 200))
        description = fields.text("description", .init(longest: 10_000))
        self.fields = fields
    }

    func applied(to subject: Subject?) throws(Rejection) -> Subject {
        guard fields.errors.isEmpty else { throw .invalid(fields.errors) }
        return Subject(
            id: subject?.id ?? 0,
            title: title.applied(to: subject?.title ?? ""),
            description: description.applied(to: subject?.description ?? ""))
    }
}
