/// The last response of a resource that was not stored, for those who ask why.
public struct RecentRefusal: Sendable, Hashable {
    public var refusal: StorageRefusal
    /// Of the response.
    public var status: Int
    /// On the clock of whoever remembers it.
    public var at: Duration

    public init(_ refusal: StorageRefusal, status: Int, at: Duration) {
        self.refusal = refusal
        self.status = status
        self.at = at
    }
}

/// Refusals by resource, for a while. Nothing depends on them but explanations.
///
/// Clients choose the resources, so their number is bounded: where it is reached all are forgotten that are older than half the
/// time, and if need be all.
public struct RecentRefusals: Sendable {
    private let capacity: Int
    private let memory: Duration
    private var refusals: [String: RecentRefusal] = [:]

    public init(capacity: Int = 1024, memory: Duration = .seconds(600)) {
        precondition(capacity > 0, "at least one refusal is remembered, got \(capacity)")
        self.capacity = capacity
        self.memory = memory
    }

    public func last(of resource: String, at now: Duration) -> RecentRefusal? {
        self.refusals[resource].flatMap { now - $0.at < self.memory ? $0 : nil }
    }

    public mutating func note(_ refusal: RecentRefusal, of resource: String) {
        if self.refusals.count >= self.capacity, self.refusals[resource] == nil {
            self.refusals = self.refusals.filter { refusal.at - $0.value.at < self.memory / 2 }
            if self.refusals.count >= self.capacity { self.refusals.removeAll(keepingCapacity: true) }
        }
        self.refusals[resource] = refusal
    }

    /// A response of the resource was stored.
    public mutating func forget(_ resource: String) {
        self.refusals[resource] = nil
    }
}
