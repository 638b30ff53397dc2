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
    /// - Complexity: O(entries) time in slices of 256 under a lock, O(limit) memory.
    public func list(_ query: ListQuery) -> ListPage {
        let now = self.clock.now()
        let startedAt = query.after?.startedAt ?? now
        var page = Heap<PageItem>()
        var matched = 0
        self.forEachEntry { entry in
            guard entry.state(at: now) != .absent, query.matches(entry) else { return }
            matched += 1
            guard let position = query.position(of: entry, startedAt: startedAt) else { return }
            if let after = query.after, position <= after.position { return }
            // One more than the page holds tells whether there is another page.
            if page.count > query.limit {
                guard position < page.max!.position else { return }
                page.removeMax()
            }
            page.insert(PageItem(position: position, entry: entry))
        }
        let isLast = page.count <= query.limit
        if !isLast {
            page.removeMax()
        }
        let items = page.unordered.sorted()
        return ListPage(
            items: items.map { $0.entry.info(at: now) },
            next: isLast
                ? nil
                : items.last.map {
                    ListCursor(position: $0.position, startedAt: startedAt, sort: query.sort, order: query.order)
                },
            matched: matched)
    }
}

private struct PageItem: Comparable {
    let position: ListCursor.Position
    let entry: Entry

    static func == (lhs: PageItem, rhs: PageItem) -> Bool {
        lhs.position == rhs.position
    }

    static func < (lhs: PageItem, rhs: PageItem) -> Bool {
        lhs.position < rhs.position
    }
}

extension ListQuery {
    fileprivate func matches(_ entry: Entry) -> Bool {
        (self.tag.map { entry.tags.contains($0) } ?? true) && (self.pattern.map { $0.matches(entry.key.text) } ?? true)
    }

    /// Where the entry stands in the order asked for; nil where it may have been shown before under another figure.
    fileprivate func position(of entry: Entry, startedAt: CacheInstant) -> ListCursor.Position? {
        if self.after != nil {
            if self.sort != .key, entry.createdAt > startedAt { return nil }
            switch self.sort {
            case .hits, .idle: if let lastHitAt = entry.lastHitAt, lastHitAt > startedAt { return nil }
            case .key, .size, .age, .ttl: break
            }
        }
        let figure =
            switch self.sort {
            case .key: Int64(0)
            case .size: Int64(entry.footprint.total)
            case .hits: Int64(entry.hits)
            // Instants stand for the spans since them, which would change from page to page.
            case .age: -entry.createdAt.nanoseconds
            case .ttl: entry.freshUntil.nanoseconds
            case .idle: -(entry.lastHitAt ?? entry.createdAt).nanoseconds
            }
        return ListCursor.Position(
            figure: self.order == .ascending ? figure : -figure, key: entry.key.text, order: self.order)
    }
}
