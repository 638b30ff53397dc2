import Foundation
import LarderAdmin
import LarderAdminClient
import LarderTerminal

@testable import LarderDashboard

/// What the endpoint answers to the questions of single views.
extension Fixture {
    static let tree = TreePage(
        prefix: "", entries: 184_213, bytes: 5_455_911,
        children: [
            .init(prefix: "course_list:", leaf: false, entries: 120_400, bytes: 3_600_000, hits: 9000, misses: 700),
            .init(prefix: "single_course:", leaf: false, entries: 60_013, bytes: 1_700_000, hits: 4000, misses: 2600),
            .init(prefix: "subject_list:", leaf: false, entries: 3700, bytes: 150_000, hits: 10, misses: 90),
            .init(prefix: "evil:\u{1B}[2J\u{202E}", leaf: false, entries: 80, bytes: 4000, hits: 0, misses: 0),
            .init(prefix: "health", leaf: true, entries: 1, bytes: 311, hits: 5, misses: 1),
        ])

    static let flatTree = TreePage(
        prefix: "single_course:", entries: 60_013, bytes: 1_700_000,
        children: (1...40).map {
            .init(prefix: "single_course:\($0)", leaf: true, entries: 1, bytes: 1600 - $0, hits: 1, misses: 0)
        })

    static func detail(_ key: String, size: Int = 4198, preview: Nullable<String>? = nil) -> KeyDetail {
        KeyDetail(
            key: key, tags: ["course", "course:42"], route: "course_list", state: .fresh,
            createdAt: Self.start.addingTimeInterval(-17), freshUntil: Self.start.addingTimeInterval(43),
            staleUntil: Self.start.addingTimeInterval(103), lastHitAt: Self.start.addingTimeInterval(-1), hits: 812,
            sizeBytes: size, costUs: 1240, status: 200, contentType: "application/json", etag: "\"abc\"", preview: preview)
    }

    static func keys(_ range: Range<Int>, next: String?) -> KeyPage {
        KeyPage(
            items: range.map { Self.detail("single_course:\(1000 + $0)", size: 9000 - $0) }, nextCursor: next, matched: 60_013)
    }

    static let routes: [StatsSnapshot.Route] = [
        Self.route("course_list", 120_000, hits: 110_000, ratio: 0.92, hit: 180, miss: 24_000, saved: 1800),
        Self.route("single_course", 80_000, hits: 60_000, ratio: 0.78, hit: 150, miss: 9000, saved: 400),
        Self.route(
            "me", 900, hits: 0, ratio: nil, hit: nil, miss: nil, saved: 0, bypassed: 900,
            reasons: ["set-cookie": 850, "authorization": 50]),
        Self.route("search", 400, hits: 0, ratio: 0, hit: nil, miss: 81_000, saved: 0, breaker: "closed"),
        Self.route("feed", 300, hits: 100, ratio: 0.33, hit: 9000, miss: 4000, saved: 1),
        Self.route("payments", 50, hits: 10, ratio: 0.2, hit: 100, miss: 900, saved: 1, breaker: "open"),
        Self.route("young", 3, hits: 0, ratio: 0, hit: nil, miss: 900, saved: 0),
    ]

    private static func route(
        _ name: String, _ requests: Int, hits: Int, ratio: Double?, hit: Double?, miss: Double?, saved: Double,
        bypassed: Int = 0, breaker: String = "closed", reasons: [String: Int] = [:]
    ) -> StatsSnapshot.Route {
        .init(
            route: name, requests: requests, hits: hits, misses: requests - hits - bypassed, hitRatio: ratio,
            entries: hits / 10, bytes: hits * 40, hitP99Us: hit, missP50Us: miss, savedSeconds: saved, breaker: breaker,
            bypassReasons: reasons, bypassed: bypassed)
    }

    static let backends: [StatsSnapshot.Backend] = [
        .init(
            name: "default", kind: "memory", location: "", state: .up, error: nil, latencyUs: 3,
            capabilities: ["undo", "tags", "hot_keys"]),
        .init(
            name: "sessions", kind: "redis", location: "redis-1.internal:6379", state: .down,
            error: "connection refused", latencyUs: nil, capabilities: ["tags"]),
        .init(
            name: "pages", kind: "memcached", location: "10.0.0.4:11211,10.0.0.5:11211", state: .degraded,
            error: "1 of 2 servers does not answer", latencyUs: 410, capabilities: []),
    ]

    static func past(
        _ id: String, _ select: Selection, _ mode: InvalidationMode, ago: Double, undone: Bool = false, undo: Double? = nil,
        by source: PastInvalidation.Source = .cli, who: String? = nil, why: String? = nil
    ) -> PastInvalidation {
        PastInvalidation(
            id: id, at: Self.start.addingTimeInterval(-ago), operator: who, reason: why, source: source, mode: mode,
            select: select, matched: 1284, undone: undone, undoUntil: undo.map { Self.start.addingTimeInterval($0) },
            cache: "default")
    }

    static let audit: [PastInvalidation] = [
        Self.past("inv-3f2c-7", .pattern("course_list:*"), .soft, ago: 20, undo: 280, who: "mara", why: "wrong prices"),
        Self.past("inv-3f2c-6", .key("single_course:42"), .hard, ago: 120, by: .dashboard),
        Self.past("inv-3f2c-5", .tags(["course", "course:42"]), .revalidate, ago: 300, by: .database, why: "rows changed"),
        Self.past("inv-3f2c-4", .route("subject_list"), .soft, ago: 900, undone: true, undo: -600, by: .api),
        Self.past("inv-3f2c-3", .all, .soft, ago: 4000, undo: -3700, by: .unsafeMethod),
    ]

    static func full(environment: String = "demo") -> StatsSnapshot {
        var snapshot = Self.snapshot(environment: environment)
        snapshot.routes = Self.routes
        snapshot.backends = Self.backends
        return snapshot
    }
}

extension State {
    /// Goes to a view and lets the endpoint answer what it asks, in order.
    mutating func visit(_ view: ViewName, answers: Answer...) {
        let digit = Unicode.Scalar(UInt8(0x30 + view.rawValue))
        var effects = self.update(.key(.character(digit)), at: self.now.later(0.1))
        effects += self.update(.polled(.success(Fixture.full())), at: self.now.later(0.1))
        self.answer(answers, to: effects)
    }

    mutating func answer(_ answers: [Answer], to effects: [Effect]) {
        var effects = effects
        for answer in answers {
            guard case .ask(let question, let ticket) = effects.last(where: { if case .ask = $0 { true } else { false } })
            else { return }
            effects = self.update(.answered(.success(answer), question, ticket: ticket), at: self.now.later(0.1))
        }
    }

    mutating func fail(_ error: AdminClientError, _ effects: [Effect]) {
        for case .ask(let question, let ticket) in effects {
            _ = self.update(.answered(.failure(error), question, ticket: ticket), at: self.now.later(0.1))
        }
    }
}
