/// The bytes that one entry occupies, by what they are for.
struct Footprint: Hashable {
    var key: Int
    var value: Int
    var overhead: Int

    var total: Int { self.key + self.value + self.overhead }
}

/// The one budget of the engine: room is taken here before it is used and given back after.
struct MemoryLedger {
    /// What must not be exceeded now.
    private(set) var limit: Int
    private(set) var held = Footprint(key: 0, value: 0, overhead: 0)
    private(set) var inFlight = 0
    /// Of entries that hold room but are never served again unasked.
    private(set) var outdatedBytes = 0
    private(set) var outdatedEntries = 0
    /// Entries that hold room.
    private(set) var entries = 0

    init(limit: Int) {
        self.limit = limit
    }

    var used: Int { self.held.total + self.inFlight }

    func hasRoom(for bytes: Int) -> Bool {
        bytes <= self.limit - self.used
    }

    mutating func reserve(_ footprint: Footprint) -> Bool {
        guard self.hasRoom(for: footprint.total) else { return false }
        self.held.key += footprint.key
        self.held.value += footprint.value
        self.held.overhead += footprint.overhead
        self.entries += 1
        return true
    }

    mutating func release(_ footprint: Footprint) {
        self.held.key -= footprint.key
        self.held.value -= footprint.value
        self.held.overhead -= footprint.overhead
        self.entries -= 1
    }

    mutating func noteOutdated(_ footprint: Footprint) {
        self.outdatedBytes += footprint.total
        self.outdatedEntries += 1
    }

    mutating func forgetOutdated(_ footprint: Footprint) {
        self.outdatedBytes -= footprint.total
        self.outdatedEntries -= 1
    }

    mutating func reserveInFlight(_ bytes: Int) -> Bool {
        guard self.hasRoom(for: bytes) else { return false }
        self.inFlight += bytes
        return true
    }

    mutating func releaseInFlight(_ bytes: Int) {
        self.inFlight -= bytes
    }
}
