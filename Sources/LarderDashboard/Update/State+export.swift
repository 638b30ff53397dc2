import Foundation
import LarderAdmin

extension State {
    /// `E`: the rows of the list, those beyond the screen too, filtered and in order.
    mutating func export() -> [Effect] {
        let lines = self.exportedLines
        guard !lines.isEmpty else {
            self.report("nothing to write: the list is empty", .warning)
            return []
        }
        let local = self.now.wall.addingTimeInterval(Double(self.now.utcOffsetSeconds))
        let digits = WireFormat.timestamp(local).prefix(19).filter { $0.isASCII && $0.isNumber }
        let name = "larder-\(self.exportName)-\(digits.prefix(8))-\(digits.suffix(6))"
        let data = Data(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
        return [.export(Export(name: name, rows: lines.count, lines: data))]
    }

    private var exportName: String {
        switch self.list {
        case .hotKeys: "hot-keys"
        case .tree: "prefixes"
        case .entries: "entries"
        case .events: "events"
        case .routes: "routes"
        case .backends: "backends"
        case .audit: "audit"
        case nil: "entry"
        }
    }

    private var exportedLines: [Data] {
        func lines<Row: Encodable>(_ rows: [Row]) -> [Data] { rows.compactMap { try? WireFormat.encode($0) } }
        return switch self.list {
        case .hotKeys: lines(self.hotRows)
        case .tree: lines(self.keySpace.level.table.arranged(self.treeChildren))
        case .entries: lines(self.keySpace.entries?.rows ?? [])
        case .events: lines(self.events.arranged(self.eventRows).compactMap(\.event))
        case .routes: lines(self.routes.arranged(self.routeRows))
        case .backends: lines(self.backends.arranged(self.backendRows))
        case .audit: lines(self.audit.table.arranged(self.auditRows))
        case nil: lines([self.inspected?.content.detail].compactMap { $0 })
        }
    }

    mutating func exported(_ export: Export, _ result: Result<String, ExportError>) {
        switch result {
        case .success(let path):
            self.report("✓ \(export.rows == 1 ? "1 row" : "\(export.rows) rows") written to \(path)", .ok)
        case .failure(let error): self.report("✗ not written: \(error)", .danger)
        }
    }
}
