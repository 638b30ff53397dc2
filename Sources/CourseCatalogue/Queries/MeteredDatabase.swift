internal import GRDB
internal import LarderEngine

/// A connection that prepares each statement once and tells the running load how many it ran.
struct MeteredDatabase {
    let db: Database
    let meter: LoadMeter?

    func all<Row: FetchableRecord>(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(statement(sql), arguments: arguments)
    }

    func first<Row: FetchableRecord>(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(statement(sql), arguments: arguments)
    }

    func count(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try Int.fetchOne(statement(sql), arguments: arguments) ?? 0
    }

    func ids(_ sql: String, _ arguments: StatementArguments) throws -> [Int64] {
        try Int64.fetchAll(statement(sql), arguments: arguments)
    }

    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try statement(sql).execute(arguments: arguments)
    }

    private func statement(_ sql: String) throws -> Statement {
        meter?.recordQueries(1)
        return try db.cachedStatement(sql: sql)
    }
}
