public import LarderEngine

/// What cached entries depend on when they depend on a table.
///
/// ```swift
/// ObservedTable("courses", tags: ["course"], rowTags: { ["course:\($0)"] }, everyRow: .route("single_course"))
/// ```
public struct ObservedTable: Sendable {
    public var name: String
    /// Tags of entries that any change of the table may change: lists, searches, counts.
    public var tags: [String]
    /// Tags of entries that show the row with this rowid.
    public var rowTags: @Sendable (Int64) -> [String]
    /// Covers at least the entries that `rowTags` would for any row of the table.
    ///
    /// Used where a commit changed more rows than it is worth naming, or rows that SQLite does not name. The default is slow to
    /// recover from but right for everybody.
    public var everyRow: Selection

    public init(
        _ name: String, tags: [String], rowTags: @escaping @Sendable (Int64) -> [String] = { _ in [] },
        everyRow: Selection = .all
    ) {
        self.name = name
        self.tags = tags
        self.rowTags = rowTags
        self.everyRow = everyRow
    }
}
