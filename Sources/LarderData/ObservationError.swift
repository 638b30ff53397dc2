/// A table whose changes cannot be observed.
public struct ObservationError: Error, CustomStringConvertible {
    public enum Problem: Sendable, Equatable {
        case missing
        /// A view or a virtual table, as SQLite calls it.
        case notATable(String)
        case withoutRowID
    }

    public var table: String
    public var problem: Problem

    public var description: String {
        switch problem {
        case .missing:
            "The table \(table) does not exist; create it before its changes are observed."
        case .notATable(let type):
            "\(table) is a \(type), whose changes SQLite does not report; observe the tables behind it."
        case .withoutRowID:
            "The table \(table) is WITHOUT ROWID, whose changes SQLite does not report; create it with a rowid."
        }
    }
}
