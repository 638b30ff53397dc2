import LarderAdmin

extension StatsSnapshot.Backend: TableRow {
    enum Sort: String, TableSort {
        case state, latency, name
    }

    /// A tiered cache has a row for each tier, and two may share a name.
    var identity: [String] { [self.name, self.kind, self.location] }
    var filterText: String { self.name }

    /// Trouble first.
    func order(before other: Self, by sort: Sort) -> Double {
        switch sort {
        case .state: other.trouble - self.trouble
        case .latency: (other.latencyUs ?? -1) - (self.latencyUs ?? -1)
        case .name: 0
        }
    }

    private var trouble: Double {
        switch self.state {
        case .down: 2
        case .degraded: 1
        case .up: 0
        }
    }
}
