import HeapModule

/// Which entries to list, in which order, from where.
public struct ListQuery: Sendable {
    public enum Sort: String, Sendable, CaseIterable {
        case key, size, hits, age, ttl, idle
    }

    public enum Order: String, Sendable {
        case ascending, descending
    }

    public var pattern: Glob?
    public var tag: String?
    public var sort: Sort
    public var order: Order
    public var limit: Int
    /// Where the page before ended.
    public var after: ListCursor?

    public init(
        pattern: Glob? = nil, tag: String? = nil, sort: Sort = .key, order: Order = .ascending, limit: Int,
        after: ListCursor? = nil
    ) {
        precondition(limit > 0, "limit must be positive, got \(limit)")
        self.pattern = pattern
        self.tag = tag
        self.sort = sort
        self.order = order
        self.limit = limit
        self.after = after
    }
}

public struct ListPage: Sendable {
    public var items: [EntryInfo]
    /// Nil at the end.
    public var next: ListCursor?
    /// Entries that the query matches, on all pages together.
    public var matched: Int
    /// Where each item stands in the order.
    var positions: [ListCursor.Position]
    var startedAt: CacheInstant
}

/// A place in a listing: the last item shown, and when the listing began.
///
/// What came in or moved in the order after that is left out of later pages, so that no key is shown twice.
public struct ListCursor: Sendable, Hashable {
    var position: Position
    var startedAt: CacheInstant
    /// What the listing is sorted by; the cursor means nothing in another order.
    public let sort: ListQuery.Sort
    public let order: ListQuery.Order

    /// An item's place: the figure sorted by, then the key.
    struct Position: Sendable, Hashable, Comparable {
        var figure: Int64
        var key: String
        /// Of the keys alone: figures are negated where the order descends.
        var order: ListQuery.Order

        static func < (lhs: Position, rhs: Position) -> Bool {
            guard lhs.figure == rhs.figure else { return lhs.figure < rhs.figure }
            return lhs.order == .ascending ? lhs.key < rhs.key : lhs.key > rhs.key
        }
    }
}

extension ListCursor: LosslessStringConvertible {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Letters, digits, `-` and `.`: goes into a URL as it is.
    public var description: String {
        let key = self.position.key.utf8.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }
        return "\(self.sort.rawValue).\(self.order.rawValue).\(self.startedAt.nanoseconds).\(self.position.figure)."
            + String(decoding: key, as: UTF8.self)
    }

    public init?(_ description: String) {
        let parts = description.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, let sort = ListQuery.Sort(rawValue: String(parts[0])),
            let order = ListQuery.Order(rawValue: String(parts[1])), let started = Int64(parts[2]), let figure = Int64(parts[3])
        else { return nil }
        let digits = parts[4].utf8.map { Self.digits.firstIndex(of: $0) }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
        guard let key = String(validating: bytes, as: UTF8.self) else { return nil }
        self.position = Position(figure: figure, key: key, order: order)
        self.sort = sort
        self.order = order
        self.startedAt = CacheInstant(nanoseconds: started)
    }
}

extension CacheEngine {
    /// One page of the entries that the query matches, without touching their recency.
    ///
    /// - Complexity: O(entries) time in slices of up to 64 under a lock, O(limit) memory.
    public func list(_ query: ListQuery) -> ListPage {
        let now = self.clock.now()
        let startedAt = query.after?.startedAt ?? now
        var page = Heap<PageItem>()
        var matched = 0
        self.forEachEntry(at: now) { shard, slot in
            guard shard.slab[slot].state(at: now) != .absent, query.matches(slot, in: shard) else { return .passed }
            matched += 1
            guard let figure = query.figure(of: slot, in: shard, startedAt: startedAt, now: now) else { return .passed }
            // One more than the page holds tells whether there is another page; figures tell most entries apart without a
            // look at the key.
            let isFull = page.count > query.limit
            if isFull, figure > page.max!.position.figure { return .passed }
            if let after = query.after, figure < after.position.figure { return .passed }
            let position = ListCursor.Position(
                figure: figure, key: Shard.text(of: shard.slab[slot].key), order: query.order)
            if let after = query.after, position <= after.position { return .compared }
            if isFull {
                guard position < page.max!.position else { return .compared }
                page.removeMax()
            }
            page.insert(PageItem(position: position, info: shard.info(slot, at: now)))
            return .taken
        }
        let isLast = page.count <= query.limit
        if !isLast {
            page.removeMax()
        }
        let items = page.unordered.sorted()
        return ListPage(
            items: items.map(\.info),
            next: isLast
                ? nil
                : items.last.map {
                    ListCursor(position: $0.position, startedAt: startedAt, sort: query.sort, order: query.order)
                },
            matched: matched, positions: items.map(\.position), startedAt: startedAt)
    }

