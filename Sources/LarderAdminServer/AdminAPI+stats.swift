import Foundation
import LarderAdmin
import LarderEngine

extension AdminAPI {
    /// The parts of `GET /v1/stats` beyond the core.
    private enum Part: String, CaseIterable {
        case hotKeys = "hot_keys"
        case events, routes, history
        /// Known so that a dashboard may always ask for it; the part is left out where nothing throttles.
        case throttle
    }

    private static let rateWindows = [1, 10, 60, 900]
    /// Events of one answer; a reader that falls behind sees `dropped` rise.
    private static let eventsPerPoll = 1000
    private static let limits = 1...1000
    private static let pointLimits = 1...3600

    func stats(_ query: Substring?) throws(Refusal) -> StatsSnapshot {
        let parameters = try self.parameters(
            query, ["include", "events_after", "hot_limit", "window", "points"])
        let parts = try parameters.choices("include", of: Part.self)
        let after = try parameters.sequence("events_after") ?? 0
        let hotLimit = try parameters.integer("hot_limit", in: Self.limits) ?? 50
        let window = try Self.window(parameters, otherwise: 300)
        let points = try parameters.integer("points", in: Self.pointLimits) ?? 150

        let wall = WallTime(self.engine.clock)
        let history = self.history.current
        var stats = self.core(history, wall)
        if parts.contains(.hotKeys) {
            stats.hotKeys = self.engine.hotKeys(limit: hotLimit).map { StatsSnapshot.HotKey($0) }
        }
        if parts.contains(.events) {
            stats.events = EventPage(self.engine.events(after: after, limit: Self.eventsPerPoll), wall)
        }
        if parts.contains(.routes) {
            stats.routes = self.engine.routeFigures().map { StatsSnapshot.Route($0) }
        }
        if parts.contains(.history) {
            let excerpt = history.excerpt(window: window, points: points, now: self.engine.clock.now())
            stats.history = StatsSnapshot.History(excerpt, wall)
        }
        return stats
    }

    func history(_ query: Substring?) throws(Refusal) -> StatsSnapshot.History {
        let parameters = try self.parameters(query, ["window", "points"])
        let window = try Self.window(parameters, otherwise: 3600)
        let points = try parameters.integer("points", in: Self.pointLimits) ?? 300
        let excerpt = self.history.current.excerpt(window: window, points: points, now: self.engine.clock.now())
        return StatsSnapshot.History(excerpt, WallTime(self.engine.clock))
    }

    func routes(_ query: Substring?) throws(Refusal) -> ItemList<StatsSnapshot.Route> {
        _ = try self.parameters(query)
        return ItemList(items: self.engine.routeFigures().map { StatsSnapshot.Route($0) })
    }

    func events(_ query: Substring?) throws(Refusal) -> EventPage {
        let parameters = try self.parameters(query, ["after", "limit"])
        let slice = self.engine.events(
            after: try parameters.sequence("after") ?? 0, limit: try parameters.integer("limit", in: Self.limits) ?? 100)
        return EventPage(slice, WallTime(self.engine.clock))
    }

    private func core(_ history: History, _ wall: WallTime) -> StatsSnapshot {
        let figures = self.engine.snapshot()
        let sample = Sample(figures)
        return StatsSnapshot(
            instance: StatsSnapshot.Instance(
                id: self.instance.id, name: self.instance.name, environment: self.instance.environment,
                version: self.instance.version, pid: self.instance.pid, startedAt: self.startedOn,
                uptimeSeconds: self.startedAt.duration(to: figures.at).seconds),
            sequence: figures.sequence, at: wall.date(figures.at),
            policy: figures.policy.rawValue, requests: StatsSnapshot.Requests(figures.requests),
            lookups: StatsSnapshot.Lookups(figures.lookups),
            saved: StatsSnapshot.Saved(figures.saved),
            rates: Dictionary(
                uniqueKeysWithValues: Self.rateWindows.map { ("\($0)s", history.rates(over: $0, now: sample)) }),
            evictions: StatsSnapshot.Evictions(figures.evictions),
            memory: StatsSnapshot.Memory(figures.memory, residentBytes: ResidentMemory.bytes),
            latencyUs: StatsSnapshot.Latencies(
                hit: StatsSnapshot.Latency(figures.hitLatency), miss: StatsSnapshot.Latency(figures.missLatency)),
            ttlHistogram: figures.remainingFreshness.map { StatsSnapshot.TTLBucket($0) }, backends: self.backends())
    }

    private static func window(_ parameters: QueryParameters, otherwise: Int) throws(Refusal) -> Int {
        try parameters.seconds("window", in: 1...History.longestWindow) ?? otherwise
    }
}
