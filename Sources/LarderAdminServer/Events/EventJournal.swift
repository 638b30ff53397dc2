import DequeModule
import LarderAdmin
import LarderEngine

/// Something that happened, in a cache or to a back end.
struct ServerEvent: Sendable {
    enum Kind: Sendable {
        case cache(EngineEvent.Kind)
        case backend(StatsSnapshot.Backend)
    }

    var sequence: UInt64
    var at: CacheInstant
    /// The cache, or the back end.
    var source: String
    var kind: Kind
}

/// The latest events of all caches and back ends under one numbering.
///
/// Caches keep events of their own; they are gathered from there when somebody asks. What a cache has overwritten by then
/// keeps its numbers, so that every reader sees how many it missed.
struct EventJournal {
    struct Page {
        var items: [ServerEvent] = []
        /// The number of the last event examined: pass it back to read on.
        var next: UInt64
        /// Events after the number asked for that were already overwritten.
        var dropped: UInt64
    }

    /// Taken from a cache at once: its events wait meanwhile.
    private static let batch = 256

    private var events: Deque<ServerEvent> = []
    private(set) var sequence: UInt64 = 0
    private var gathered: [UInt64]
    private let capacity: Int

    init(caches: Int, capacity: Int) {
        self.gathered = Array(repeating: 0, count: caches)
        self.capacity = capacity
    }

    /// Reads on where it stopped.
    ///
    /// - Parameter engines: As many as there are caches, always in the same order.
    mutating func gather(from engines: [CacheEngine]) {
        var fresh: [(source: String, event: EngineEvent)] = []
        for (place, engine) in engines.enumerated() {
            while true {
                let slice = engine.events(after: self.gathered[place], limit: Self.batch)
                self.sequence += slice.dropped
                self.gathered[place] = slice.next
                fresh += slice.items.map { (engine.name, $0) }
                guard slice.items.count == Self.batch else { break }
            }
        }
        if engines.count > 1 {
            fresh.sort { $0.event.at < $1.event.at }
        }
        for (source, event) in fresh {
            self.append(.cache(event.kind), of: source, at: event.at)
        }
    }

    mutating func append(_ kind: ServerEvent.Kind, of source: String, at: CacheInstant) {
        self.sequence += 1
        if self.events.count == self.capacity {
            self.events.removeFirst()
        }
        self.events.append(ServerEvent(sequence: self.sequence, at: at, source: source, kind: kind))
    }

    /// - Parameter sources: Only theirs; nil for all.
    func page(after asked: UInt64, limit: Int, of sources: Set<String>? = nil) -> Page {
        // A number from the future is a reader of an earlier process: it starts over.
        let after = asked > self.sequence ? self.events.first.map { $0.sequence - 1 } ?? self.sequence : asked
        var page = Page(next: self.sequence, dropped: 0)
        var examined: UInt64 = 0
        for event in self.events[self.place(after: after)...] {
            examined += 1
            guard sources?.contains(event.source) ?? true else { continue }
            page.items.append(event)
            if page.items.count == limit {
                page.next = event.sequence
                break
            }
        }
        page.dropped = page.next - after - examined
        return page
    }

    /// Of the first event numbered above `sequence`.
    private func place(after sequence: UInt64) -> Int {
        var low = 0
        var high = self.events.count
        while low < high {
            let middle = (low + high) / 2
            if self.events[middle].sequence > sequence {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
