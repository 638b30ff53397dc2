internal import GRDB
internal import LarderEngine

/// The questions the API asks its database, and the changes it makes.
struct CatalogueStore: Sendable {
    let pool: DatabasePool

    /// Runs `body` in one read transaction: all its statements see the same snapshot.
    func read<Value: Sendable>(_ body: @Sendable @escaping (MeteredDatabase) throws -> Value) async throws -> Value {
        // Taken here: the connection's queue does not inherit task-local values.
        let meter = LoadMeter.current
        return try await pool.read { try body(MeteredDatabase(db: $0, meter: meter)) }
    }

    /// Runs `body` in one transaction, rolled back when it throws.
    func write<Value: Sendable>(_ body: @Sendable @escaping (MeteredDatabase) throws -> Value) async throws -> Value {
        let meter = LoadMeter.current
        return try await pool.write { try body(MeteredDatabase(db: $0, meter: meter)) }
    }
}

/// One page of a list with its rows.
struct RowPage<Row: Sendable>: Sendable {
    var page: Page
    var rows: [Row]
}
