import Foundation
import LarderAdmin
import LarderEngine
import NIOCore

extension AdminAPI {
    private static let rateWindows = [1, 10, 60, 900]
    /// Events of one answer; a reader that falls behind sees `dropped` rise.
    private static let eventsPerPoll = 1000

    func stats(_ query: Substring?) throws -> Answer {
        let (parameters, scope) = try self.parameters(
            query, ["include", "events_after", "hot_limit", "window", "points"])
        let asked = try StatsQuery(parameters)
        return try self.shared(scope) { shared in
            .json(
                try shared.snapshot.answer(asked) { part, routes in
                    try self.part(part, of: scope, routes, &shared.histories)
                })
        }
    }

    func shared<Result>(_ scope: CacheScope, _ body: (inout SharedSnapshots.Scope) throws -> Result) throws -> Result {
        try self.snapshots.with(scope, read: { try self.core(scope) }, body)
    }

    private func part(
        _ part: StatsPart, of scope: CacheScope, _ routes: [RouteFigures], _ histories: inout HistoryAnswers
    ) throws -> ByteBuffer {
        switch part {
        case .hotKeys(let limit): try Self.json(scope.hotKeys(by: .requests, limit: limit).map { StatsSnapshot.HotKey($0) })
        case .events(let after):
            try Self.json(EventPage(self.events.page(after: after, limit: Self.eventsPerPoll, of: scope), self.wall))
        case .routes: try Self.json(routes.map { StatsSnapshot.Route($0) })
        case .history(let query): try self.history(query, of: scope, &histories)
        }
    }

    func history(_ query: Substring?) throws -> Answer {
        let (parameters, scope) = try self.parameters(query, ["window", "points"])
        let asked = try parameters.history(or: HistoryQuery(window: 3600, points: 300))
        return try self.shared(scope) { .json(try self.history(asked, of: scope, &$0.histories)) }
    }

    private func history(
        _ query: HistoryQuery, of scope: CacheScope, _ histories: inout HistoryAnswers
    ) throws -> ByteBuffer {
        let history = self.history.history(of: scope)
        let now = self.caches.clock.now()
        return try histories.answer(query, at: history.moment(now)) {
            let excerpt = history.excerpt(window: query.window, points: query.points, now: now)
            return try Self.json(StatsSnapshot.History(excerpt, self.wall))
        }
    }

    private static func json(_ value: some Encodable) throws -> ByteBuffer {
        ByteBuffer(bytes: try WireFormat.encode(value))
    }

    func routes(_ query: Substring?) throws -> ItemList<StatsSnapshot.Route> {
        let (_, scope) = try self.parameters(query)
        return try self.shared(scope) { ItemList(items: $0.snapshot.routes.map { StatsSnapshot.Route($0) }) }
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
        return try CoreSnapshot(stats: stats, routes: scope.routeFigures())
    }
}
