import Foundation
import LarderAdmin
import LarderEngine

/// A line of the audit file.
enum AuditEntry: Sendable {
    case invalidated(InvalidationRecord, cache: String)
    case undone(String, restored: Int, source: InvalidationCause.Source, operator: String?)
    /// So many before this one were not written: they came faster than the disk, or the disk refused them.
    case lost(Int)

    /// In the names of `GET /v1/invalidations`.
    private struct Line: Encodable {
        var event: String
        var at: Date
        var id: String?
        var cache: String?
        var source: String?
        var `operator`: String?
        var reason: String?
        var mode: LarderAdmin.InvalidationMode?
        var select: LarderAdmin.Selection?
        var matched: Int?
        var restored: Int?
        var count: Int?
    }

    /// With its line's end. Nothing in it but ASCII that shows on any terminal as it is.
    func line(_ wall: WallTime, at now: Date) throws -> [UInt8] {
        let line =
            switch self {
            case .invalidated(let record, let cache):
                Line(
                    event: "invalidated", at: wall.date(record.at), id: record.id.description, cache: cache,
                    source: record.cause.source.rawValue, operator: record.cause.operator, reason: record.cause.reason,
                    mode: LarderAdmin.InvalidationMode(record.mode), select: LarderAdmin.Selection(record.selection),
                    matched: record.matched)
            case .undone(let id, let restored, let source, let `operator`):
                Line(
                    event: "undone", at: now, id: id, source: source.rawValue, operator: `operator`, restored: restored)
            case .lost(let count):
                Line(event: "lost", at: now, count: count)
            }
        return Self.harmless(try WireFormat.encode(line)) + [UInt8(ascii: "\n")]
    }

    /// Everything beyond printable ASCII as JSON's `\u` escapes: no terminal and no reader of logs is made to do anything by it,
    /// and two names that look the same are told apart. Outside of strings JSON has none of it.
    private static func harmless(_ json: Data) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count)
        for unit in String(decoding: json, as: UTF8.self).utf16 {
            if (0x20..<0x7F).contains(unit) {
                bytes.append(UInt8(unit))
            } else {
                let hex = String(unit, radix: 16)
                bytes += Array("\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8)
            }
        }
        return bytes
    }
}
