/// Invalidations of prefixes that end inside a container, on their way to those of its members that have the prefix.
///
/// They lie beside the tree's totals, which know of them only when they have reached an entry: counts are upper bounds meanwhile.
/// Each container has a list of its own, so that whoever reads looks at few, and a sweep goes through a container once for all of
/// them, however fast they come.
struct PartialKills {
    private struct Waiting {
        let prefix: [UInt8]
        var kills: Kills

        var bytes: Int {
            let marks = self.kills.soft.count * MemoryLayout<Kills.Soft>.stride
            return MemoryLayout<Self>.stride + heapBytes(of: 32 + self.prefix.count) + (marks > 0 ? heapBytes(of: 32 + marks) : 0)
        }
    }

    private struct Item {
        let container: UInt32
        var waiting: [Waiting]
        /// Members before it do not know of all these yet.
        var unswept = Int.max
    }

    /// Each costs a look at every member that is read meanwhile.
    private static let prefixesPerContainer = 32
    private static let capacity = 4096

    private var items: ContiguousArray<Item> = []
    private var places: [UInt32: Int] = [:]
    /// Undone soft ones that may still lie here; sifted out where kills are handed on.
    private var retracted: Set<UInt64> = []
    private var waitingBytes = 0
    /// The highest number that ever lay here.
    private(set) var newest: UInt64 = 0

    var isEmpty: Bool {
        self.items.isEmpty
    }

    /// - Complexity: O(1).
    var overheadBytes: Int {
        self.waitingBytes + self.items.capacity * MemoryLayout<Item>.stride
            + self.places.capacity * 16 + self.retracted.capacity * 16
    }

    /// False where too many wait already: then its entries have to be struck at once.
    mutating func add(_ kill: Kill, to prefix: UnsafeRawBufferPointer, in container: UInt32) -> Bool {
        let place = self.places[container]
        if let place, let known = self.items[place].waiting.firstIndex(where: { $0.prefix.elementsEqual(prefix) }) {
            self.waitingBytes -= self.items[place].waiting[known].bytes
            self.items[place].waiting[known].kills.add(kill)
            self.waitingBytes += self.items[place].waiting[known].bytes
        } else {
            guard place == nil ? self.items.count < Self.capacity : self.items[place!].waiting.count < Self.prefixesPerContainer
            else { return false }
            self.append(Waiting(prefix: Array(prefix), kills: Kills(kill)), to: container)
        }
        self.items[self.places[container]!].unswept = .max
        self.newest = kill.sequence
        return true
    }

    /// Those on a member of a container, good as of `sequence`, that it does not know of; nil where there are none.
    ///
    /// - Complexity: O(prefixes that wait on the container).
    func kills(on key: UnsafeRawBufferPointer, in container: UInt32, laterThan sequence: UInt64) -> Kills? {
        guard self.newest > sequence, let place = self.places[container] else { return nil }
        var found = Kills()
        for waiting in self.items[place].waiting where waiting.kills.latest > sequence && key.starts(with: waiting.prefix) {
            found.add(waiting.kills.later(than: sequence))
        }
        return self.sifted(found)
    }

    /// The next members that some may have to be brought to, from the last to the first: who comes meanwhile is newer and goes
    /// behind. Whoever gets them asks for the kills of each, and then says that they have been swept.
    func slice(limit: Int, memberCount: (UInt32) -> Int) -> (container: UInt32, members: Range<Int>)? {
        guard let item = self.items.last else { return nil }
        let end = min(item.unswept, memberCount(item.container))
        return (item.container, max(0, end - limit)..<end)
    }

    /// All members of the container from `start` on know what waits there.
    mutating func noteSwept(_ container: UInt32, from start: Int) {
        guard let place = self.places[container] else { return }
        if start == 0 {
            self.drop(container)
        } else {
            self.items[place].unswept = start
        }
    }

    /// The container is no more, or has no members.
    mutating func drop(_ container: UInt32) {
        _ = self.take(from: container)
    }

    /// The container has been divided: what may concern a part waits there.
    mutating func move(from container: UInt32, to parts: [(container: UInt32, path: [UInt8])]) {
        guard let place = self.places[container] else { return }
        for waiting in self.items[place].waiting {
            for part in parts where part.path.starts(with: waiting.prefix) || waiting.prefix.starts(with: part.path) {
                self.append(waiting, to: part.container)
            }
        }
        self.drop(container)
    }

    func waits(on container: UInt32) -> Bool {
        self.places[container] != nil
    }

    /// Takes an undone soft one back wherever it lies.
    ///
    /// - Complexity: O(1); every 64th time O(n), so that what is to be sifted out stays little.
    mutating func retract(_ sequence: UInt64) {
        guard !self.isEmpty else { return }
        self.retracted.insert(sequence)
        guard self.retracted.count == 64 else { return }
        for place in self.items.indices {
            for known in self.items[place].waiting.indices {
                self.waitingBytes -= self.items[place].waiting[known].bytes
                for sequence in self.retracted {
                    self.items[place].waiting[known].kills.retract(sequence)
                }
                self.waitingBytes += self.items[place].waiting[known].bytes
            }
        }
        self.retracted = []
    }

    private mutating func append(_ waiting: Waiting, to container: UInt32) {
        self.waitingBytes += waiting.bytes
        if let place = self.places[container] {
            self.items[place].waiting.append(waiting)
        } else {
            self.places[container] = self.items.count
            self.items.append(Item(container: container, waiting: [waiting]))
        }
    }

    private mutating func take(from container: UInt32) -> [Waiting] {
        guard let place = self.places.removeValue(forKey: container) else { return [] }
        self.items.swapAt(place, self.items.count - 1)
        let taken = self.items.removeLast().waiting
        if place < self.items.count {
            self.places[self.items[place].container] = place
        }
        self.waitingBytes -= taken.reduce(0) { $0 + $1.bytes }
        if self.items.isEmpty {
            self.items = []
            self.places = [:]
            self.retracted = []
        }
        return taken
    }

    /// Without the undone ones; nil where none are left.
    private func sifted(_ kills: Kills) -> Kills? {
        var left = kills
        for sequence in self.retracted where !left.isEmpty {
            left.retract(sequence)
        }
        return left.isEmpty ? nil : left
    }
}

extension PartialKills {
    /// - Parameter members: Of a container that is there; nil where there is none of that number.
    func invariantViolations(members: (UInt32) -> Int?) -> [String] {
        var violations: [String] = []
        for (place, item) in self.items.enumerated() {
            if self.places[item.container] != place {
                violations.append("container \(item.container) is not found among those where prefixes wait")
            }
            if members(item.container) == nil {
                violations.append("prefixes wait on \(item.container), which is no container")
            }
            if item.waiting.isEmpty {
                violations.append("nothing waits on container \(item.container)")
            }
        }
        if self.places.count != self.items.count {
            violations.append("\(self.places.count) containers are known, \(self.items.count) listed")
        }
        let bytes = self.items.reduce(0) { $0 + $1.waiting.reduce(0) { $0 + $1.bytes } }
        if bytes != self.waitingBytes {
            violations.append("\(self.waitingBytes) bytes of prefixes are accounted, \(bytes) are there")
        }
        return violations
    }
}
