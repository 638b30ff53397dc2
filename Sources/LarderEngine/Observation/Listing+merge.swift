extension ListPage {
    /// One page of what several caches with one clock answered to the same query.
    ///
    /// A cursor is a place in the order, not in a cache, so it serves all of them. Entries of two caches that stand at the same
    /// place are never parted, and a page may be so many longer.
    public static func merge(_ pages: [ListPage], of query: ListQuery) -> ListPage {
        var items = pages.flatMap { page in zip(page.items, page.positions) }.sorted { $0.1 < $1.1 }
        var end = min(query.limit, items.count)
        while end > 0, end < items.count, items[end].1 == items[end - 1].1 {
            end += 1
        }
        let isLast = end == items.count && pages.allSatisfy { $0.next == nil }
        items.removeLast(items.count - end)
        let startedAt = query.after?.startedAt ?? pages.map(\.startedAt).min()
        var next: ListCursor?
        if !isLast, let last = items.last, let startedAt {
            next = ListCursor(position: last.1, startedAt: startedAt, sort: query.sort, order: query.order)
        }
        return ListPage(
            items: items.map(\.0), next: next, matched: pages.reduce(0) { $0 + $1.matched }, positions: items.map(\.1),
            startedAt: startedAt ?? CacheInstant(nanoseconds: 0))
    }
}
