import LarderTerminal

/// What a list's border says of it, and its rows where there are none.
enum ListNotes {
    /// Filter, count, and order.
    static func spans<Row: TableRow>(_ table: TableState<Row>, count: String) -> [Span] {
        var spans: [Span] = []
        if !table.filter.isEmpty {
            spans.append(Span(String(table.filter.text.prefix(24)), .match))
            spans.append(Span(" ", .text))
        }
        spans.append(Span(count, .muted))
        spans.append(Span("  \(table.sort.rawValue)\(table.isReversed ? "▲" : "▼")", .title))
        return spans
    }

    /// - Parameter thing: what the filter looks for.
    static func nothing<Row: TableRow>(_ table: TableState<Row>, _ reason: String, _ thing: String) -> String {
        table.filter.isEmpty ? reason : "no \(thing) matches \(table.filter.text); Esc clears"
    }
}
