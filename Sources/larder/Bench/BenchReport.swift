import Foundation
import LarderAdmin

/// All results of one call of `larder bench`.
struct BenchReport: Sendable {
    struct Row: Sendable {
        var result: BenchResult
        var kinds: [BenchMeasurement.Kind]
    }

    var rows: [Row] = []

    func json() throws -> String {
        struct Body: Encodable {
            let results: [BenchResult]
        }
        return String(decoding: try WireFormat.encode(Body(results: self.rows.map(\.result))), as: UTF8.self)
    }

    func lines(_ style: PrintStyle) -> [String] {
        var lines = self.figures.lines(style)
        for row in self.rows where !row.kinds.isEmpty {
            lines += [""] + Self.calls(row).lines(style)
        }
        return lines
    }

    private var figures: Table {
        var table = Table(
            ("BACK END", .left), ("WORKLOAD", .left), ("THREADS", .right), ("PER SECOND", .right), ("PER CPU-SECOND", .right),
            ("P50", .right), ("P99", .right), ("P99.9", .right), ("HITS", .right), ("EVICTIONS", .right), ("OVERHEAD", .right))
        for row in self.rows.map(\.result) {
            table.add(
                row.backend, row.workload, "\(row.threads)", Figures.count(row.opsPerSecond), Figures.count(row.opsPerCpuSecond),
                Figures.nanoseconds(row.p50Ns), Figures.nanoseconds(row.p99Ns), Figures.nanoseconds(row.p999Ns),
                Figures.percent(row.hitRatio), row.evictions.map { "\($0)" } ?? "–",
                row.overheadBytesPerEntry.map { String(format: "%.0f B/entry", $0) } ?? "–")
        }
        return table
    }

    private static func calls(_ row: Row) -> Table {
        var table = Table(
            ("\(row.result.backend) \(row.result.workload)".uppercased(), .left), ("CALLS", .right), ("P50", .right),
            ("P99", .right), ("P99.9", .right), ("MOST", .right))
        for kind in row.kinds {
            let percentiles = [50, 99, 99.9, 100].map { Figures.nanoseconds(kind.latencies.percentile($0)) }
            table.add(kind.name, "\(kind.latencies.count)", percentiles[0], percentiles[1], percentiles[2], percentiles[3])
        }
        return table
    }
}

extension Figures {
    fileprivate static func nanoseconds(_ value: Int?) -> String {
        guard let value else { return "–" }
        switch value {
        case ..<1000: return "\(value) ns"
        case ..<100_000: return String(format: "%.1f µs", Double(value) / 1000)
        default: return Self.microseconds(Double(value) / 1000)
        }
    }

    /// Of things, in thousands and millions.
    fileprivate static func count(_ value: Double?) -> String {
        guard let value else { return "–" }
        switch value {
        case ..<10_000: return String(format: "%.0f", value)
        case ..<1_000_000: return String(format: "%.0f k", value / 1e3)
        default: return String(format: "%.2f M", value / 1e6)
        }
    }
}
