import Foundation
import GRDB
import Testing

@testable import CourseCatalogue

struct CatalogueDatabaseTests {
    /// Hands out a path for a database and removes what is there afterwards.
    private func withTemporaryFile(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        try body(folder.appendingPathComponent("catalogue.sqlite").path)
    }

    private func rows(path: String? = nil, courses: Int, seed: UInt64 = 1) throws -> [Course] {
        let database = try CatalogueDatabase(path: path, courses: courses, seed: seed)
        defer { #expect(throws: Never.self) { try database.close() } }
        return try database.pool.read { try Course.fetchAll($0, sql: "SELECT \(Course.columns) FROM courses ORDER BY id") }
    }

    @Test func `equal seeds give equal rows, others give others`() throws {
        let first = try rows(courses: 500, seed: 3)
        #expect(first.count == 500)
        #expect(try rows(courses: 500, seed: 3) == first)
        #expect(try rows(courses: 500, seed: 4) != first)
        #expect(Set(first.map(\.level)) == ["beginner", "intermediate", "advanced"])
        #expect(Set(first.map(\.subject)).count == 40)
        #expect(first.allSatisfy { $0.startDate.flatMap { CalendarDate($0) } != nil })
        #expect(first.allSatisfy { Slug.isValid($0.slug) })
    }

    @Test func `a catalogue that is there is used as it is, however many rows are asked for`() throws {
        try withTemporaryFile { path in
            let first = try CatalogueDatabase(path: path, courses: 20)
            try first.pool.write { try $0.execute(sql: "UPDATE courses SET title = 'Mine' WHERE id = 1") }
            try first.close()
            for courses in [20, 21] {
                let kept = try rows(path: path, courses: courses)
                #expect(kept.count == 20 && kept.first?.title == "Mine")
            }
        }
    }

    @Test func `filling that is stopped leaves nothing behind`() throws {
        try withTemporaryFile { path in
            #expect(throws: CancellationError.self) {
                try CatalogueDatabase(path: path, courses: 6000) { _, _ in throw CancellationError() }
            }
            let filled = try rows(path: path, courses: 30)
            #expect(filled.count == 30)
        }
    }

    @Test func `somebody else's database is refused and left alone`() throws {
        try withTemporaryFile { path in
            let other = try DatabaseQueue(path: path)
            try other.write { try $0.execute(sql: "CREATE TABLE courses (mine TEXT)") }
            try other.close()
            let error = #expect(throws: CatalogueDatabaseError.self) { try CatalogueDatabase(path: path, courses: 5) }
            #expect(error?.description.contains(path) == true)
            let columns = try DatabaseQueue(path: path).read { try $0.columns(in: "courses").map(\.name) }
            #expect(columns == ["mine"])
        }
    }

    @Test func `a file of its own goes when it is closed`() throws {
        let database = try CatalogueDatabase(courses: 1)
        #expect(FileManager.default.fileExists(atPath: database.path))
        try database.close()
        #expect(!FileManager.default.fileExists(atPath: (database.path as NSString).deletingLastPathComponent))
    }

    @Test func `a path that cannot be opened is named`() {
        let error = #expect(throws: CatalogueDatabaseError.self) {
            try CatalogueDatabase(path: "/nonexistent/folder/x.sqlite", courses: 5)
        }
        #expect(error?.description.contains("/nonexistent/folder/x.sqlite") == true)
    }

    @Test func `long seeding reports how far it is`() throws {
        var reports: [Int] = []
        let database = try CatalogueDatabase(courses: 12_000) { done, total in
            #expect(total == 12_000)
            reports.append(done)
        }
        try database.close()
        #expect(reports == [5_000, 10_000])
    }

    @Test(arguments: [
        ("2026-03-09", "2026-03-09"), ("2026-3-9", "2026-03-09"), ("2024-02-29", "2024-02-29"), ("2000-02-29", "2000-02-29"),
    ])
    func `a date is written in one way`(_ text: String, _ date: String) {
        #expect(CalendarDate(text)?.description == date)
    }

    @Test(arguments: [
        "2023-02-29", "1900-02-29", "2026-00-01", "2026-04-31", "26-01-01", "2026-1", "2026-01-01T00", "", "٢٠٢٦-01-01",
    ])
    func `what is no day of the calendar is no date`(_ text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test func `filters use their indexes`() throws {
        let database = try CatalogueDatabase(courses: 1_000)
        defer { #expect(throws: Never.self) { try database.close() } }
        func plan(_ filter: CourseFilter) throws -> String {
            try database.pool.read { db in
                try Row.fetchAll(
                    db, sql: "EXPLAIN QUERY PLAN SELECT count(*) FROM courses \(filter.condition.clause)",
                    arguments: filter.condition.arguments
                ).map { $0["detail"] as String }.joined(separator: "; ")
            }
        }
        #expect(try plan(CourseFilter(level: "beginner")).contains("courses_by_level"))
        let date = try #require(CalendarDate("2026-03-02"))
        #expect(try plan(CourseFilter(level: "beginner", startDate: date)).contains("courses_by_start_date"))
    }
}
