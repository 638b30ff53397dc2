internal import GRDB

/// What rows have to fulfil: clauses that must all hold, with their arguments.
struct Condition {
    private var clauses: [String] = []
    private(set) var arguments = StatementArguments()

    /// The `WHERE` clause, empty where every row passes.
    var clause: String { clauses.isEmpty ? "" : "WHERE " + clauses.joined(separator: " AND ") }

    mutating func require(_ clause: String, _ arguments: StatementArguments) {
        clauses.append(clause)
        self.arguments += arguments
    }

    /// One of the columns, or the rows that `alternative` selects, must contain the term.
    mutating func require(
        _ term: String, in columns: [String], orIf alternative: (_ match: (String) -> String) -> [String] = { _ in [] }
    ) {
        let match = TermMatch(term)
        // The alternative comes first: its rows are looked up once, the columns are searched row by row.
        let choices = alternative(match.sql(for:)) + columns.map(match.sql(for:))
        let occurrences = choices.reduce(0) { $0 + $1.count(where: { $0 == "?" }) }
        require(
            "(" + choices.joined(separator: " OR ") + ")",
            StatementArguments(Array(repeating: match.argument, count: occurrences)))
    }
}

/// How one search term is looked for in one column: anywhere in it, whatever the case.
private struct TermMatch {
    let argument: String
    private let isASCII: Bool

    init(_ term: String) {
        isASCII = term.utf8.allSatisfy { $0 < 0x80 }
        guard isASCII else {
            argument = CaseFolding.fold(term)
            return
        }
        var pattern = "%"
        for character in term.unicodeScalars {
            if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
            pattern.unicodeScalars.append(character)
        }
        argument = pattern + "%"
    }

    /// `LIKE` folds ASCII alone and several times faster than a function of ours could.
    func sql(for column: String) -> String {
        isASCII ? #"\#(column) LIKE ? ESCAPE '\'"# : "\(CaseFolding.name)(\(column), ?)"
    }
}
