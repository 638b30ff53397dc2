/// What a read of the cache is for.
public enum LookupKind: String, Sendable, CaseIterable {
    /// Of a request that the HTTP cache answers.
    case response
    case object, query, fragment
    /// Any other value of the embedding program's.
    case value
}

/// Reads that found something to serve, stale or not, and those that did not.
public struct LookupCount: Hashable, Sendable {
    public var hits = 0
    public var misses = 0

    static func += (lhs: inout LookupCount, rhs: LookupCount) {
        lhs.hits += rhs.hits
        lhs.misses += rhs.misses
    }
}

/// Reads of the cache by what they were for.
public struct LookupCounts: Hashable, Sendable {
    private var response = LookupCount()
    private var object = LookupCount()
    private var query = LookupCount()
    private var fragment = LookupCount()
    private var value = LookupCount()

    public internal(set) subscript(kind: LookupKind) -> LookupCount {
        get {
            switch kind {
            case .response: self.response
            case .object: self.object
            case .query: self.query
            case .fragment: self.fragment
            case .value: self.value
            }
        }
        // In place, because it is on the hit path.
        @inline(__always) _modify {
            switch kind {
            case .response: yield &self.response
            case .object: yield &self.object
            case .query: yield &self.query
            case .fragment: yield &self.fragment
            case .value: yield &self.value
            }
        }
    }

    public static func += (lhs: inout LookupCounts, rhs: LookupCounts) {
        for kind in LookupKind.allCases {
            lhs[kind] += rhs[kind]
        }
    }
}
