import DequeModule

/// Past invalidations for people to read and undo, a bounded number of each kind of cause.
struct InvalidationHistory {
    /// Both in the order of their numbers.
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
            // Nearly always the last: a pattern is through with its sweep after others that came later.
            let place = records.lastIndex { $0.id.sequence < record.id.sequence }.map { $0 + 1 } ?? 0
            records.insert(record, at: place)
        }
        if record.cause.source.isPerson {
            push(record, onto: &self.byPeople)
        } else {
            push(record, onto: &self.byMachines)
        }
    }

    /// Newest first.
    func latest(_ limit: Int) -> [InvalidationRecord] {
        var latest: [InvalidationRecord] = []
        var people = self.byPeople.count
        var machines = self.byMachines.count
        while latest.count < limit, people + machines > 0 {
            if machines == 0 || people > 0 && self.byPeople[people - 1].id.sequence > self.byMachines[machines - 1].id.sequence {
                people -= 1
                latest.append(self.byPeople[people])
            } else {
                machines -= 1
                latest.append(self.byMachines[machines])
            }
        }
        return latest
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
