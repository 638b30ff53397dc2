import LarderAdmin

extension TreePage.Child: TableRow {
    enum Sort: String, TableSort {
        case bytes, entries
        case hitRate = "hit%"
        case prefix
    }

    var identity: String { self.prefix }
    var filterText: String { self.prefix }

    var hitRatio: Double? {
        let asked = Double(self.hits) + Double(self.misses)
        return asked > 0 ? Double(self.hits) / asked : nil
    }

    func order(before other: Self, by sort: Sort) -> Double {
        switch sort {
        case .bytes: Double(other.bytes) - Double(self.bytes)
        case .entries: Double(other.entries) - Double(self.entries)
        case .hitRate: (other.hitRatio ?? -1) - (self.hitRatio ?? -1)
        case .prefix: 0
        }
    }
}
