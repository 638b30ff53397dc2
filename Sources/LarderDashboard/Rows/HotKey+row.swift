import LarderAdmin

extension StatsSnapshot.HotKey: TableRow {
    enum Sort: String, TableSort {
        case hits = "hits/s"
        case hitRate = "hit%"
        case size, ttl, key
    }

    var identity: String { self.key }
    var filterText: String { self.key }

    func order(before other: Self, by sort: Sort) -> Double {
        switch sort {
        case .hits: other.hitsPerSecond - self.hitsPerSecond
        case .hitRate: (other.hitRatio ?? -1) - (self.hitRatio ?? -1)
        case .size: Double(other.sizeBytes ?? -1) - Double(self.sizeBytes ?? -1)
        case .ttl: (other.ttlSeconds ?? -1) - (self.ttlSeconds ?? -1)
        case .key: 0
        }
    }
}
