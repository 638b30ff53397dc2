/// What a caller may do; each role may do what those before it may.
public enum Role: String, Sendable, CaseIterable, Comparable {
    /// Figures and metadata.
    case read
    /// And values.
    case inspect
    /// And invalidations.
    case purge

    public static func < (lhs: Role, rhs: Role) -> Bool {
        lhs.rank < rhs.rank
    }

    private var rank: Int {
        switch self {
        case .read: 0
        case .inspect: 1
        case .purge: 2
        }
    }
}
