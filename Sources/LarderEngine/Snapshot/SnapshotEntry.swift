package import NIOCore

/// An entry as it lies in a snapshot: its times count from the moment it was saved, because the clock they came from ends
/// with the process.
package struct SnapshotEntry: Hashable, Sendable {
    package enum Standing: Hashable, Sendable {
        case good
        /// Softly invalidated: served stale for so long, and from then on not before the origin was asked.
        case soft(servableFor: Duration)
        /// Kept for a conditional request only.
        case outdated
    }

    package var key: String
    /// From a reader it is a part of the reader's buffer, which lasts as long as the entry and is larger: what is to stay is
    /// copied.
    package var value: ByteBuffer
    package var head: SnapshotHead?
    package var tags: [String]
    /// Since it was created.
    package var age: Duration
    /// What is left of it; negative for how long it has been stale; nil never expires.
    package var freshness: Duration?
    /// The whole of it, from the end of the freshness on.
    package var staleWindow: Duration
    package var staleServing: EntryLifetime.StaleServing
    /// From the end of the stale window on.
    package var retention: Duration
    package var standing: Standing
    package var cost: LoadCost
    package var hits: Int

    package init(
        key: String, value: ByteBuffer, head: SnapshotHead? = nil, tags: [String] = [], age: Duration = .zero,
        freshness: Duration?, staleWindow: Duration = .zero, staleServing: EntryLifetime.StaleServing = .allowed,
        retention: Duration = .zero, standing: Standing = .good, cost: LoadCost = LoadCost(), hits: Int = 0
    ) {
        self.key = key
        self.value = value
        self.head = head
        self.tags = tags
        self.age = age
        self.freshness = freshness
        self.staleWindow = staleWindow
        self.staleServing = staleServing
        self.retention = retention
        self.standing = standing
        self.cost = cost
        self.hits = hits
    }

    /// Whether nothing can use it any more.
    package var isDead: Bool {
        guard let freshness else { return false }
        if case .soft(let servable) = self.standing, servable > .zero { return false }
        return freshness + self.staleWindow + self.retention <= .zero
    }

    /// The same entry some time later; nil where it has died meanwhile.
    package func aged(by elapsed: Duration) -> SnapshotEntry? {
        var aged = self
        aged.age += elapsed
        if let freshness {
            aged.freshness = freshness - elapsed
        }
        if case .soft(let servable) = self.standing {
            aged.standing = .soft(servableFor: max(.zero, servable - elapsed))
        }
        return aged.isDead ? nil : aged
    }
}
