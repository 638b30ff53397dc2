/// What one `GET /v1/stats` asks for. Parameters of parts that it does not ask for are left at their defaults, so that those who
/// get the same answer ask the same query.
struct StatsQuery: Hashable, Sendable {
    /// The parts beyond the core.
    enum Part: String, CaseIterable {
        case hotKeys = "hot_keys"
        case events, routes, history
        /// Known so that a dashboard may always ask for it; the part is left out where nothing throttles.
        case throttle
    }

    static let defaultHotLimit = 50
    static let defaultWindow = 300
    static let defaultPoints = 150

    var parts: Set<Part> = []
    var eventsAfter: UInt64 = 0
    var hotLimit = Self.defaultHotLimit
    var window = Self.defaultWindow
    var points = Self.defaultPoints

    init(_ parameters: QueryParameters) throws(Refusal) {
        let parts = try parameters.choices("include", of: Part.self)
        let after = try parameters.sequence("events_after")
        let hotLimit = try parameters.integer("hot_limit", in: 1...1000)
        let window = try parameters.window
        let points = try parameters.points
        self.parts = parts
        if parts.contains(.events) {
            self.eventsAfter = after ?? 0
        }
        if parts.contains(.hotKeys) {
            self.hotLimit = hotLimit ?? Self.defaultHotLimit
        }
        if parts.contains(.history) {
            self.window = window ?? Self.defaultWindow
            self.points = points ?? Self.defaultPoints
        }
    }
}

extension QueryParameters {
    /// Seconds.
    var window: Int? {
        get throws(Refusal) { try self.seconds("window", in: 1...History.longestWindow) }
    }

    var points: Int? {
        get throws(Refusal) { try self.integer("points", in: 1...3600) }
    }
}
