import GRDB
import LarderData
import LarderEngine
import NIOCore
import Testing

struct RevalidationTests {
    struct Statement {
        var sql: String
        var invalidated: [String]
    }

    @Test(arguments: [
        Statement(sql: "UPDATE item SET name = 'x' WHERE id = 2", invalidated: ["items:", "one_item:2"]),
        Statement(sql: "UPDATE item SET name = 'x' WHERE id IN (1, 4)", invalidated: ["items:", "one_item:1", "one_item:4"]),
        Statement(sql: "UPDATE item SET name = 'x' WHERE id = 99", invalidated: []),
        Statement(sql: "INSERT INTO item (id) VALUES (9)", invalidated: ["items:"]),
        Statement(sql: "DELETE FROM item WHERE id = 3", invalidated: ["items:", "one_item:3"]),
        Statement(
            sql: "DELETE FROM item", invalidated: ["items:", "one_item:1", "one_item:2", "one_item:3", "one_item:4"]),
        Statement(
            sql: "DELETE FROM shelf WHERE id = 1",
            invalidated: ["items:", "one_item:1", "one_item:2", "shelves:", "one_shelf:1"]),
        Statement(sql: "INSERT OR REPLACE INTO item (id, name) VALUES (2, 'x')", invalidated: ["items:", "one_item:2"]),
        Statement(
            sql: "REPLACE INTO shelf (id, name) VALUES (2, 'x')",
            invalidated: ["items:", "one_item:3", "one_item:4", "shelves:", "one_shelf:2"]),
        Statement(
            sql: "INSERT INTO item (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y'",
            invalidated: ["items:", "one_item:1"]),
        Statement(sql: "INSERT INTO unrelated (name) VALUES ('x')", invalidated: []),
        Statement(sql: "SELECT 1", invalidated: []),
        // The update hook names neither the row that REPLACE removes …
        Statement(
            sql: "INSERT OR REPLACE INTO coupon (id, code) VALUES (9, 'b')",
            invalidated: ["coupons:", "one_coupon:1", "one_coupon:2", "one_coupon:3"]),
        Statement(
            sql: "UPDATE OR REPLACE coupon SET code = 'b' WHERE id = 1",
            invalidated: ["coupons:", "one_coupon:1", "one_coupon:2", "one_coupon:3"]),
        Statement(sql: "UPDATE coupon SET uses = 1 WHERE id = 1", invalidated: ["coupons:", "one_coupon:1"]),
        // … nor the rowid that a row had before.
        Statement(
            sql: "UPDATE item SET id = 8 WHERE id = 1",
            invalidated: ["items:", "one_item:1", "one_item:2", "one_item:3", "one_item:4"]),
        Statement(
            sql: "UPDATE item SET rowid = 8 WHERE id = 1",
            invalidated: ["items:", "one_item:1", "one_item:2", "one_item:3", "one_item:4"]),
        Statement(
            sql: "CREATE TRIGGER t AFTER INSERT ON unrelated BEGIN UPDATE item SET name = 'x' WHERE id = 4; END; "
                + "INSERT INTO unrelated (name) VALUES ('x')",
            invalidated: ["items:", "one_item:4"]),
    ])
    func `a statement revalidates the rows it changed and what lists them`(_ row: Statement) throws {
        let shop = try Shop()
        try shop.execute(row.sql)
        #expect(Set(shop.invalidated) == Set(row.invalidated))
    }

    private struct Item: Codable, FetchableRecord, PersistableRecord {
        static let databaseTableName = "item"
        var id: Int64?
        var name: String
    }

    @Test func `records revalidate as raw SQL does`() throws {
        let shop = try Shop()
        try shop.pool.write { db in
            var item = try #require(try Item.fetchOne(db, key: 2))
            item.name = "saved"
            try item.save(db)
            try Item(id: nil, name: "new").insert(db)
        }
        #expect(shop.invalidated == ["items:", "one_item:2"])
    }

    @Test func `the cause is the database, and a commit is one invalidation`() throws {
        let shop = try Shop()
        try shop.pool.write { db in
            try db.execute(sql: "UPDATE item SET name = 'x' WHERE id = 1")
            try db.execute(sql: "UPDATE shelf SET name = 'x' WHERE id = 2")
        }
        let records = shop.engine.invalidations(limit: 10)
        #expect(records.count == 1)
        #expect(records.first?.cause.source == .database)
        #expect(records.first?.mode == .revalidate)
        #expect(records.first?.selection == .tags(["item", "item:1", "shelf", "shelf:2"]))
    }

