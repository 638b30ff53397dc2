import Foundation
import GRDB
import LarderData
import Testing

struct DatabaseMarkTests {
    /// A database that was written and closed, in a folder of its own.
    private func withDatabase(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-mark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("shop.sqlite").path
        let pool = try DatabasePool(path: path)
        try pool.write { db in
            try db.execute(sql: "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO item VALUES (1, 'old')")
        }
        try pool.close()
        try body(path)
    }

    /// With the log that the pool has set up, and without the changes that opening a pool makes.
    private func write(_ sql: String, _ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { db in
            #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
            try db.execute(sql: sql)
        }
        try queue.close()
    }

    @Test func `a database that was only read keeps its mark`() throws {
        try withDatabase { path in
            let pool = try DatabasePool(path: path)
            #expect(try pool.read { try String.fetchOne($0, sql: "SELECT name FROM item") } == "old")
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try pool.close()
            let mark = try #require(DatabaseMark(ofFileAt: path))
            #expect(mark.bytes.count == 32)
            let queue = try DatabaseQueue(path: path)
            #expect(try queue.read { try String.fetchOne($0, sql: "SELECT name FROM item") } == "old")
            try queue.close()
            #expect(DatabaseMark(ofFileAt: path) == mark)
        }
    }

    @Test(arguments: ["UPDATE item SET name = 'new'", "INSERT INTO item VALUES (2, 'x')", "CREATE INDEX i ON item (name)"])
    func `a commit changes it`(sql: String) throws {
        try withDatabase { path in
            let mark = try #require(DatabaseMark(ofFileAt: path))
            try self.write(sql, path)
            let changed = try #require(DatabaseMark(ofFileAt: path))
            #expect(changed != mark)
        }
    }

    @Test func `while somebody else has changes that only the log holds there is none`() throws {
        try withDatabase { path in
            let mark = try #require(DatabaseMark(ofFileAt: path))
            let other = try DatabasePool(path: path)
            try other.write { try $0.execute(sql: "UPDATE item SET name = 'new'") }
            #expect(DatabaseMark(ofFileAt: path) == nil)
            let own = try DatabasePool(path: path)
            try own.close()
            #expect(DatabaseMark(ofFileAt: path) == nil)
            try other.close()
            let changed = try #require(DatabaseMark(ofFileAt: path))
            #expect(changed != mark)
        }
    }

    @Test func `a change without a log counts too`() throws {
        try withDatabase { path in
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try queue.close()
            let mark = try #require(DatabaseMark(ofFileAt: path))
            let other = try DatabaseQueue(path: path)
            try other.inDatabase { db in
                try db.execute(sql: "BEGIN IMMEDIATE; UPDATE item SET name = 'new'")
                #expect(DatabaseMark(ofFileAt: path) == nil)
                try db.execute(sql: "COMMIT")
            }
            try other.close()
            let changed = try #require(DatabaseMark(ofFileAt: path))
            #expect(changed != mark)
        }
    }

    @Test func `another database of the same size and age is another`() throws {
        try withDatabase { path in
            let files = FileManager.default
            let backup = path + ".backup"
            try files.copyItem(atPath: path, toPath: backup)
            let mark = try #require(DatabaseMark(ofFileAt: path))
            try self.write("UPDATE item SET name = 'new'", path)
            let date = try #require(files.attributesOfItem(atPath: backup)[.modificationDate] as? Date)
            try files.setAttributes([.modificationDate: date], ofItemAtPath: path)
            let size = try files.attributesOfItem(atPath: path)[.size] as? Int
            #expect(try files.attributesOfItem(atPath: backup)[.size] as? Int == size)
            let changed = try #require(DatabaseMark(ofFileAt: path))
            #expect(changed != mark)
            try files.removeItem(atPath: path)
            try files.copyItem(atPath: backup, toPath: path)
            #expect(DatabaseMark(ofFileAt: path) == mark)
        }
    }

    @Test func `a link is its database`() throws {
        try withDatabase { path in
            let link = path + ".link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
            #expect(DatabaseMark(ofFileAt: link) == DatabaseMark(ofFileAt: path))
            let other = try DatabasePool(path: path)
            try other.write { try $0.execute(sql: "UPDATE item SET name = 'new'") }
            #expect(DatabaseMark(ofFileAt: link) == nil)
            try other.close()
        }
    }

    @Test func `without a file, with a folder and beyond the limit there is none`() throws {
        try withDatabase { path in
            #expect(DatabaseMark(ofFileAt: path + "x") == nil)
            #expect(DatabaseMark(ofFileAt: URL(fileURLWithPath: path).deletingLastPathComponent().path) == nil)
            #expect(DatabaseMark(ofFileAt: path, maximumBytes: 100) == nil)
        }
    }
}
