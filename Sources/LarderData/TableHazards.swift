internal import GRDB

/// Where SQLite's update hook, on which GRDB's observation rests, keeps silent about a row.
///
/// - A row that `OR REPLACE` removes because of a `UNIQUE` index is not reported. One that it replaces by rowid is: the new row
///   has the same rowid.
/// - An `UPDATE` that moves a row to another rowid reports only the new one.
/// - Tables `WITHOUT ROWID`, virtual tables and views are never reported; ``init(of:in:)`` refuses them.
///
/// `DELETE` of all rows without a condition is reported row by row: GRDB switches the truncate optimisation off for observed
/// tables.
struct TableHazards: Sendable {
    /// As the schema spells it, which is how events name it.
    let table: String
    private let rowIDNames: Set<String>
    private let uniqueColumns: Set<String>

    /// - Throws: ``ObservationError`` for a table whose changes cannot be observed.
    init(of name: String, in db: Database) throws {
        let found = try Row.fetchOne(
            db,
            sql: "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE",
            arguments: [name])
        guard let found else { throw ObservationError(table: name, problem: .missing) }
        let type: String = found["type"]
        guard type == "table" else { throw ObservationError(table: name, problem: .notATable(type)) }
        guard !(found["wr"] as Bool) else { throw ObservationError(table: name, problem: .withoutRowID) }
        let table: String = found["name"]
        self.table = table
        // The authoriser names a rowid that has no column of its own ROWID.
        rowIDNames = Set(try db.primaryKey(table).rowIDColumn.map { [$0.lowercased()] } ?? []).union(["rowid"])
        uniqueColumns = Set(
            try db.indexes(on: table).filter { $0.isUnique }.flatMap { $0.columns.map { $0.lowercased() } })
    }

    /// Whether a statement that does this may change rows that no event names.
    func threatens(_ kind: DatabaseEventKind) -> Bool {
        switch kind {
        case .insert: return !uniqueColumns.isEmpty
        case .delete: return false
        case .update(_, let columns):
            let columns = columns.map { $0.lowercased() }
            return columns.contains { rowIDNames.contains($0) || uniqueColumns.contains($0) }
        }
    }
}
