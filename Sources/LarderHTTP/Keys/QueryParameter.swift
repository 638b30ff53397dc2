/// One parameter of a query as it was sent: undecoded.
struct QueryParameter {
    let name: Substring
    /// Nil where no `=` followed the name.
    let value: Substring?

    fileprivate init(_ piece: Substring.UTF8View) {
        guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else {
            self.name = Substring(piece)
            self.value = nil
            return
        }
        self.name = Substring(piece[..<equals])
        self.value = Substring(piece[piece.index(after: equals)...])
    }
}

/// The parameters of a query in the order they were sent. Nothing between two `&` is no parameter; a `#` ends the query.
struct QueryParameters: Sequence, IteratorProtocol {
    private var rest: Substring.UTF8View

    init(_ query: Substring) {
        let bytes = query.utf8
        self.rest = bytes.firstIndex(of: UInt8(ascii: "#")).map { bytes[..<$0] } ?? bytes
    }

    mutating func next() -> QueryParameter? {
        while !self.rest.isEmpty {
            let end = self.rest.firstIndex(of: UInt8(ascii: "&")) ?? self.rest.endIndex
            let piece = self.rest[..<end]
            self.rest = self.rest[end...].dropFirst()
            if !piece.isEmpty { return QueryParameter(piece) }
        }
        return nil
    }
}
