/// A part of `GET /v1/stats` beyond the core, with what was asked of it.
enum StatsPart: Hashable, Sendable {
    case hotKeys(limit: Int)
    case events(after: UInt64)
    case routes
    case history(HistoryQuery)

    /// As `include` names them.
    enum Name: String, CaseIterable {
        case hotKeys = "hot_keys"
        case events, routes, history
        /// Known so that a dashboard may always ask for it; the part is left out where nothing throttles.
        case throttle
    }

    /// Where it stands in the answer.
    var field: String {
        switch self {
        case .hotKeys: Name.hotKeys.rawValue
        case .events: Name.events.rawValue
        case .routes: Name.routes.rawValue
        case .history: Name.history.rawValue
        }
    }
}

/// Which stretch of the past, in how many steps.
struct HistoryQuery: Hashable, Sendable {
    /// Seconds.
    var window: Int
    var points: Int
}
