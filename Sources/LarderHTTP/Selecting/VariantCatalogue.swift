/// What is known of the variants of one resource whose headers to key on are learned from its responses (RFC 9111 §4.1).
///
/// Responses of one resource may name different headers in `Vary`. For each such selection the request has one key; the stored
/// responses under those keys are the ones that it selects, and the most recent of them (by `Date`) is to be used. Both
/// selections and variants are bounded, for clients choose the values.
public struct VariantCatalogue: Sendable, Hashable {
    /// More selections of one resource than these are not remembered.
    public static let selectionLimit = 4

    public let variantLimit: Int
    private var known: [Known] = []

    private struct Known: Hashable {
        let vary: Vary
        var variants: [String?]
    }

    /// - Parameter variantLimit: Of one resource, all selections together.
    public init(variantLimit: Int = 64) {
        precondition(variantLimit > 0, "A resource has at least one variant, got a limit of \(variantLimit).")
        self.variantLimit = variantLimit
    }

    /// What to look a request up under, the selection learned last first. Empty where nothing is known: then nothing is stored.
    public var selections: [Vary] { self.known.map(\.vary) }

    public var variantCount: Int { self.known.reduce(0) { $0 + $1.variants.count } }

    /// Remembers a response that is being stored.
    ///
    /// - Parameters:
    ///   - vary: The response's own, allowed by ``VaryStance/learned``.
    ///   - variant: Of the key that its request has with this selection.
    /// - Returns: The variants for which there is no room now, the longest unused first: their entries are to be removed.
    public mutating func admit(_ vary: Vary, variant: String?) -> [String?] {
        var displaced: [String?] = []
        var entry = Known(vary: vary, variants: [])
        if let index = self.known.firstIndex(where: { $0.vary == vary }) {
            entry = self.known.remove(at: index)
            entry.variants.removeAll { $0 == variant }
        }
        entry.variants.append(variant)
        self.known.insert(entry, at: 0)
        if self.known.count > Self.selectionLimit {
            displaced += self.known.removeLast().variants
        }
        while self.variantCount > self.variantLimit,
            let last = self.known.indices.last(where: { !self.known[$0].variants.isEmpty })
        {
            displaced.append(self.known[last].variants.removeFirst())
        }
        self.known.removeAll { $0.variants.isEmpty }
        return displaced
    }

    /// Forgets a variant whose entry is gone.
    public mutating func remove(_ variant: String?) {
        for index in self.known.indices {
            self.known[index].variants.removeAll { $0 == variant }
        }
        self.known.removeAll { $0.variants.isEmpty }
    }
}
