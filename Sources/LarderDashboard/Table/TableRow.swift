/// What a list is made of: rows that are known again, can be filtered, and know their order.
protocol TableRow: Sendable, Equatable {
    associatedtype Identity: Hashable & Sendable
    associatedtype Sort: TableSort

    /// The same in every answer that has this row.
    var identity: Identity { get }
    /// What the filter is held against.
    var filterText: String { get }

    /// Below zero where this row comes before `other`: largest first, names from A.
    func order(before other: Self, by sort: Sort) -> Double
}

/// What a list can be sorted by, in the order in which `s` goes through them; the raw value names it on the screen.
protocol TableSort: RawRepresentable, CaseIterable, Sendable, Hashable where RawValue == String, AllCases == [Self] {}

/// What a key asks of the list that has the focus.
enum ListAction: Sendable, Equatable {
    case move(Int)
    /// Puts the cursor on the row of this place in the order.
    case select(Int)
    /// Moves what is seen, not the cursor.
    case scroll(Int)
    case follow
    case sort
    case reverse
    /// Puts the cursor's row back into sight after rows or the size changed.
    case settle
}
