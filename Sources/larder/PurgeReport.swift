import Foundation
import LarderAdmin

/// What a purge did, or would do, in words.
enum PurgeReport {
    static func lines(of result: InvalidationResult) -> [String] {
        guard result.matched > 0 else { return ["Nothing matched."] }
        let keys = result.sample.map { "  " + StandardError.line($0) }
        let rest = result.matched > keys.count ? ["  … and \(result.matched - keys.count) more"] : []
        let undo = result.id.flatMap { id in result.undoUntil.map { Self.undo(id, until: $0, at: result.at) } }
        return [Self.summary(of: result)] + keys + rest + (undo.map { [StandardError.line($0)] } ?? [])
    }

    static func summary(of result: InvalidationResult) -> String {
        let entries = "\(result.exact ? "" : "up to ")\(result.matched) \(result.matched == 1 ? "entry" : "entries")"
        let did = result.id == nil ? "A \(result.mode.rawValue) purge would hit" : "Purged (\(result.mode.rawValue))"
        return "\(did) \(entries), \(Figures.bytes(result.bytes)), \(Figures.rate(result.hitsPerSecond)) hits/s:"
    }

    static func nothingMatched(near: [String]) -> String {
        guard !near.isEmpty else {
            return "nothing matched; 'larder keys' lists what is cached"
        }
        return (["nothing matched; near it:"] + near.map { "  " + StandardError.line($0) }).joined(separator: "\n")
    }

    private static func undo(_ id: String, until: Date, at: Date) -> String {
        "Undo within \(Figures.seconds(until.timeIntervalSince(at))): larder undo \(id)"
    }
}
