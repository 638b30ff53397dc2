import Foundation
import LarderAdmin
import LarderTerminal

@testable import LarderDashboard

/// A dashboard at a fixed time: what it shows depends on its events alone.
enum Fixture {
    static let start = Date(timeIntervalSince1970: 1_772_358_236)  // 2026-03-01T09:43:56Z

    static func moment(_ seconds: Double = 0) -> Moment {
        Moment(elapsed: .seconds(seconds), wall: Self.start.addingTimeInterval(seconds), utcOffsetSeconds: 0)
    }

    static func state(_ columns: Int = 120, _ rows: Int = 40, access: Access = .readWrite) throws -> State {
        State(
            source: "http://127.0.0.1:9480", access: access, theme: try Theme.named("terminal"), interval: .seconds(1),
            size: Size(columns: columns, rows: rows), now: Self.moment())
    }

    /// Connected, with its first answer 0.4 s old.
    static func live(
        _ columns: Int = 120, _ rows: Int = 40, environment: String = "production", access: Access = .readWrite
    ) throws -> State {
        var state = try Self.state(columns, rows, access: access)
        _ = state.update(.tick, at: Self.moment())
        _ = state.update(.polled(.success(Self.snapshot(environment: environment))), at: Self.moment(0.1))
        _ = state.update(.tick, at: Self.moment(0.5))
        return state
    }

    static func snapshot(
        id: String = "3f2c", environment: String = "production", name: String = "catalogue-1",
        hotKeys: [StatsSnapshot.HotKey] = Self.hotKeys
    ) -> StatsSnapshot {
        StatsSnapshot(
            instance: .init(
                id: id, name: name, environment: environment, version: "0.1.0", pid: 4242, startedAt: Self.start,
                uptimeSeconds: 81),
            sequence: 512, at: Self.start, policy: "lru",
            requests: .init(total: 1_204_000, hits: 1_100_000, staleHits: 4000, misses: 100_000),
            lookups: .init(), saved: .init(seconds: 252, bytes: 8_123_456, queries: 12_345),
            rates: [
                "10s": .init(
                    requests: 12_400, hits: 11_731, staleHits: 12, misses: 657, evictions: 58.4,
                    capacityEvictions: 34.2, hitRatio: 0.947),
                "60s": .init(hitRatio: 0.939), "900s": .init(hitRatio: 0.912),
            ],
            evictions: .init(capacity: 1220, expired: 500, invalidated: 80, replaced: 197, rejected: 3),
            memory: .init(
                limitBytes: 8_388_608, targetBytes: 8_388_608, usedBytes: 5_955_911, entries: 184_213, keyBytes: 400_000,
                valueBytes: 5_055_911, overheadBytes: 500_000),
            latencyUs: .init(
                hit: .init(count: 10, p50: 38, p90: 80, p99: 120, max: 900),
                miss: .init(count: 10, p50: 1240, p90: 3000, p99: 9000, max: 20_000)),
            ttlHistogram: [
                .init(upToSeconds: 10, entries: 900), .init(upToSeconds: 60, entries: 4200),
                .init(upToSeconds: 300, entries: 2600), .init(upToSeconds: 3600, entries: 120),
                .init(upToSeconds: nil, entries: 0),
            ],
            backends: [], hotKeys: hotKeys, events: Self.events, history: Self.history)
    }

    static let hotKeys: [StatsSnapshot.HotKey] =
        [
            Self.hotKey("course_list:?page=1", 812, 0.998, size: 4198, ttl: 43),
            Self.hotKey("single_course:42", 512.9, 0.97, size: 18_637, ttl: 0, state: .stale),
            Self.hotKey("course_list:?level=beginner&page=17&search=introduction%20to%20swift", 301.5, 0.91, size: 6021, ttl: 12),
            Self.hotKey("subject_list:", 120, 0.78, size: 932, ttl: 580),
            Self.hotKey("single_subject:7", 12.5, 0.42, size: nil, ttl: nil, state: .absent),
        ] + (1...24).map { Self.hotKey("single_course:\(100 + $0)", 10 - Double($0) / 4, 0.9, size: 1000 + $0, ttl: 30) }

