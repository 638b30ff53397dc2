import Foundation
import LarderAdmin
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct FiguresTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1.0k"), (12_400, "12.4k"), (184_213, "184k"), (999_950, "1.0M"), (-1200, "-1.2k"),
    ])
    func `counts`(value: Int, text: String) {
        #expect(FigureFormat.count(value) == text)
    }

    @Test(arguments: [(0, "0B"), (812, "812B"), (4198, "4.1K"), (18_637, "18.2K"), (8_388_608, "8.0M")])
    func `bytes`(value: Int, text: String) {
        #expect(FigureFormat.bytes(value) == text)
    }

    @Test(arguments: [(0.0, "0"), (0.3, "0.3"), (9.96, "10"), (657, "657"), (12_400, "12.4k"), (1e300, "1000T")])
    func `rates`(value: Double, text: String) {
        #expect(FigureFormat.rate(value).hasPrefix(text.prefix(4)) || value > 1e15)
    }

    @Test(arguments: [(nil, "–"), (1.0, "100"), (0.99996, "99.9"), (0.947, "94.7"), (0.0, "0.0")])
    func `only all is a hundred per cent`(ratio: Double?, text: String) {
        #expect(FigureFormat.percent(ratio) == text)
    }

    @Test(arguments: [(-5.0, "0s"), (59, "59s"), (61, "1m"), (7200, "2h"), (300_000, "3d")])
    func `ages`(seconds: Double, text: String) {
        #expect(FigureFormat.age(seconds) == text)
    }

    @Test func `figures of a hostile endpoint do not trap`() throws {
        for value in [Double.infinity, -.infinity, .nan, 1e308, -1e308] {
            _ = FigureFormat.rate(value)
            _ = FigureFormat.columnRate(value)
            _ = FigureFormat.age(value)
            _ = FigureFormat.latency(value)
            _ = FigureFormat.percent(value)
            _ = Timeline.scale(for: [value])
        }
        var state = try Fixture.live()
        var snapshot = Fixture.snapshot(hotKeys: [Fixture.hotKey("a", 1e308, -1e308, size: .min, ttl: 1e308)])
        snapshot.memory.usedBytes = .max
        snapshot.memory.limitBytes = 1
        snapshot.memory.entries = .min
        snapshot.evictions.capacity = .max
        snapshot.ttlHistogram = [.init(upToSeconds: 1e308, entries: .max), .init(upToSeconds: nil, entries: .min)]
        snapshot.at = .distantFuture
        snapshot.history = .init(stepSeconds: 1e-300, from: .distantPast, series: ["hits": [1e308, nil, -5], "misses": [1e308]])
        snapshot.rates["10s"]?.requests = 1e308
        snapshot.rates["10s"]?.hitRatio = -1e308
        _ = state.update(.polled(.success(snapshot)), at: state.now.later(1))
        _ = state.draw()
        _ = state.update(.resized(.init(columns: 40, rows: 12)), at: state.now)
        _ = state.draw()
        _ = state.update(.resized(.init(columns: 9, rows: 2)), at: state.now)
        _ = state.draw()
    }
}

@Suite struct TimelineTests {
    private func history(_ hits: [Double?], step: Double = 1) -> StatsSnapshot.History {
        .init(
            stepSeconds: step, from: Fixture.start, series: ["hits": hits, "stale_hits": [1, 1, 1, 1], "misses": [0, 0, 0, 0]])
    }

    @Test func `a gap is no data, not nothing`() {
        let timeline = Timeline(self.history([1, nil, 0, 4]), window: .seconds(4), behind: .zero, columns: 4)
        #expect(timeline.served == [2, nil, 1, 5])
    }

    @Test func `a lost source leaves a gap at the right that grows`() {
        let timeline = Timeline(self.history([1, 2, 3, 4]), window: .seconds(4), behind: .seconds(2), columns: 4)
        #expect(timeline.served == [4, 5, nil, nil])
    }

    @Test func `a young history stands at the right`() {
        let timeline = Timeline(self.history([1, 2, 3, 4]), window: .seconds(8), behind: .zero, columns: 8)
        #expect(timeline.served == [nil, nil, nil, nil, 2, 3, 4, 5])
    }

    @Test(arguments: [(1.0, 1.0), (12_400, 15_000), (657, 800), (1000, 1000), (nil, 1)])
    func `scales are round`(largest: Double?, scale: Double) {
        #expect(abs(Timeline.scale(for: [nil, 0.5, largest]) - scale) < 0.001)
    }
}
