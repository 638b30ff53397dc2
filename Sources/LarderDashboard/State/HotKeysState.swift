import LarderAdmin

/// How the table of hot keys is looked at.
struct HotKeysState: Sendable, Equatable {
    enum Sort: String, Sendable, CaseIterable {
        case hits = "hits/s"
        case hitRate = "hit%"
        case size, ttl, key
    }

    enum Cursor: Sendable, Equatable {
        /// On the first row, whichever key that is.
        case top
        /// On this key wherever it goes; `row` is where it was seen last.
        case key(String, row: Int)
    }

    var filter = KeyFilter("")
    var sort = Sort.hits
    var isReversed = false
    var cursor = Cursor.top
    var marked: Set<String> = []
    /// Set by scrolling without the cursor, until that moves again.
    var isScrolledAway = false
    /// First row on the screen.
    var top = 0

    func rows(of snapshot: StatsSnapshot) -> [StatsSnapshot.HotKey] {
        let matching = (snapshot.hotKeys ?? []).filter { self.filter.matches($0.key) }
        let sorted = matching.sorted { left, right in
            let order = self.order(left, right)
            return order == 0 ? left.key < right.key : order < 0
        }
        return self.isReversed ? sorted.reversed() : sorted
    }

    /// Below zero where `left` comes first: largest first, names from A.
    private func order(_ left: StatsSnapshot.HotKey, _ right: StatsSnapshot.HotKey) -> Double {
        switch self.sort {
        case .hits: right.hitsPerSecond - left.hitsPerSecond
        case .hitRate: (right.hitRatio ?? -1) - (left.hitRatio ?? -1)
        case .size: Double(right.sizeBytes ?? -1) - Double(left.sizeBytes ?? -1)
        case .ttl: (right.ttlSeconds ?? -1) - (left.ttlSeconds ?? -1)
        case .key: 0
        }
    }

    /// The cursor's row; a key that left the list hands the cursor to the one that took its place.
    func cursorRow(in rows: [StatsSnapshot.HotKey]) -> Int? {
        guard !rows.isEmpty else { return nil }
        switch self.cursor {
        case .top: return 0
        case .key(let key, let row):
            return rows.firstIndex { $0.key == key } ?? min(row, rows.count - 1)
        }
    }

    mutating func place(at row: Int, in rows: [StatsSnapshot.HotKey]) {
        guard !rows.isEmpty else { return }
        let row = min(max(row, 0), rows.count - 1)
        self.cursor = .key(rows[row].key, row: row)
    }

    /// Remembers where the cursor's key is now.
    mutating func keepCursor(in rows: [StatsSnapshot.HotKey]) {
        if case .key = self.cursor, let row = self.cursorRow(in: rows) {
            self.place(at: row, in: rows)
        }
    }
}
