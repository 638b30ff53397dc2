internal import GRDB

/// The two tables and the indexes that make their filters quick.
///
/// `STRICT` keeps a wrong type out however a row is written, so reading one cannot fail.
enum CatalogueSchema {
    /// Marks the file as ours (`PRAGMA application_id`), so that somebody else's database is never touched.
    static let applicationID: Int32 = 0x4C52_4452
    static let version: Int32 = 1

    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE subjects (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    title TEXT NOT NULL,
                    description TEXT NOT NULL DEFAULT ''
                ) STRICT;
                CREATE TABLE courses (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    title TEXT NOT NULL,
                    description TEXT NOT NULL DEFAULT '',
                    slug TEXT NOT NULL DEFAULT '',
                    course_start_date TEXT,
                    level TEXT NOT NULL DEFAULT '',
                    subject_id INTEGER NOT NULL REFERENCES subjects(id) ON DELETE CASCADE
                ) STRICT;
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
    }

    /// Made after seeding: an index built over rows is quicker than one kept while they come.
    static func createIndexes(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE INDEX courses_by_level ON courses(level);
                CREATE INDEX courses_by_start_date ON courses(course_start_date);
                CREATE INDEX courses_by_subject ON courses(subject_id);
                """)
    }

    static func drop(in db: Database) throws {
        try db.execute(sql: "DROP TABLE IF EXISTS courses; DROP TABLE IF EXISTS subjects;")
    }
}
