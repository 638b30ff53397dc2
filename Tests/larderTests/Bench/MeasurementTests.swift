import CourseCatalogue
import Foundation
import Testing

@testable import larder

@Suite struct `Measurements` {
    @Test func `percentiles are the least value that so many do not exceed`() {
        var record = LatencyRecord()
        for nanoseconds in (1...1000).shuffled() {
            record.record(nanoseconds: nanoseconds)
        }
        #expect(record.count == 1000)
        #expect(record.percentile(50) == 500)
        #expect(record.percentile(99) == 990)
        #expect(record.percentile(99.9) == 999)
        #expect(record.percentile(100) == 1000)
    }

    @Test(arguments: [12_345, 1_234_567, 123_456_789, 12_345_678_901]) func `long latencies keep three digits`(
        nanoseconds: Int
    ) throws {
        var record = LatencyRecord()
        record.record(nanoseconds: nanoseconds)
        let median = try #require(record.percentile(50))
        #expect(abs(median - nanoseconds) * 1000 <= nanoseconds)
    }

    @Test func `records add up, and an empty one has no percentiles`() {
        var sum = LatencyRecord()
        #expect(sum.percentile(50) == nil)
        for value in [10, 20, 30] {
            var record = LatencyRecord()
            record.record(nanoseconds: value)
            sum.add(record)
        }
        #expect(sum.count == 3)
        #expect(sum.percentile(50) == 20)
    }

    @Test func `a clock that goes back, and more than an hour, are recorded as the nearest that can be`() {
        var record = LatencyRecord()
        record.record(nanoseconds: -5)
        #expect(record.percentile(100) == 0)
        record.record(nanoseconds: .max)
        #expect((record.percentile(100) ?? 0) >= 3_590_000_000_000)
    }

    @Test(arguments: [(1, 100, 100), (7, 100, 14), (251, 250, 0)]) func `one operation in so many is timed`(
        period: Int, operations: Int, timed: Int
    ) {
        var sampler = LatencySampler(period: period)
        var done = 0
        for _ in 0..<operations {
            sampler.time { done += 1 }
        }
        #expect(done == operations)
        #expect(sampler.latencies.count == timed)
    }

    @Test func `the best and the worst round do not count`() {
        let rounds = [500, 100, 900, 300, 700, 200, 800].map {
            Rounds.Round(operations: $0, lookups: 0, hits: 0, evictions: 1, wallTime: 10, cpuTime: 10)
        }
        let measurement = BenchMeasurement(Rounds.withoutExtremes(rounds), latencies: LatencyRecord())
        #expect(measurement.operations == 500 + 300 + 700 + 200 + 800)
        #expect(measurement.wallTime == 50)
        #expect(measurement.evictions == 5)
        #expect(measurement.hitRatio == nil)
    }

    @Test func `workers keep their places and add up`() {
        var workers = [Worker].make(3, samplingPeriod: 1)
        for _ in 0..<2 {
            workers.run { worker in
                worker.position += worker.index
                worker.sampler.time {}
                worker.count(operations: 10, lookups: 5, hits: worker.index)
            }
        }
        #expect(workers.map(\.position) == [0, 2, 4])
        #expect(workers.tally == Worker.Tally(operations: 60, lookups: 30, hits: 6))
        #expect(workers.latencies.count == 6)
    }

    @Test func `resident memory follows what is touched`() throws {
        let before = try #require(ProcessMeter.residentBytes())
        let bytes = [UInt8](repeating: 1, count: 64 << 20)
        let after = try #require(ProcessMeter.residentBytes())
        #expect(bytes.last == 1)
        // Other tests run in this process, and give memory back as well.
        #expect(after - before > 32 << 20)
    }

    @Test func `CPU time is spent by working`() {
        let process = ProcessMeter.cpuTime()
        let thread = ProcessMeter.threadTime()
        var random = SplitMix64(seed: 1)
        var sum: UInt64 = 0
        for _ in 0..<100_000 {
            sum &+= random.next()
        }
        #expect(sum != 0)
        #expect(ProcessMeter.threadTime() > thread)
        #expect(ProcessMeter.cpuTime() > process)
    }
}
