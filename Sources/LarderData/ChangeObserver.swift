internal import GRDB
internal import LarderEngine

/// Turns a database's transactions into selections.
///
/// GRDB calls it on the writer's queue alone, one transaction after the other, which is what guards `pending`.
final class ChangeObserver: TransactionObserver {
    private let tables: [String: ObservedTable]
    private let hazards: [String: TableHazards]
    private let onCommit: ([Selection]) -> Void
    private var pending: PendingChanges

    init(
        _ tables: [ObservedTable], _ hazards: [TableHazards], rowLimit: Int, onCommit: @escaping ([Selection]) -> Void
    ) {
        self.tables = Dictionary(uniqueKeysWithValues: zip(hazards.map(\.table), tables))
        self.hazards = Dictionary(uniqueKeysWithValues: hazards.map { ($0.table, $0) })
        self.onCommit = onCommit
        pending = PendingChanges(rowLimit: rowLimit)
    }

    /// Asked before each statement runs, with all that it may do.
    func observes(eventsOfKind kind: DatabaseEventKind) -> Bool {
        guard let hazards = hazards[kind.tableName] else { return false }
        if hazards.threatens(kind) { pending.expectUnnamedRows(of: kind.tableName) }
        return true
    }

    func databaseDidChange(with event: DatabaseEvent) {
        pending.record(event.rowID, of: event.tableName)
    }

    /// Somebody reports changes that no event describes, of tables that are not named here.
    func databaseDidChange() {
        tables.keys.forEach { pending.recordEveryRow(of: $0) }
    }

    func databaseDidCommit(_ db: Database) {
        let selections = pending.selections(tables)
        pending.removeAll()
        onCommit(selections)
    }

    func databaseDidRollback(_ db: Database) {
        pending.removeAll()
    }
}
