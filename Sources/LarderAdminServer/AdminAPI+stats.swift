import Foundation
import LarderAdmin
import LarderEngine
import NIOCore

extension AdminAPI {
    private static let rateWindows = [1, 10, 60, 900]
    /// Events of one answer; a reader that falls behind sees `dropped` rise.
    private static let eventsPerPoll = 1000

    func stats(_ query: Substring?) throws -> ByteBuffer {
        let (parameters, scope) = try self.parameters(
            query, ["include", "events_after", "hot_limit", "window", "points"])
        let asked = try StatsQuery(parameters)
        return try self.snapshot(of: scope) { snapshot in
            try snapshot.answer(asked) { routes in
                asked.parts.isEmpty ? nil : ByteBuffer(bytes: try WireFormat.encode(self.parts(asked, scope, routes)))
            }
        }
    }

    func snapshot<Result>(of scope: CacheScope, _ body: (inout CoreSnapshot) throws -> Result) throws -> Result {
        try self.snapshots.with(scope, make: { try self.core(scope) }, body)
    }

    private func parts(_ asked: StatsQuery, _ scope: CacheScope, _ routes: [RouteFigures]) -> StatsParts {
        var parts = StatsParts()
        if asked.parts.contains(.hotKeys) {
            parts.hotKeys = scope.hotKeys(by: .requests, limit: asked.hotLimit).map { StatsSnapshot.HotKey($0) }
        }
        if asked.parts.contains(.events) {
            let page = self.events.page(after: asked.eventsAfter, limit: Self.eventsPerPoll, of: scope)
            parts.events = EventPage(page, self.wall)
        }
        if asked.parts.contains(.routes) {
            parts.routes = routes.map { StatsSnapshot.Route($0) }
        }
        if asked.parts.contains(.history) {
            parts.history = self.history(of: scope, window: asked.window, points: asked.points)
        }
        return parts
    }

    func history(_ query: Substring?) throws(Refusal) -> StatsSnapshot.History {
        let (parameters, scope) = try self.parameters(query, ["window", "points"])
        return self.history(of: scope, window: try parameters.window ?? 3600, points: try parameters.points ?? 300)
    }

    private func history(of scope: CacheScope, window: Int, points: Int) -> StatsSnapshot.History {
        let excerpt = self.history.history(of: scope).excerpt(window: window, points: points, now: self.caches.clock.now())
        return StatsSnapshot.History(excerpt, self.wall)
    }

    func routes(_ query: Substring?) throws -> ItemList<StatsSnapshot.Route> {
        let (_, scope) = try self.parameters(query)
        return try self.snapshot(of: scope) { ItemList(items: $0.routes.map { StatsSnapshot.Route($0) }) }
    }

    private func core(_ scope: CacheScope) throws -> CoreSnapshot {
        let figures = scope.snapshot()
        let history = self.history.history(of: scope)
        let sample = Sample(figures)
        let wall = self.wall
        let stats = StatsSnapshot(
            instance: StatsSnapshot.Instance(
                id: self.instance.id, name: self.instance.name, environment: self.instance.environment,
                version: self.instance.version, pid: self.instance.pid, startedAt: self.startedOn,
                uptimeSeconds: self.startedAt.duration(to: figures.at).seconds),
            sequence: figures.sequence, at: wall.date(figures.at), policy: scope.policy,
            requests: StatsSnapshot.Requests(figures.requests), lookups: StatsSnapshot.Lookups(figures.lookups),
            saved: StatsSnapshot.Saved(figures.saved),
            rates: Dictionary(
                uniqueKeysWithValues: Self.rateWindows.map { ("\($0)s", history.rates(over: $0, now: sample)) }),
            evictions: StatsSnapshot.Evictions(figures.evictions),
            memory: StatsSnapshot.Memory(figures.memory, residentBytes: ResidentMemory.bytes),
            latencyUs: StatsSnapshot.Latencies(
                hit: StatsSnapshot.Latency(figures.hitLatency), miss: StatsSnapshot.Latency(figures.missLatency)),
            ttlHistogram: figures.remainingFreshness.map { StatsSnapshot.TTLBucket($0) },
            backends: scope.id == self.caches.id ? self.backends() : self.backends().filter { $0.name == scope.engines[0].name })
        return try CoreSnapshot(at: figures.at, stats: stats, routes: scope.routeFigures())
    }
}

/// What `include` adds to the core, in the fields of `StatsSnapshot`.
private struct StatsParts: Encodable {
    var hotKeys: [StatsSnapshot.HotKey]?
    var events: EventPage?
    var routes: [StatsSnapshot.Route]?
    var history: StatsSnapshot.History?
}