    /// In slices, shorter ones where much is taken: no lock is held from one end to the other.
    func forEachEntry(at now: CacheInstant, _ body: (borrowing Shard, Slot) -> EntryVisit) {
        for index in self.shards.indices {
            var position: Slot? = 0
            while position != nil {
                self.read(index, at: now) { shard in
                    var effort = EntryVisit.sliceEffort
                    for slot in shard.slice(from: &position) where shard.isUpToDate(slot, at: now) {
                        effort -= body(shard, slot).effort
                        guard effort > 0 else {
                            position = slot + 1
                            return
                        }
                    }
                }
            }
        }
    }
}

/// What a look at an entry came to.
enum EntryVisit {
    case passed
    /// Its key was copied to be compared.
    case compared
    /// Its key, tags and figures were copied.
    case taken

    fileprivate static let sliceEffort = 64

    fileprivate var effort: Int {
        switch self {
        case .passed: 1
        case .compared: 2
        case .taken: 8
        }
    }
}

private struct PageItem: Comparable {
    let position: ListCursor.Position
    let info: EntryInfo

    static func == (lhs: PageItem, rhs: PageItem) -> Bool {
        lhs.position == rhs.position
    }

    static func < (lhs: PageItem, rhs: PageItem) -> Bool {
        lhs.position < rhs.position
    }
}

extension ListQuery {
    fileprivate func matches(_ slot: Slot, in shard: borrowing Shard) -> Bool {
        if let tag, !shard.bears(slot, tag) { return false }
        return self.pattern?.matches(shard.slab[slot].key) ?? true
    }

    /// Where the entry stands in the order asked for; nil where it may have been shown before under another figure.
    fileprivate func figure(
        of slot: Slot, in shard: borrowing Shard, startedAt: CacheInstant, now: CacheInstant
    ) -> Int64? {
        let record = shard.slab[slot]
        let createdAt = shard.slab.cold[slot].createdAt
        let lastHitAt = shard.lastHit(of: slot, at: now)
        if self.after != nil {
            if self.sort != .key, createdAt > startedAt { return nil }
            switch self.sort {
            case .hits, .idle: if let lastHitAt, lastHitAt > startedAt { return nil }
            case .key, .size, .age, .ttl: break
            }
        }
        let figure =
            switch self.sort {
            case .key: Int64(0)
            case .size: Int64(record.policy.weight)
            case .hits: Int64(record.hits)
            // Instants stand for the spans since them, which would change from page to page.
            case .age: -createdAt.nanoseconds
            case .ttl: record.freshUntil.nanoseconds
            case .idle: -(lastHitAt ?? createdAt).nanoseconds
            }
        return self.order == .ascending ? figure : -figure
    }
}

extension Shard {
    func info(_ slot: Slot, at now: CacheInstant) -> EntryInfo {
        let record = self.slab[slot]
        let head = record.withExtras { $0.head } ?? nil
        let freshUntil = record.apparentFreshUntil
        let staleUntil = record.softEnd ?? record.staleUntil
        return EntryInfo(
            key: CacheKey(text: Self.text(of: record.key)), tags: self.tagNames(of: slot), state: record.state(at: now),
            createdAt: self.slab.cold[slot].createdAt, freshUntil: freshUntil == .distantFuture ? nil : freshUntil,
            staleUntil: staleUntil == .distantFuture ? nil : staleUntil, lastHitAt: self.lastHit(of: slot, at: now),
            hits: Int(record.hits), size: Int(record.policy.weight), cost: record.withExtras { $0.cost } ?? LoadCost(),
            status: head?.status, contentType: head?.contentType, etag: head?.etag)
    }
}
