import Foundation
import Testing

@testable import larder

@Suite(.serialized) struct `Runs of bench` {
    private func measure(_ workload: BenchWorkload, threads: Int = 2, valueSize: Int = 64) async -> BenchMeasurement {
        let sizes = BenchSizes(resident: 2000, invalidated: 3000, held: 5000)
        return await BenchRun(
            workload: workload, threads: threads, duration: 500_000_000, valueSize: valueSize, sizes: sizes
        ).measure(.memory)
    }

    @Test(arguments: BenchWorkload.allCases) func `every workload comes to figures that agree with each other`(
        workload: BenchWorkload
    ) async throws {
        let measurement = await self.measure(workload)
        #expect(measurement.operations > 0)
        #expect(measurement.wallTime > 0)
        #expect(measurement.cpuTime > 0)
        let percentiles = [50, 99, 99.9].compactMap { measurement.latencies.percentile($0) }
        #expect(percentiles.count == 3)
        #expect(percentiles == percentiles.sorted())
        #expect(percentiles.allSatisfy { $0 > 0 })
        let result = BenchResult(measurement, backend: .memory, workload: workload, threads: 2)
        #expect(abs(try #require(result.opsPerSecond) * result.wallSeconds / Double(result.operations) - 1) < 1e-9)
        #expect(abs(try #require(result.opsPerCpuSecond) * result.cpuSeconds / Double(result.operations) - 1) < 1e-9)
    }

    @Test(arguments: [BenchWorkload.hit, .hitOneKey]) func `resident keys are always hit`(workload: BenchWorkload) async {
        let measurement = await self.measure(workload)
        #expect(measurement.hitRatio == 1)
        #expect(measurement.evictions == 0)
        #expect(measurement.overheadBytesPerEntry == nil)
        #expect(measurement.wallTime >= 500_000_000)
    }

    @Test func `writes of more than there is room for evict`() async throws {
        let measurement = await self.measure(.setEvict, threads: 1)
        #expect(try #require(measurement.evictions) > 0)
        #expect(measurement.hitRatio == nil)
    }

    @Test func `a working set is hit while a scan evicts`() async throws {
        let measurement = await self.measure(.scan, threads: 1)
        #expect(try #require(measurement.hitRatio) > 0.2)
        #expect(try #require(measurement.evictions) > 0)
    }

    @Test func `every kind of invalidation is called and told apart`() async {
        let measurement = await self.measure(.invalidate)
        #expect(measurement.kinds.map(\.name) == InvalidationCall.all.map(\.name))
        #expect(measurement.kinds.allSatisfy { $0.latencies.count >= 2 })
        #expect(measurement.kinds.reduce(0) { $0 + $1.latencies.count } == measurement.operations)
        #expect(measurement.hitRatio == nil)
    }

    @Test func `memory counts what each entry takes beyond key and value`() async throws {
        let measurement = await self.measure(.memory, valueSize: 4096)
        #expect(measurement.operations == 5000)
        #expect(measurement.evictions == 0)
        let overhead = try #require(measurement.overheadBytesPerEntry)
        // So few entries are lost in what else the process does, but the values have to be in it.
        #expect(overhead > -4096)
    }

    @Test func `JSON has the contract's fields and no others, and null where nothing applies`() async throws {
        var report = BenchReport()
        for workload in [BenchWorkload.setEvict, .memory] {
            let measurement = await self.measure(workload, threads: 1)
            let result = BenchResult(measurement, backend: .memory, workload: workload, threads: 1)
            report.rows.append(BenchReport.Row(result: result, kinds: measurement.kinds))
        }
        let text = try report.json()
        #expect(!text.contains("\n"))
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[String: Any]]])
        #expect(Set(body.keys) == ["results"])
        let results = try #require(body["results"])
        #expect(results.map { $0["workload"] as? String } == ["set_evict", "memory"])
        for result in results {
            #expect(
                Set(result.keys) == [
                    "backend", "workload", "threads", "operations", "wall_seconds", "cpu_seconds", "ops_per_second",
                    "ops_per_cpu_second", "p50_ns", "p99_ns", "p999_ns", "hit_ratio", "evictions",
                    "overhead_bytes_per_entry",
                ])
            #expect(result["hit_ratio"] is NSNull)
        }
        #expect(results[0]["overhead_bytes_per_entry"] is NSNull)
        #expect(results[1]["overhead_bytes_per_entry"] is Double)
    }

    @Test func `people get a table, and the calls by kind below it`() async {
        var report = BenchReport()
        let measurement = await self.measure(.invalidate, threads: 1)
        let result = BenchResult(measurement, backend: .memory, workload: .invalidate, threads: 1)
        report.rows.append(BenchReport.Row(result: result, kinds: measurement.kinds))
        let lines = report.lines(PrintStyle(isColoured: false))
        #expect(lines[0].hasPrefix("BACK END  WORKLOAD"))
        #expect(lines[1].hasPrefix("memory    invalidate"))
        #expect(lines[3].hasPrefix("MEMORY INVALIDATE"))
        #expect(lines.contains { $0.hasPrefix("tag, hard") })
        #expect(lines.count == 4 + InvalidationCall.all.count)
    }
}
