/// What one `GET /v1/stats` asks for. Parameters of parts that it does not ask for are dropped, so that those who get the same
/// answer ask the same query.
struct StatsQuery: Hashable, Sendable {
    private static let defaultHotLimit = 50
    private static let defaultHistory = HistoryQuery(window: 300, points: 150)

    /// In the order they are answered in.
    let parts: [StatsPart]

    init(_ parameters: QueryParameters) throws(Refusal) {
        let names = try parameters.choices("include", of: StatsPart.Name.self)
        let after = try parameters.sequence("events_after") ?? 0
        let hotLimit = try parameters.integer("hot_limit", in: 1...1000) ?? Self.defaultHotLimit
        let history = try parameters.history(or: Self.defaultHistory)
        self.parts = StatsPart.Name.allCases.filter { names.contains($0) }.compactMap { name in
            switch name {
            case .hotKeys: .hotKeys(limit: hotLimit)
            case .events: .events(after: after)
            case .routes: .routes
            case .history: .history(history)
            case .throttle: nil
            }
        }
    }
}

extension QueryParameters {
    func history(or standard: HistoryQuery) throws(Refusal) -> HistoryQuery {
        HistoryQuery(
            window: try self.seconds("window", in: 1...History.longestWindow) ?? standard.window,
            points: try self.integer("points", in: 1...3600) ?? standard.points)
    }
}
