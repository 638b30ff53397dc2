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

/// What `GET /v1/hot-keys` is asked for.
public struct HotKeysQuery: Sendable, Equatable {
    public enum Measure: String, Sendable, CaseIterable {
        case requests, bytes, misses, cost
    }

    public var by: Measure
    public var limit: Int

    public init(by: Measure = .requests, limit: Int) {
        self.by = by
        self.limit = limit
    }

    public var path: String {
        PercentEncoding.path("/v1/hot-keys", query: [("by", self.by.rawValue), ("limit", "\(self.limit)")])
    }
}

/// What `GET /v1/tree` is asked for.
public struct TreeQuery: Sendable, Equatable {
    public var prefix: String
    /// Nil leaves it to the server.
    public var limit: Int?

    public init(prefix: String = "", limit: Int? = nil) {
        self.prefix = prefix
        self.limit = limit
    }

    public var path: String {
        var query = [(name: "prefix", value: self.prefix)]
        if let limit { query.append(("limit", "\(limit)")) }
        return PercentEncoding.path("/v1/tree", query: query)
    }
}

/// What `GET /v1/events` is asked for.
public struct EventsQuery: Sendable, Equatable {
    /// Only events numbered above this one.
    public var after: UInt64
    public var limit: Int
    /// How long the answer may wait for an event.
    public var wait: Duration

    public init(after: UInt64 = 0, limit: Int, wait: Duration = .zero) {
        self.after = after
        self.limit = limit
        self.wait = wait
    }

    public var path: String {
        PercentEncoding.path(
            "/v1/events",
            query: [("after", "\(self.after)"), ("limit", "\(self.limit)"), ("wait_ms", "\(Int(self.wait / .milliseconds(1)))")])
    }
}
