public import LarderAdmin

/// What `GET /v1/stats` is asked for; everything that is left out is the server's default.
public struct StatsQuery: Sendable, Equatable {
    /// A part beside the core.
    public enum Part: String, Sendable, CaseIterable {
        case hotKeys = "hot_keys"
        case events, routes, history
    }

    public var include: Set<Part>
    /// Only events numbered above this one.
    public var eventsAfter: UInt64?
    public var hotLimit: Int?
    /// How far the history reaches back, in whole seconds.
    public var window: Duration?
    /// How many steps the history is cut into.
    public var points: Int?

    public init(
        include: Set<Part> = [], eventsAfter: UInt64? = nil, hotLimit: Int? = nil, window: Duration? = nil, points: Int? = nil
    ) {
        self.include = include
        self.eventsAfter = eventsAfter
        self.hotLimit = hotLimit
        self.window = window
        self.points = points
    }

    public var path: String {
        var query: [(name: String, value: String)] = []
        if !self.include.isEmpty {
            query.append(("include", Part.allCases.filter(self.include.contains).map(\.rawValue).joined(separator: ",")))
        }
        if let eventsAfter { query.append(("events_after", "\(eventsAfter)")) }
        if let hotLimit { query.append(("hot_limit", "\(hotLimit)")) }
        if let window { query.append(("window", "\(window.components.seconds)s")) }
        if let points { query.append(("points", "\(points)")) }
        return PercentEncoding.path("/v1/stats", query: query)
    }
}

/// What `GET /v1/keys` is asked for; everything that is left out is the server's default.
public struct KeysQuery: Sendable, Equatable {
    public var pattern: String?
    public var tag: String?
    public var sort: KeyPage.Sort?
    public var order: KeyPage.Order?
    public var limit: Int?
    /// `nextCursor` of the page before.
    public var cursor: String?

    public init(
        pattern: String? = nil, tag: String? = nil, sort: KeyPage.Sort? = nil, order: KeyPage.Order? = nil, limit: Int? = nil,
        cursor: String? = nil
    ) {
        self.pattern = pattern
        self.tag = tag
        self.sort = sort
        self.order = order
        self.limit = limit
        self.cursor = cursor
    }

    public var path: String {
        var query: [(name: String, value: String)] = []
        if let pattern { query.append(("pattern", pattern)) }
        if let tag { query.append(("tag", tag)) }
        if let sort { query.append(("sort", sort.rawValue)) }
        if let order { query.append(("order", order.rawValue)) }
        if let limit { query.append(("limit", "\(limit)")) }
        if let cursor { query.append(("cursor", cursor)) }
        return PercentEncoding.path("/v1/keys", query: query)
    }
}
