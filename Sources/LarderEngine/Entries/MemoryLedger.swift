/// The bytes that one entry occupies, by what they are for.
struct Footprint: Hashable {
    var key: Int
    var value: Int
    var overhead: Int

    static let none = Footprint(key: 0, value: 0, overhead: 0)

    var total: Int { self.key + self.value + self.overhead }

    static func += (lhs: inout Footprint, rhs: Footprint) {
        lhs.key += rhs.key
        lhs.value += rhs.value
        lhs.overhead += rhs.overhead
    }

    static func -= (lhs: inout Footprint, rhs: Footprint) {
        lhs.key -= rhs.key
        lhs.value -= rhs.value
        lhs.overhead -= rhs.overhead
    }
}

/// The one budget of the engine: room is taken here before it is used and given back after.
struct MemoryLedger {
    /// What must not be exceeded now. After a resize downwards it follows what is used, until it reaches the target.
    private(set) var limit: Int
    private(set) var target: Int
    private(set) var held = Footprint.none
    /// Nodes of namespaces and tags, ghosts: what belongs to no entry alone.
    private(set) var structure = 0
    private(set) var inFlight = 0

    init(limit: Int) {
        self.limit = limit
        self.target = limit
    }

    var used: Int { self.held.total + self.structure + self.inFlight }

    func hasRoom(for bytes: Int) -> Bool {
        bytes <= self.target - self.used
    }

    mutating func resize(to target: Int) {
        self.target = target
        self.limit = max(self.limit, target)
        self.approachTarget()
    }

    mutating func reserve(_ footprint: Footprint) -> Bool {
        guard self.hasRoom(for: footprint.total) else { return false }
        self.held += footprint
        return true
    }

    mutating func release(_ footprint: Footprint) {
        self.held -= footprint
        self.approachTarget()
    }

    /// - Parameter change: What the structure has grown by, or shrunk.
    mutating func reserveStructure(_ change: Int) -> Bool {
        guard change <= 0 || self.hasRoom(for: change) else { return false }
        self.structure += change
        self.approachTarget()
        return true
    }

    mutating func reserveInFlight(_ bytes: Int) -> Bool {
        guard self.hasRoom(for: bytes) else { return false }
        self.inFlight += bytes
        return true
    }

    mutating func releaseInFlight(_ bytes: Int) {
        self.inFlight -= bytes
        self.approachTarget()
    }

    private mutating func approachTarget() {
        if self.limit > self.target {
            self.limit = max(self.target, self.used)
        }
    }
}
