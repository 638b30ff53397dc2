import ArgumentParser

/// A number of rows to show.
struct RowLimit: CustomStringConvertible {
    let rows: Int

    init(_ rows: Int) {
        self.rows = rows
    }

    /// - Throws: `ValidationError` with the range.
    init(argument: String) throws {
        guard let rows = Int(argument), (1...1000).contains(rows) else {
            throw ValidationError("it takes a number from 1 to 1000")
        }
        self.rows = rows
    }

    var description: String { "\(self.rows)" }
}
