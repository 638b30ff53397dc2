internal import GRDB

/// Fills the tables with the same rows for the same seed, on any machine.
struct Seeding {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// Inserts all subjects and `courses` courses; the caller holds the transaction.
    func insert(courses: Int, into db: Database, progress: (Int, Int) throws -> Void) throws {
        var source = self
        let insertSubject = try db.makeStatement(sql: "INSERT INTO subjects (id, title, description) VALUES (?, ?, ?)")
        for (index, area) in SeedVocabulary.areas.enumerated() {
            try insertSubject.execute(arguments: [index + 1, area.title, source.subjectDescription(of: area)])
        }
        let insertCourse = try db.makeStatement(
            sql: """
                INSERT INTO courses (id, title, description, slug, course_start_date, level, subject_id)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for id in 1...max(1, courses) where id <= courses {
            let course = source.course(id: Int64(id))
            try insertCourse.execute(arguments: [
                course.id, course.title, course.description, course.slug, course.startDate, course.level, course.subject,
            ])
            if id.isMultiple(of: 5_000) { try progress(id, courses) }
        }
    }

    mutating func course(id: Int64) -> Course {
        let subject = Int.random(in: 0..<SeedVocabulary.areas.count, using: &random)
        let area = SeedVocabulary.areas[subject]
        let topic = pick(area.topics)
        let level = pick(SeedVocabulary.levels)
        let title = "\(pick(SeedVocabulary.approaches)) \(topic) \(pick(SeedVocabulary.endings))"
        let description =
            "\(pick(SeedVocabulary.openings)) \(topic) \(pick(SeedVocabulary.purposes)). "
            + "\(pick(SeedVocabulary.methods)) \(pick(area.topics)) and \(pick(area.topics)), "
            + "\(pick(SeedVocabulary.conclusions)). \(pick(SeedVocabulary.audiences)) "
            + "\(pick(SeedVocabulary.methods)) \(pick(area.topics)), \(pick(SeedVocabulary.conclusions))."
        return Course(
            id: id, title: title, description: description, slug: "\(Slug.made(from: title))-\(id)",
            startDate: startDate(), level: level, subject: Int64(subject + 1))
    }

    private mutating func subjectDescription(of area: SeedVocabulary.Area) -> String {
        "\(pick(SeedVocabulary.openings)) \(area.topics.joined(separator: ", ")), \(pick(SeedVocabulary.conclusions))."
    }

    /// One of the Mondays of 2026 and 2027: a date filter then finds about a hundred of 10,000 courses.
    private mutating func startDate() -> String {
        var day = 5 + 7 * Int.random(in: 0..<104, using: &random)
        var year = 2026
        var month = 1
        while let length = Self.length(of: month, in: year), day > length {
            day -= length
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
        return CalendarDate(year: year, month: month, day: day)?.description ?? "2026-01-05"
    }

    private static func length(of month: Int, in year: Int) -> Int? {
        (28...31).last { CalendarDate(year: year, month: month, day: $0) != nil }
    }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}
