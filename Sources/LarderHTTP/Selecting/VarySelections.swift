/// The headers that stored responses of a route were found to depend on (RFC 9111 §4.1).
///
/// Responses may name different headers in `Vary`. For each such selection a request has one key; the stored responses under those
/// keys are the ones that it selects, and the most recent of them (by `Date`) is to be used. Learned for a route and not for each
/// of its resources: they hardly ever differ, and what clients can choose takes no room. How many variants a resource has the
/// store bounds.
public struct VarySelections: Sendable, Hashable {
    /// More than these are not remembered: what is stored under the one that was longest not learned is not found again until it is.
    public static let limit = 4

    private var learned: [Vary] = []

    public init() {}

    /// What to look a request up under, the selection learned last first. Never empty.
    public var newestFirst: [Vary] { self.learned.isEmpty ? [.none] : self.learned }

    /// Remembers what a response that is being stored depends on.
    ///
    /// - Parameter vary: Beside what keys hold anyway (``Vary/beyond(_:)``).
    public mutating func learn(_ vary: Vary) {
        guard self.newestFirst.first != vary else { return }
        // What was stored before anything was learned depends on nothing.
        self.learned = [vary] + self.newestFirst.filter { $0 != vary }.prefix(Self.limit - 1)
    }
}