    @Test func `nothing happens before the commit or on a rollback`() throws {
        let shop = try Shop()
        try shop.pool.writeWithoutTransaction { db in
            try db.inTransaction {
                try db.execute(sql: "UPDATE item SET name = 'x'")
                #expect(shop.invalidated.isEmpty)
                return .rollback
            }
            #expect(shop.invalidated.isEmpty)
            try db.execute(sql: "UPDATE shelf SET name = 'x' WHERE id = 1")
            #expect(shop.invalidated == ["shelves:", "one_shelf:1"])
        }
    }

    @Test func `a statement that fails changes nothing`() throws {
        let shop = try Shop()
        #expect(throws: DatabaseError.self) { try shop.execute("INSERT INTO item (id) VALUES (7), (1)") }
        #expect(shop.invalidated.isEmpty)
    }

    @Test func `what a rolled back savepoint did does not count, the rest does`() throws {
        let shop = try Shop()
        try shop.pool.write { db in
            try db.execute(sql: "UPDATE item SET name = 'x' WHERE id = 1")
            try db.inSavepoint {
                try db.execute(sql: "UPDATE item SET id = 20 WHERE id = 2")
                try db.execute(sql: "DELETE FROM shelf")
                return .rollback
            }
        }
        #expect(shop.invalidated == ["items:", "one_item:1"])
    }

    @Test func `a released savepoint counts`() throws {
        let shop = try Shop()
        try shop.pool.write { db in
            try db.inSavepoint {
                try db.execute(sql: "UPDATE item SET name = 'x' WHERE id = 2")
                return .commit
            }
        }
        #expect(shop.invalidated == ["items:", "one_item:2"])
    }

    @Test(arguments: [(4, ["items:", "one_item:1", "one_item:2", "one_item:3"]), (2, Shop.keys.filter { $0.contains("item") })])
    func `more rows than the limit are every row`(_ limit: Int, _ invalidated: [String]) throws {
        let shop = try Shop(rowLimit: limit)
        try shop.execute("UPDATE item SET name = 'x' WHERE id <= 3")
        #expect(shop.invalidated == invalidated)
        #expect(shop.engine.invalidations(limit: 10).count == (limit == 4 ? 1 : 2))
    }

    @Test func `a table that says nothing about all its rows revalidates everything instead`() throws {
        let shop = try Shop()
        let engine = shop.engine
        try engine.revalidate(onChangesOf: [ObservedTable("unrelated", tags: [])], in: shop.pool, rowLimit: 1)
        try shop.execute("INSERT INTO unrelated (name) VALUES ('x'), ('y')")
        #expect(shop.invalidated == Shop.keys)
    }

    @Test func `changes reported from outside count for every table`() throws {
        let shop = try Shop()
        try shop.pool.write { try $0.notifyChanges(in: Table("item")) }
        #expect(shop.invalidated == Shop.keys)
    }

    @Test func `a load that began before the commit does not bring old rows back`() throws {
        let shop = try Shop()
        let key = CacheKey(text: "one_item:100")
        guard case .load(let load) = shop.engine.acquire(key, tags: ["item:1"]) else {
            Issue.record("expected a load")
            return
        }
        try shop.execute("UPDATE item SET name = 'new' WHERE id = 1")
        let landing = load.land(
            CacheValue(bytes: ByteBuffer(string: "old")), lifetime: EntryLifetime(freshness: .seconds(900)), tags: ["item:1"],
            cost: LoadCost())
        #expect(landing.outcome == .invalidatedMeanwhile)
        #expect(shop.engine.peek(key.text) == nil)
    }

    @Test func `when a writer sees the invalidation, a reader that begins sees the new rows`() throws {
        let shop = try Shop()
        for step in 1...50 {
            shop.fill()
            try shop.execute("UPDATE item SET name = '\(step)' WHERE id = 1")
            #expect(shop.invalidated.contains("one_item:1"))
            let name = try shop.pool.read { try String.fetchOne($0, sql: "SELECT name FROM item WHERE id = 1") }
            #expect(name == "\(step)")
        }
    }

    @Test(arguments: [
        ("nothing", ObservationError.Problem.missing), ("a_view", .notATable("view")), ("words", .notATable("virtual")),
        ("keyed", .withoutRowID),
    ])
    func `a table that SQLite does not report is refused`(_ table: String, _ problem: ObservationError.Problem) throws {
        let shop = try Shop()
        try shop.execute(
            """
            CREATE VIEW a_view AS SELECT 1;
            CREATE VIRTUAL TABLE words USING fts5(word);
            CREATE TABLE keyed (name TEXT PRIMARY KEY) WITHOUT ROWID;
            """)
        let error = #expect(throws: ObservationError.self) {
            try shop.engine.revalidate(onChangesOf: [ObservedTable(table, tags: [])], in: shop.pool)
        }
        #expect(error?.problem == problem)
        #expect(error?.description.contains(table) == true)
    }
}
