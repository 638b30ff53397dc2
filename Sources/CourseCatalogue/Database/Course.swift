internal import GRDB

/// A row of `courses`, in the order in which the API shows its fields.
struct Course: Equatable, Sendable {
    var id: Int64
    var title: String
    var description: String
    var slug: String
    var startDate: String?
    var level: String
    var subject: Int64
}

extension Course: FetchableRecord {
    static let columns = "id, title, description, slug, course_start_date, level, subject_id"

    /// The columns by position: finding them by name would cost more than reading them.
    init(row: Row) {
        id = row[0]
        title = row[1]
        description = row[2]
        slug = row[3]
        startDate = row[4]
        level = row[5]
        subject = row[6]
    }
}

/// A row of `subjects`.
struct Subject: Equatable, Sendable {
    var id: Int64
    var title: String
    var description: String
}

extension Subject: FetchableRecord {
    static let columns = "id, title, description"

    init(row: Row) {
        id = row[0]
        title = row[1]
        description = row[2]
    }
}
