import NIOConcurrencyHelpers

/// The right and the duty to make one key's value. Ends exactly once: landed, abandoned or failed.
public final class Load: Sendable {
    public enum LandOutcome: Sendable, Hashable {
        case stored
        /// An invalidation came while it ran: those who had asked before it get the value, nobody else.
        case invalidatedMeanwhile
        /// A newer load of the key, or a value that was set, came first.
        case superseded
        case tooLarge
        case noRoom
    }

    private struct State {
        var hasEnded = false
        var reservedBytes = 0
    }

    /// The copy to revalidate; nil where there is none.
    public let previous: CachedEntry?
    /// There is no copy, but of other variants of the resource there is.
    public let isVariantMiss: Bool
    let flight: Flight
    public let engine: CacheEngine
    private let state = NIOLockedValueBox(State())

    init(_ flight: Flight, previous: CachedEntry?, isVariantMiss: Bool, engine: CacheEngine) {
        self.flight = flight
        self.previous = previous
        self.isVariantMiss = isVariantMiss
        self.engine = engine
    }

    public var key: CacheKey { self.flight.key }

    /// Takes room for bytes as they arrive. False: there is none; go on without storing, and `refuse`.
    ///
    /// - Parameter bytes: Not negative.
    public func reserve(_ bytes: Int) -> Bool {
        precondition(bytes >= 0, "room for \(bytes) bytes cannot be taken")
        guard self.engine.reserveInFlight(bytes, for: self.key) else { return false }
        let isLate = self.state.withLockedValue { state in
            guard !state.hasEnded else { return true }
            state.reservedBytes += bytes
            return false
        }
        if isLate {
            self.engine.releaseInFlight(bytes)
        }
        return !isLate
    }

    /// Stores the value and hands it to those who wait. The entry is given back whether or not it could be stored; where there
    /// was no room for it, or an invalidation came, what the key had before is gone all the same.
    ///
    /// - Parameters:
    ///   - variant: Under which it belongs, where the value tells that only now: those who wait ask again, for they may be after
    ///     another one. Nil for the load's own.
    ///   - tags: In addition to those that the load began with.
    public func land(
        _ value: CacheValue, as variant: CacheKey? = nil, lifetime: EntryLifetime, tags: [String], cost: LoadCost
    ) -> (entry: CachedEntry, outcome: LandOutcome) {
        precondition(variant.map { $0.resource == self.key.resource } ?? true, "a variant is one of the key's own resource")
        guard let reserved = self.end() else {
            preconditionFailure("the load of \(self.key.text) has ended already")
        }
        // The value is complete: what was taken for its parts is given back before room is taken for the whole.
        self.engine.releaseInFlight(reserved)
        return self.engine.land(
            self.flight, at: variant ?? self.key, value: value, lifetime: lifetime, tags: tags, cost: cost)
    }

    /// It turned out uncacheable: those who wait go to the origin themselves.
    public func abandon() {
        self.close(.uncacheable)
    }

    /// What it made is the caller's alone, by what the request said: those who wait ask again, and one of them loads.
    public func passOn() {
        self.close(.notForOthers)
    }

    /// The source could not say, and what there was answers once more: those who wait get it too, and it stays as it is.
    public func keepPrevious() {
        guard let previous else { return self.abandon() }
        self.close(.kept(previous))
    }

    /// As `abandon`, for a value that there is no room for; counted as rejected. What the key has goes, because it is older.
    ///
    /// - Parameter size: Bytes, as far as they are known.
    public func refuse(size: Int) {
        guard let reserved = self.end() else { return }
        self.engine.releaseInFlight(reserved)
        self.engine.refuse(self.flight, size: size)
    }

    /// One error reaches all who wait; nothing is stored.
    public func fail(_ error: any Error) {
        self.close(.failed(error))
    }

    deinit {
        self.close(.failed(LoadDropped(key: self.flight.key)))
    }

    private func close(_ outcome: Flight.Outcome) {
        guard let reserved = self.end() else { return }
        self.engine.releaseInFlight(reserved)
        self.engine.close(self.flight, with: outcome)
    }

    /// The bytes that are still reserved; nil where it has ended before.
    private func end() -> Int? {
        self.state.withLockedValue { state in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return state.reservedBytes
        }
    }
}

/// Whoever ran the load let go of it without an end, as a cancelled task does.
public struct LoadDropped: Error, Sendable, CustomStringConvertible {
    public let key: CacheKey

    public var description: String {
        "the load of \(self.key.text) was given up before it ended"
    }
}
