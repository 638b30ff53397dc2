import LarderAdmin

extension KeyPage.Sort: TableSort {
    /// The order without `r`: largest, longest and most first, names from A.
    var naturalOrder: KeyPage.Order {
        self == .key ? .ascending : .descending
    }
}

/// The endpoint puts these in order, page by page.
extension KeyDetail: TableRow {
    typealias Sort = KeyPage.Sort

    var identity: String { self.key }
    var filterText: String { self.key }

    func order(before other: Self, by sort: Sort) -> Double { 0 }
}
