import LarderAdmin
import LarderEngine
import Testing

@testable import LarderAdminServer

@Suite struct `Recorded history` {
    static func instant(_ seconds: Double) -> CacheInstant {
        CacheInstant(nanoseconds: Int64((100 + seconds) * 1e9))
    }

    /// A process that has 10 hits and 5 misses each second.
    static func sample(_ seconds: Double) -> Sample {
        Sample(
            at: Self.instant(seconds), hits: (10 * seconds).rounded(.down), misses: (5 * seconds).rounded(.down),
            evictions: seconds.rounded(.down),
            usedBytes: Int(seconds), hitLatency: seconds < 5 ? nil : Sample.Percentiles(p50: seconds, p99: seconds))
    }

    static func history(through last: Int, missing: ClosedRange<Int>? = nil) -> History {
        var history = History(first: Self.sample(0))
        for second in 1...last where missing?.contains(second) != true {
            history.record(Self.sample(Double(second) + 0.01))
        }
        return history
    }

    @Test(arguments: [1, 10, 60, 900]) func `rates are per second over their window`(window: Int) {
        let rates = Self.history(through: 1000).rates(over: window, now: Self.sample(1000.5))
        #expect(abs(rates.hits - 10) < 0.5)
        #expect(abs(rates.misses - 5) < 0.5)
        #expect(abs(rates.requests - rates.hits - rates.staleHits - rates.misses - rates.bypassed) < 1e-9)
        #expect(abs((rates.hitRatio ?? 0) - 2.0 / 3) < 0.02)
    }

    @Test func `a window longer than the process is its life so far`() {
        let rates = Self.history(through: 4).rates(over: 900, now: Self.sample(4))
        #expect(rates.hits == 10)
    }

    @Test func `where nothing was asked the ratio is unknown`() {
        let history = History(first: Sample(at: Self.instant(0), bypassed: 3))
        let rates = history.rates(over: 10, now: Sample(at: Self.instant(2), bypassed: 5))
        #expect(rates.bypassed == 1)
        #expect(rates.hitRatio == nil)
    }

    @Test func `at the very start there are no rates`() {
        #expect(Self.history(through: 1).rates(over: 1, now: Self.sample(0)) == StatsSnapshot.Rates())
    }

    @Test(
        arguments: [
            (300, 150, 150), (300, 1000, 300), (300, 7, 7), (3600, 300, 300), (3601, 300, 300), (86400, 101, 101),
            (3601, 3600, 360), (1, 150, 1), (60, 1, 1), (13, 11, 11),
        ] as [(window: Int, points: Int, count: Int)])
    func `a window has as many steps as were asked for, or as there are samples`(
        window: Int, points: Int, count: Int
    ) {
        let excerpt = Self.history(through: 700).excerpt(window: window, points: points, now: Self.instant(700.5))
        #expect(excerpt.stepSeconds == Double(window) / Double(count))
        #expect(excerpt.steps.count == count)
    }

    @Test(arguments: [(300, 7), (299, 13), (97, 89), (3000, 11)]) func `steps that begin between two samples lose nothing`(
        window: Int, points: Int
    ) {
        let history = Self.history(through: 4000)
        let excerpt = history.excerpt(window: window, points: points, now: Self.instant(4000.5))
        #expect(excerpt.steps.allSatisfy { abs(($0?.perSecond(\.hits) ?? 0) - 10) < 0.1 })
        for (step, next) in zip(excerpt.steps, excerpt.steps.dropFirst()) {
            #expect(step?.end == next?.begin)
        }
        let counted = excerpt.steps.reduce(0) { $0 + ($1.map { $0.end.hits - $0.begin.hits } ?? 0) }
        #expect(abs(counted - 10 * Double(window)) < 1)
    }

    @Test func `steps begin at multiples of their length, whenever one asks`() {
        let history = Self.history(through: 100)
        let even = history.excerpt(window: 20, points: 10, now: Self.instant(100.2))
        let odd = history.excerpt(window: 20, points: 10, now: Self.instant(101.2))
        #expect(even.from == odd.from)
        #expect(even.from == Self.instant(80))
        #expect(even.steps.allSatisfy { abs(($0?.perSecond(\.hits) ?? 0) - 10) < 0.1 })
    }

    @Test func `before the process and where nothing was recorded there is a gap`() {
        let excerpt = Self.history(through: 20, missing: 10...12).excerpt(window: 30, points: 30, now: Self.instant(20.5))
        let gaps = excerpt.steps.indices.filter { excerpt.steps[$0] == nil }
        // From -10 on; a step needs its beginning and its end.
        #expect(gaps == Array(0...9) + [19, 20, 21, 22])
    }

    @Test func `after a day the rings hold the last hour in seconds and the last day in tens`() {
        var history = History(first: Self.sample(0))
        for second in 1...90_000 {
            history.record(Self.sample(Double(second)))
        }
        let now = Self.instant(90_000.5)
        for (window, points) in [(3600, 3600), (3600, 1), (86400, 3600), (86400, 1), (86400, 7)] {
            let excerpt = history.excerpt(window: window, points: points, now: now)
            #expect(excerpt.steps.allSatisfy { abs(($0?.perSecond(\.hits) ?? 0) - 10) < 0.1 }, "\(window)/\(points)")
        }
    }

    @Test func `a suspended process leaves a gap and loses no counts`() {
        var history = Self.history(through: 10)
        history.record(Self.sample(8000.1))
        let excerpt = history.excerpt(window: 60, points: 60, now: Self.instant(8000.5))
        #expect(excerpt.steps.allSatisfy { $0 == nil })
        #expect(abs(history.rates(over: 1, now: Self.sample(8000.6)).hits - 10) < 0.1)
    }

    @Test func `figures that stand are those at the end of a step`() {
        let excerpt = Self.history(through: 10).excerpt(window: 10, points: 10, now: Self.instant(10.5))
        #expect(excerpt.steps.map { $0?.end.usedBytes } == Array(1...10))
        #expect(
            excerpt.steps.map { $0?.end.hitLatency?.p99 == nil } == [true, true, true, true] + Array(repeating: false, count: 6))
    }

    @Test func `the next sample is due when the next second begins`() {
        let history = Self.history(through: 3)
        #expect(history.untilNextSecond(Self.instant(3.25)) == .milliseconds(750))
        #expect(history.untilNextSecond(Self.instant(3)) == .seconds(1))
    }
}
