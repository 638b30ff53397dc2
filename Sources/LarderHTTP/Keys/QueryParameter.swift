/// One parameter of a query as it was sent: undecoded.
struct QueryParameter {
    let name: Substring
    /// Nil where no `=` followed the name.
    let value: Substring?

    /// The parameters in the order they were sent. Nothing between two `&` is no parameter; a `#` ends the query.
    static func parse(_ query: Substring) -> [QueryParameter] {
        query.prefix { $0 != "#" }.split(separator: "&").map { piece in
            guard let equals = piece.firstIndex(of: "=") else { return QueryParameter(name: piece, value: nil) }
            return QueryParameter(name: piece[..<equals], value: piece[piece.index(after: equals)...])
        }
    }
}
