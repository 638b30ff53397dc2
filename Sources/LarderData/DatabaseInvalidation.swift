public import GRDB
public import LarderEngine

extension CacheEngine {
    /// Revalidates what depends on the tables whenever a transaction of `database` changes them.
    ///
    /// This happens after the commit and before the writer's call returns, whatever made the change: records, raw SQL, bulk
    /// statements, cascades, triggers. Nothing happens on a rollback, nor for what a rolled back savepoint did. A load that began
    /// before the commit and read old rows is not stored, for the invalidation follows the commit; a read that begins after the
    /// writer's call returned sees the new rows.
    ///
    /// Changes by other processes and by connections outside `database` are not seen; `Database.notifyChanges(in:)` reports them.
    ///
    /// - Parameters:
    ///   - database: Observed until it is closed.
    ///   - rowLimit: A commit that changes more rows of a table than this uses its ``ObservedTable/everyRow``.
    /// - Throws: ``ObservationError`` for a table that cannot be observed.
    public func revalidate(
        onChangesOf tables: [ObservedTable], in database: some DatabaseWriter, rowLimit: Int = 128
    ) throws {
        precondition(rowLimit > 0, "rowLimit must be positive, got \(rowLimit)")
        try database.writeWithoutTransaction { db in
            let hazards = try tables.map { try TableHazards(of: $0.name, in: db) }
            let observer = ChangeObserver(tables, hazards, rowLimit: rowLimit) { [self] in revalidate($0) }
            db.add(transactionObserver: observer, extent: .databaseLifetime)
        }
    }

    private func revalidate(_ selections: [Selection]) {
        for selection in selections {
            // Only an expected count can be exceeded, and none is given.
            _ = try? invalidate(
                selection, mode: .revalidate, cause: InvalidationCause(source: .database, reason: "rows changed"))
        }
    }
}
