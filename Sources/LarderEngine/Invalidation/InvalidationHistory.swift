import DequeModule

/// Past invalidations for people to read and undo, a bounded number of each kind of cause.
struct InvalidationHistory {
    private var byPeople: Deque<InvalidationRecord> = []
    private var byMachines: Deque<InvalidationRecord> = []
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func append(_ record: InvalidationRecord) {
        func push(_ record: InvalidationRecord, onto records: inout Deque<InvalidationRecord>) {
            if records.count == self.capacity {
                records.removeFirst()
            }
            records.append(record)
        }
        if record.cause.source.isPerson {
            push(record, onto: &self.byPeople)
        } else {
            push(record, onto: &self.byMachines)
        }
    }

    /// Newest first.
    func latest(_ limit: Int) -> [InvalidationRecord] {
        let newest = self.byPeople.suffix(limit) + self.byMachines.suffix(limit)
        return Array(newest.sorted { $0.id.sequence > $1.id.sequence }.prefix(limit))
    }

    mutating func undo(_ id: InvalidationID, at now: CacheInstant) throws(UndoError) -> InvalidationRecord {
        if let index = self.byPeople.firstIndex(where: { $0.id == id }) {
            return try Self.undo(&self.byPeople[index], at: now)
        }
        if let index = self.byMachines.firstIndex(where: { $0.id == id }) {
            return try Self.undo(&self.byMachines[index], at: now)
        }
        throw .unknown
    }

    private static func undo(_ record: inout InvalidationRecord, at now: CacheInstant) throws(UndoError) -> InvalidationRecord {
        guard record.mode == .soft, let undoUntil = record.undoUntil else { throw .notSoft }
        guard !record.isUndone else { throw .alreadyUndone }
        guard now < undoUntil else { throw .windowClosed }
        record.isUndone = true
        return record
    }
}
