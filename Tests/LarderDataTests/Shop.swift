import Foundation
import GRDB
import LarderData
import LarderEngine
import NIOCore

/// A database of two tables, a cache that depends on it, and what the tests do with both.
struct Shop {
    let pool: DatabasePool
    let engine = CacheEngine(.init(memoryLimit: 1 << 20), clock: ManualClock())

    init(rowLimit: Int = 128) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("larder-data-\(UUID().uuidString).sqlite").path
        pool = try DatabasePool(path: path)
        try pool.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE shelf (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
                    CREATE TABLE item (
                        id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '',
                        shelf INTEGER REFERENCES shelf(id) ON DELETE CASCADE);
                    CREATE TABLE coupon (id INTEGER PRIMARY KEY, code TEXT UNIQUE, uses INTEGER NOT NULL DEFAULT 0);
                    CREATE TABLE unrelated (id INTEGER PRIMARY KEY, name TEXT);
                    INSERT INTO shelf (id) VALUES (1), (2);
                    INSERT INTO item (id, shelf) VALUES (1, 1), (2, 1), (3, 2), (4, 2);
                    INSERT INTO coupon (id, code) VALUES (1, 'a'), (2, 'b'), (3, 'c');
                    """)
        }
        try engine.revalidate(
            onChangesOf: [
                ObservedTable("item", tags: ["item"], rowTags: { ["item:\($0)"] }, everyRow: .route("one_item")),
                ObservedTable("SHELF", tags: ["shelf"], rowTags: { ["shelf:\($0)"] }, everyRow: .route("one_shelf")),
                ObservedTable("coupon", tags: ["coupon"], rowTags: { ["coupon:\($0)"] }, everyRow: .route("one_coupon")),
            ],
            in: pool, rowLimit: rowLimit)
        fill()
    }

    /// Every entry, fresh.
    static let keys = [
        "items:", "one_item:1", "one_item:2", "one_item:3", "one_item:4", "shelves:", "one_shelf:1", "one_shelf:2", "coupons:",
        "one_coupon:1", "one_coupon:2", "one_coupon:3",
    ]

    private static func tags(of key: String) -> [String] {
        switch key {
        case "items:": ["item"]
        case "shelves:": ["shelf"]
        case "coupons:": ["coupon"]
        default: [String(key.dropFirst("one_".count))]
        }
    }

    func fill() {
        for key in Self.keys {
            guard case .load(let load) = engine.acquire(CacheKey(text: key)) else { continue }
            _ = load.land(
                CacheValue(bytes: ByteBuffer(string: key)), lifetime: EntryLifetime(freshness: .seconds(900)),
                tags: Self.tags(of: key), cost: LoadCost())
        }
    }

    /// The keys that are no longer served unasked.
    var invalidated: [String] {
        Self.keys.filter { engine.peek($0)?.info.state != .fresh }
    }

    func execute(_ sql: String) throws {
        try pool.write { try $0.execute(sql: sql) }
    }
}
