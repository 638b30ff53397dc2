import Testing

@testable import CourseCatalogue

struct TrafficTests {
    @Test func `the pacer is even and catches up on a tenth of a second at most`() {
        var pacer = Pacer(rate: 100)
        #expect((0..<3).map { _ in pacer.schedule(at: .zero) } == [.zero, .milliseconds(10), .milliseconds(20)])
        // Late by 70 ms: those requests are due at once, in their order.
        #expect(pacer.schedule(at: .milliseconds(100)) == .milliseconds(30))
        // After a pause of ten seconds what was missed is left out.
        #expect(pacer.schedule(at: .seconds(10)) == .milliseconds(9_900))
        #expect(pacer.schedule(at: .seconds(10)) == .milliseconds(9_910))
    }

    @Test func `a rate of zero is never late`() {
        var pacer = Pacer(rate: 0)
        #expect(pacer.schedule(at: .seconds(3)) == .seconds(3))
        #expect(pacer.schedule(at: .seconds(3)) == .seconds(3))
    }

    @Test(arguments: [
        ("larder; hit; ttl=42; key=\"course_list:\"", CacheOutcome.hit), ("larder;hit", .hit),
        ("larder; hit; ttl=-3", .staleHit), ("larder; fwd=uri-miss; stored", .miss), ("larder; fwd=stale; fwd-status=304", .miss),
        ("larder; fwd=uri-miss; collapsed", .miss), ("larder; fwd=bypass", .bypassed), ("larder; fwd=request", .bypassed),
    ])
    func `Cache-Status tells the outcome`(_ field: String, _ outcome: CacheOutcome) {
        #expect(CacheOutcome(cacheStatus: field) == outcome)
        #expect(CacheOutcome(cacheStatus: nil) == .miss)
    }

    @Test func `the report adds up`() {
        var tally = TrafficTally()
        tally.record(.search("/courses/?search=a"), status: 200, outcome: .hit, latency: .microseconds(100))
        tally.record(.search("/courses/?search=a"), status: 200, outcome: .staleHit, latency: .microseconds(300))
        tally.record(.list("/courses/"), status: 200, outcome: .hit, latency: .microseconds(50))
        tally.record(.single("/courses/1"), status: 500, outcome: .miss, latency: .milliseconds(2))
        tally.record(.single("/courses/2"), status: 200, outcome: .bypassed, latency: .milliseconds(2))
        tally.record(.searchUncached("/courses/?search=a"), status: 200, outcome: .bypassed, latency: .milliseconds(4))
        tally.record(.patchCourse(1, level: ""), status: 200, outcome: .bypassed, latency: .milliseconds(1))
        tally.recordFailure()
        let report = tally.report
        #expect(report.requests == 5)
        #expect([report.hits, report.staleHits, report.misses, report.bypassed] == [2, 1, 1, 1])
        #expect([report.serverErrors, report.failures, report.writes, report.uncached] == [1, 1, 1, 1])
        #expect(report.hitRatio == 0.75)
        #expect(report.speedup == 20)
        #expect(report.hitLatency.count == 3)
        #expect(report.missLatency.p99.map { ($0 / .microseconds(1)).rounded() } == 2_000)
        #expect(TrafficTally().report.hitRatio == nil)
        #expect(TrafficTally().report.speedup == nil)
    }
}
