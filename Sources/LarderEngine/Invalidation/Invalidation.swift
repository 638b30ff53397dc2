/// What happens to the old copy.
public enum InvalidationMode: String, Sendable {
    /// Served stale while one refresh runs, where the response allows it; can be undone.
    case soft
    /// Never served again without asking the origin.
    case revalidate
    /// Gone.
    case hard
}

/// Who invalidated, and why.
public struct InvalidationCause: Sendable, Hashable {
    public enum Source: String, Sendable {
        case api, dashboard, cli, database
        case unsafeMethod = "unsafe_method"

        /// Machines invalidate at any rate; what people did must not be pushed out of the history by it.
        var isPerson: Bool {
            switch self {
            case .api, .dashboard, .cli: true
            case .database, .unsafeMethod: false
            }
        }
    }

    public var source: Source
    public var `operator`: String?
    public var reason: String?

    public init(source: Source, operator: String? = nil, reason: String? = nil) {
        self.source = source
        self.operator = `operator`
        self.reason = reason
    }
}

/// `inv-3f2c-7`: the engine's own mark and the invalidation's number, so that an id of yesterday's process hits nothing.
public struct InvalidationID: Hashable, Sendable, LosslessStringConvertible {
    let engineMark: UInt16
    public let sequence: UInt64

    init(engineMark: UInt16, sequence: UInt64) {
        self.engineMark = engineMark
        self.sequence = sequence
    }

    public init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "inv", let mark = UInt16(parts[1], radix: 16), let sequence = UInt64(parts[2]) else {
            return nil
        }
        self.init(engineMark: mark, sequence: sequence)
        guard self.description == description else { return nil }
    }

    public var description: String {
        let mark = String(self.engineMark, radix: 16)
        return "inv-\(String(repeating: "0", count: 4 - mark.count))\(mark)-\(self.sequence)"
    }
}

/// What an invalidation did, or of a dry run: would do.
public struct InvalidationReport: Sendable {
    /// Nil for a dry run.
    public var id: InvalidationID?
    public var mode: InvalidationMode
    /// Live entries, fresh and stale.
    public var matched: Int
    /// False where `matched` is an upper bound.
    public var isExact: Bool
    public var bytes: Int
    /// Hits that the matched entries got, each averaged over its life.
    public var hitsPerSecond: Double
    /// Up to ten keys.
    public var sample: [String]
    /// Where nothing matched and a person asked: up to three keys, prefixes or tags like the selection.
    public var near: [String]
    public var at: CacheInstant
    /// Nil where there is nothing to undo.
    public var undoUntil: CacheInstant?
}

/// One invalidation of the past.
public struct InvalidationRecord: Sendable {
    public var id: InvalidationID
    public var at: CacheInstant
    public var selection: Selection
    public var mode: InvalidationMode
    public var cause: InvalidationCause
    public var matched: Int
    public var isUndone: Bool
    public var undoUntil: CacheInstant?
}

/// More entries match than the caller expected; nothing was done.
public struct ExpectationExceeded: Error, Sendable, Hashable {
    public var matched: Int
    public var limit: Int

    public init(matched: Int, limit: Int) {
        self.matched = matched
        self.limit = limit
    }
}

public enum UndoError: Error, Sendable, Hashable {
    case unknown
    /// Only a soft invalidation keeps what it hit.
    case notSoft
    case alreadyUndone
    case windowClosed
}