    static func hotKey(
        _ key: String, _ rate: Double, _ ratio: Double, size: Int?, ttl: Double?, state: EntryState = .fresh
    ) -> StatsSnapshot.HotKey {
        .init(
            key: key, hitsPerSecond: rate, requests: 81_200, misses: 1, bytesPerSecond: rate * 1000, sizeBytes: size,
            hitRatio: ratio, ttlSeconds: ttl, state: state, errorBound: 0)
    }

    static let events = EventPage(
        next: 991, dropped: 0,
        items: [
            .init(
                seq: 988, at: Self.start.addingTimeInterval(-3), kind: .evicted, reason: "capacity", key: "course_list:?page=9",
                ageSeconds: 88),
            .init(
                seq: 989, at: Self.start.addingTimeInterval(-2), kind: .evicted, reason: "expired", key: "single_course:7",
                ageSeconds: 300),
            .init(
                seq: 990, at: Self.start.addingTimeInterval(-2), kind: .invalidated, reason: "revalidate", key: "course:7",
                count: 3),
            .init(
                seq: 991, at: Self.start.addingTimeInterval(-1), kind: .invalidated, reason: "soft", key: "subject_list:*",
                invalidation: "inv-1", count: 12),
        ])

    /// Five minutes in steps of three seconds with a gap, rising hits and a bump of misses.
    static let history: StatsSnapshot.History = {
        func series(_ value: (Double) -> Double) -> [Double?] {
            (0..<100).map { (60..<66).contains($0) || $0 < 8 ? nil : value(Double($0)) }
        }
        return .init(
            stepSeconds: 3, from: Self.start.addingTimeInterval(-300),
            series: [
                "hits": series { 4000 + 80 * $0 }, "stale_hits": series { _ in 12 },
                "misses": series { 300 + 350 * sin($0 / 9) * sin($0 / 9) },
            ])
    }()

    static func found(_ matched: Int, sample: [String] = [], near: [String] = []) -> InvalidationResult {
        InvalidationResult(
            id: nil, mode: .soft, matched: matched, exact: true, bytes: matched * 4017, hitsPerSecond: 3.5, sample: sample,
            near: near, at: Self.start, undoUntil: nil)
    }

    static func purged(_ matched: Int, mode: InvalidationMode = .soft) -> InvalidationResult {
        InvalidationResult(
            id: "inv-3f2c-7", mode: mode, matched: matched, exact: true, bytes: matched * 4017, hitsPerSecond: 3.5, sample: [],
            near: [], at: Self.start, undoUntil: mode == .soft ? Self.start.addingTimeInterval(300) : nil)
    }
}

extension State {
    /// Pushes keys one after the other, a tenth of a second apart, and returns what they ask for except polls.
    mutating func push(_ keys: Key...) -> [Effect] {
        var effects: [Effect] = []
        for key in keys {
            effects += self.update(.key(key), at: self.now.later(0.1))
        }
        return effects.filter { effect in
            if case .poll = effect { false } else { true }
        }
    }

    mutating func type(_ text: String) -> [Effect] {
        text.unicodeScalars.flatMap { self.push(.character($0)) }
    }

    /// Answers the question that an overlay asked last.
    mutating func answer(_ found: InvalidationResult) {
        _ = self.update(.counted(.success(found), ticket: self.tickets), at: self.now.later(0.1))
    }

    mutating func wait(_ seconds: Double) -> [Effect] {
        self.update(.tick, at: self.now.later(seconds))
    }
}

extension Moment {
    func later(_ seconds: Double) -> Moment {
        Moment(
            elapsed: self.elapsed + .seconds(seconds), wall: self.wall.addingTimeInterval(seconds),
            utcOffsetSeconds: self.utcOffsetSeconds)
    }
}
