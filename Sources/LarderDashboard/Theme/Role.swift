/// What a cell means; a theme gives each role its look. The raw values are the keys of theme files.
public enum Role: String, CaseIterable, Sendable {
    case background = "bg"
    case text = "fg"
    case muted, title, border
    case focusedBorder = "border.focus"
    case header
    case keyHint = "key.hint"
    case selection, mark, match

    case ok, info, warning, danger, live, stale, paused, readonly
    case production = "env.production"

    case hit, miss
    case staleHit = "stale_hit"
    case bypass, latency, ttl, key, size

    case evictedCapacity = "evict.capacity"
    case evictedExpired = "evict.expired"
    case evictedInvalidated = "evict.invalidated"
    case evictedReplaced = "evict.replaced"
    case evictedRejected = "evict.rejected"

    case memoryLow = "mem.low"
    case memoryMiddle = "mem.mid"
    case memoryHigh = "mem.high"
    case hitRateBad = "hitrate.bad"
    case hitRateMiddle = "hitrate.mid"
    case hitRateGood = "hitrate.good"
    case graphGrid = "graph.grid"
    case graphGap = "graph.gap"

    /// The families that a theme may set in one line, such as `evict`.
    static let families: Set<String> = Set(
        Self.allCases.compactMap { role in role.rawValue.lastIndex(of: ".").map { String(role.rawValue[..<$0]) } })

    static func hitRate(_ ratio: Double) -> Role {
        switch ratio {
        case ..<0.5: .hitRateBad
        case ..<0.8: .hitRateMiddle
        default: .hitRateGood
        }
    }

    static func memory(_ share: Double) -> Role {
        switch share {
        case ..<0.7: .memoryLow
        case ..<0.9: .memoryMiddle
        default: .memoryHigh
        }
    }
}
