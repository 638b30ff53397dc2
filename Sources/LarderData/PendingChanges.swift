internal import LarderEngine

/// The changes of one transaction, as far as they are known before it commits.
struct PendingChanges {
    /// The changes of one table.
    private enum Extent {
        case rows(Set<Int64>)
        case everyRow
    }

    private let rowLimit: Int
    private var changes: [String: Extent] = [:]
    /// Tables of which the statements of this transaction may change rows that no event names; see ``TableHazards``.
    private var hazards: Set<String> = []

    init(rowLimit: Int) { self.rowLimit = rowLimit }

    /// Rows that no event names change together with one that an event names, or not at all.
    mutating func expectUnnamedRows(of table: String) { hazards.insert(table) }

    mutating func record(_ row: Int64, of table: String) {
        guard !hazards.contains(table) else {
            recordEveryRow(of: table)
            return
        }
        switch changes[table] {
        case nil: changes[table] = .rows([row])
        case .everyRow: return
        case .rows(var rows):
            // Emptied first, so that the set is changed in place.
            changes[table] = .everyRow
            rows.insert(row)
            if rows.count <= rowLimit { changes[table] = .rows(rows) }
        }
    }

    mutating func recordEveryRow(of table: String) { changes[table] = .everyRow }

    mutating func removeAll() { self = PendingChanges(rowLimit: rowLimit) }

    /// What has to be revalidated, given that the transaction committed.
    func selections(_ tables: [String: ObservedTable]) -> [Selection] {
        var tags: Set<String> = []
        var selections: Set<Selection> = []
        for (name, extent) in changes {
            guard let table = tables[name] else { continue }
            tags.formUnion(table.tags)
            switch extent {
            case .rows(let rows): rows.forEach { tags.formUnion(table.rowTags($0)) }
            case .everyRow: selections.insert(table.everyRow)
            }
        }
        return (tags.isEmpty ? [] : [.tags(tags.sorted())]) + selections
    }
}
