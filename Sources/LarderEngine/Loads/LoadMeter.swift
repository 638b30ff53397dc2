import NIOConcurrencyHelpers

/// Counts the database queries of the load that runs in the current task.
///
/// Whoever runs a load binds a meter round it; the data layer below reports to whatever meter is bound, so that neither
/// needs to know the other.
public final class LoadMeter: Sendable {
    @TaskLocal public static var current: LoadMeter?

    private let count = NIOLockedValueBox(0)

    public init() {}

    public func recordQueries(_ queries: Int) {
        self.count.withLockedValue { $0 += queries }
    }

    public var queries: Int {
        self.count.withLockedValue { $0 }
    }
}
