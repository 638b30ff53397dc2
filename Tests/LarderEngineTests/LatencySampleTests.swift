import Testing

@testable import LarderEngine

@Suite struct LatencySampleTests {
    private let clock = ManualClock()

    @Test func `the first operation and then one in 128 is timed`() {
        let sample = LatencySample(clock: self.clock)
        var countdown = LatencySample.Countdown()
        var timed: [Int] = []
        for operation in 0..<1000 {
            let begun = sample.begin()
            if begun != nil { timed.append(operation) }
            if countdown.isOver() { sample.arm() }
            self.clock.advance(by: .nanoseconds(300))
            sample.end(begun)
        }
        #expect(timed == [0] + (1...7).map { $0 * 128 })
        let summary = sample.summary()
        #expect(summary.count == timed.count)
        // Two significant digits.
        #expect((Duration.nanoseconds(297)...Duration.nanoseconds(303)).contains(summary.p50!))
        #expect((Duration.nanoseconds(297)...Duration.nanoseconds(303)).contains(summary.max!))
    }

    @Test func `countdowns of several shards arm one sample`() {
        let sample = LatencySample(clock: self.clock)
        var countdowns = [LatencySample.Countdown(), LatencySample.Countdown()]
        for operation in 0..<512 {
            let begun = sample.begin()
            if countdowns[operation % 2].isOver() { sample.arm() }
            sample.end(begun)
        }
        // Besides the first: they end with 254 and 255, and with 510 and 511, after which there is no other.
        #expect(sample.summary().count == 4)
    }

    @Test func `what is over two minutes old is forgotten`() {
        let sample = LatencySample(clock: self.clock)
        let begun = sample.begin()
        self.clock.advance(by: .seconds(3))
        sample.end(begun)
        #expect(sample.summary().count == 1)
        self.clock.advance(by: .seconds(121))
        #expect(sample.summary() == LatencySummary())
    }
}

@Suite struct CacheClockTests {
    @Test func `the coarse clock is on the precise clock's time base and never ahead of it`() {
        let clock = SystemClock()
        for _ in 0..<10_000 {
            let coarse = clock.coarse()
            let now = clock.now()
            #expect(coarse <= now)
        }
        let before = clock.now()
        #expect(clock.coarse() > before.advanced(by: .seconds(-1)))
    }

    @Test func `a manual clock is exact`() {
        let clock = ManualClock()
        clock.advance(by: .nanoseconds(1))
        #expect(clock.coarse() == clock.now())
    }
}
