internal import Foundation
public import GRDB

/// The catalogue's SQLite file.
public struct CatalogueDatabase: Sendable {
    /// Every write of this process goes through this pool, raw SQL too, or the cache does not learn of it.
    public let pool: DatabasePool
    public let path: String
    /// The folder made for the file, nil where the caller named one.
    private let temporaryFolder: URL?

    /// Opens a catalogue, filling it with `courses` rows where the file is new.
    ///
    /// - Parameters:
    ///   - path: nil makes a new file under the system's temporary folder.
    ///   - seed: equal seeds give equal rows.
    ///   - progress: called with the rows so far and their final number, every 5,000 rows; what it throws ends the
    ///     filling, and nothing of it is kept.
    /// - Throws: ``CatalogueDatabaseError`` where the file cannot be used; it is left as it was.
    public init(
        path: String? = nil, courses: Int = 10_000, seed: UInt64 = 1, progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws {
        if let path {
            (self.path, temporaryFolder) = (path, nil)
        } else {
            let folder = try Self.makeTemporaryFolder()
            (self.path, temporaryFolder) = (folder.appendingPathComponent("catalogue.sqlite").path, folder)
        }
        do {
            pool = try DatabasePool(path: self.path, configuration: Self.configuration)
            let (state, found) = try pool.read { db in (try Self.state(of: db), try Self.courseCount(db)) }
            switch state {
            case .foreign: throw CatalogueDatabaseError(path: self.path, problem: .foreign)
            // What is in a file that somebody named is theirs, whatever they have made of it.
            case .ours where found != nil: return
            case .ours, .empty: try Self.fill(pool, courses: courses, seed: seed, progress: progress)
            }
        } catch let error as DatabaseError {
            Self.remove(temporaryFolder)
            throw CatalogueDatabaseError(path: self.path, problem: .sqlite(error.message ?? error.description))
        } catch {
            Self.remove(temporaryFolder)
            throw error
        }
    }

    private static func remove(_ temporaryFolder: URL?) {
        guard let temporaryFolder else { return }
        try? FileManager.default.removeItem(at: temporaryFolder)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            // A commit that a power cut takes back is no loss for a demo; the file stays consistent (WAL).
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            db.add(function: CaseFolding.function)
        }
        return configuration
    }

    /// Closes the file, and removes it unless the caller named it.
    public func close() throws {
        // GRDB closes the writer before the readers, so that SQLite does not do it by itself. Somebody else's reader may forbid it.
        try? pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try pool.close()
        if let temporaryFolder { try FileManager.default.removeItem(at: temporaryFolder) }
    }

    /// A folder that nobody else can read, and no other process uses: its writes would not reach this process's cache.
    private static func makeTemporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }

    private enum FileState { case empty, ours, foreign }

    private static func state(of db: Database) throws -> FileState {
        if try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 { return .empty }
        let isOurs =
            try Int32.fetchOne(db, sql: "PRAGMA application_id") == CatalogueSchema.applicationID
            && Int32.fetchOne(db, sql: "PRAGMA user_version") == CatalogueSchema.version
        return isOurs ? .ours : .foreign
    }

    private static func courseCount(_ db: Database) throws -> Int? {
        guard try db.tableExists("courses") else { return nil }
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM courses")
    }

    private static func fill(
        _ pool: DatabasePool, courses: Int, seed: UInt64, progress: (Int, Int) throws -> Void
    ) throws {
        try pool.write { db in
            try CatalogueSchema.drop(in: db)
            try CatalogueSchema.create(in: db)
            try Seeding(seed: seed).insert(courses: courses, into: db, progress: progress)
            try CatalogueSchema.createIndexes(in: db)
            // Without statistics SQLite would take the level index, a third of all rows, over a day's few courses.
            try db.execute(sql: "ANALYZE")
        }
        try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }
}

/// Why a file cannot serve as the catalogue.
public struct CatalogueDatabaseError: Error, CustomStringConvertible {
    public enum Problem: Sendable {
        /// It holds something else.
        case foreign
        case sqlite(String)
    }

    public var path: String
    public var problem: Problem

    public var description: String {
        switch problem {
        case .foreign: "\(path) is not a course catalogue of this version; name another file with --database."
        case .sqlite(let message): "\(path) cannot be used as the catalogue's database: \(message)."
        }
    }
}
