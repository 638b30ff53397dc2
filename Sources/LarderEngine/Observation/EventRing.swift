/// Something that happened in the engine.
public struct EngineEvent: Sendable {
    public enum Kind: Sendable {
        /// `invalidation`: the one that made the entry leave.
        case evicted(EvictionReason, key: CacheKey, size: Int, age: Duration, idle: Duration, invalidation: InvalidationID?)
        case invalidated(InvalidationID, selection: Selection, mode: InvalidationMode, matched: Int)
    }

    /// Counts from 1 without gaps.
    public var sequence: UInt64
    public var at: CacheInstant
    public var kind: Kind
}

/// Events after a number.
public struct EventSlice: Sendable {
    public var items: [EngineEvent]
    /// The number of the last event examined: pass it back to read on.
    public var next: UInt64
    /// Events after the number asked for that were already overwritten.
    public var dropped: UInt64
}

/// The latest events, the oldest overwritten by the newest.
struct EventRing {
    private var events: [EngineEvent] = []
    private let capacity: Int
    private(set) var sequence: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
        self.events.reserveCapacity(capacity)
    }

    mutating func append(_ kind: EngineEvent.Kind, at: CacheInstant) {
        self.sequence += 1
        let event = EngineEvent(sequence: self.sequence, at: at, kind: kind)
        if self.events.count < self.capacity {
            self.events.append(event)
        } else {
            self.events[self.place(of: self.sequence)] = event
        }
    }

    func events(after sequence: UInt64, limit: Int) -> EventSlice {
        let oldest = self.sequence - UInt64(self.events.count) + 1
        // A number from the future is a reader of an earlier process: it starts over.
        let first = sequence > self.sequence ? oldest : max(sequence + 1, oldest)
        let dropped = sequence > self.sequence ? 0 : first - (sequence + 1)
        let last = min(self.sequence, first + UInt64(limit) - 1)
        guard first <= last else { return EventSlice(items: [], next: self.sequence, dropped: dropped) }
        return EventSlice(items: (first...last).map { self.events[self.place(of: $0)] }, next: last, dropped: dropped)
    }

    private func place(of sequence: UInt64) -> Int {
        Int((sequence - 1) % UInt64(self.capacity))
    }
}
