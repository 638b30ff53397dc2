import Foundation
import LarderEngine
import Testing

@testable import larder

/// Against the miss ratios of another simulator, where `LARDER_TRACES` names a folder with recorded traces and its `expected.csv`
/// (`trace,mode,cache_size,policy,request_miss_ratio,byte_miss_ratio`).
@Suite(.enabled(if: RecordedTraces.folder != nil)) struct `Recorded traces` {
    @Test(arguments: RecordedTraces.names) func `one shard misses what another simulator does`(name: String) throws {
        let trace = try RecordedTraces.trace(name)
        var compared = 0
        for row in try RecordedTraces.expected() where row.trace == name && row.capacity.amount >= 100 {
            let (policy, tolerance): (SimulatedPolicy, Double)
            switch row.policy {
            case "FIFO": (policy, tolerance) = (.fifo, 0.0015)
            case "LRU": (policy, tolerance) = (.lru, 0.0015)
            case "S3-FIFO": (policy, tolerance) = (.s3FIFOTwice, 0.005)
            default: continue
            }
            let outcome = Replay(policy, capacity: row.capacity, shards: 1).run(trace)
            #expect(abs((outcome.requestMissRatio ?? 1) - row.requestMissRatio) <= tolerance, "\(row)")
            #expect(abs((outcome.byteMissRatio ?? 1) - row.byteMissRatio) <= tolerance, "\(row)")
            compared += 1
        }
        #expect(compared > 0)
    }

    @Test func `at 1 % and 10 % of the keys the default misses at least 9.7 % less than FIFO`() throws {
        var gains: [Double] = []
        for name in RecordedTraces.names {
            let trace = try RecordedTraces.trace(name)
            for share in ["1%", "10%"] {
                for capacity in try CapacityList(argument: share).capacities {
                    let capacity = capacity.resolved(uniqueKeys: trace.uniqueKeys)
                    let fifo = try #require(Replay(.fifo, capacity: capacity).run(trace).requestMissRatio)
                    let policy = try #require(Replay(.s3FIFO, capacity: capacity).run(trace).requestMissRatio)
                    gains.append((fifo - policy) / fifo)
                }
            }
        }
        #expect(gains.reduce(0, +) / Double(gains.count) >= 0.097, "\(gains)")
    }
}

private enum RecordedTraces {
    struct Row {
        let trace: String
        let capacity: Replay.Capacity
        let policy: String
        let requestMissRatio: Double
        let byteMissRatio: Double
    }

    static let names = ["open-web12", "open-oltp", "open-cloudphysics"]

    static let folder = ProcessInfo.processInfo.environment["LARDER_TRACES"].flatMap {
        FileManager.default.fileExists(atPath: $0 + "/expected.csv") ? $0 : nil
    }

    static func trace(_ name: String) throws -> Trace {
        try TraceFile("\(try #require(self.folder))/\(name).keys.txt.gz") { _ in }.trace
    }

    static func expected() throws -> [Row] {
        let text = try String(contentsOfFile: try #require(self.folder) + "/expected.csv", encoding: .utf8)
        return try text.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",")
            let amount = try #require(Int(fields[2]))
            return Row(
                trace: String(fields[0]), capacity: fields[1] == "bytes" ? .bytes(amount) : .entries(amount),
                policy: String(fields[3]), requestMissRatio: try #require(Double(fields[4])),
                byteMissRatio: try #require(Double(fields[5])))
        }
    }
}
