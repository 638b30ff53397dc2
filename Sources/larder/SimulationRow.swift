import Foundation
import LarderEngine

/// What a replay comes to, for scripts and for people.
struct SimulationRow {
    static let header = "trace,policy,capacity,requests,misses,request_miss_ratio,byte_miss_ratio"

    let trace: String
    let policy: SimulatedPolicy
    let capacity: Replay.Capacity
    let outcome: Replay.Outcome

    /// RFC 4180. An unknown ratio is empty.
    var csv: String {
        [
            Self.quoted(self.trace), self.policy.rawValue, "\(self.capacity.amount)", "\(self.outcome.requests)",
            "\(self.outcome.misses)", Self.decimal(self.outcome.requestMissRatio), Self.decimal(self.outcome.byteMissRatio),
        ].joined(separator: ",")
    }

    static func table(_ rows: [SimulationRow]) -> Table {
        var table = Table(
            ("CAPACITY", .right), ("POLICY", .left), ("MISSES", .right), ("OF REQUESTS", .right), ("OF BYTES", .right))
        for row in rows {
            table.add(
                row.amount, row.policy.rawValue, "\(row.outcome.misses)", Self.percent(row.outcome.requestMissRatio),
                row.bytesPercent)
        }
        return table
    }

    private var amount: String {
        switch self.capacity {
        case .entries(let entries): "\(entries) \(entries == 1 ? "entry" : "entries")"
        case .bytes(let bytes): Figures.bytes(bytes)
        }
    }

    /// Where entries are counted, bytes were not looked at.
    private var bytesPercent: String {
        switch self.capacity {
        case .entries: Self.percent(nil)
        case .bytes: Self.percent(self.outcome.byteMissRatio)
        }
    }

    private static func percent(_ ratio: Double?) -> String {
        ratio.map { String(format: "%.2f %%", $0 * 100) } ?? "–"
    }

    private static func decimal(_ ratio: Double?) -> String {
        ratio.map { String(format: "%.6f", $0) } ?? ""
    }

    private static func quoted(_ field: String) -> String {
        field.contains { ",\"\n\r".contains($0) } ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }
}
