import LarderAdmin
import LarderAdminClient

/// The view of the key space: a tree by prefixes, and the entries below one.
struct KeySpaceState: Sendable, Equatable {
    /// From all keys down to where one is; never empty.
    var levels = [Level(prefix: "")]
    /// Shown instead of the tree where there is one.
    var entries: EntryList?
    var inquiry = Inquiry()

    /// What lies under one prefix.
    struct Level: Sendable, Equatable {
        let prefix: String
        /// Prefixes that had one child only, which one is taken past.
        var skipped = 0
        var page: TreePage?
        var table = TableState<TreePage.Child>(sort: .bytes)

        /// There is nothing to go down into: single entries, or none.
        var isFlat: Bool { self.page?.children.allSatisfy(\.leaf) ?? false }
    }

    static let skipLimit = 8
    /// As many children as are asked for; the rest is in the sums of their parent.
    static let childLimit = 200

    var level: Level {
        get { self.levels[self.levels.count - 1] }
        set { self.levels[self.levels.count - 1] = newValue }
    }
}

/// Entries under a prefix as the endpoint pages them: what was scrolled to, never all.
struct EntryList: Sendable, Equatable {
    /// Why the list stands in the tree's place.
    enum Origin: Sendable {
        /// The user, or a prefix without anything but entries below it.
        case opened
        /// A filter, which goes when that goes.
        case filtered
    }

    let prefix: String
    let origin: Origin
    var table: TableState<KeyDetail>
    var rows: [KeyDetail] = []
    /// Where the next page begins; nil after the last one.
    var cursor: String?
    /// Nil before the first answer.
    var matched: Int?
    var pages = 0

    init(prefix: String, origin: Origin) {
        self.prefix = prefix
        self.origin = origin
        self.table = TableState(sort: .size, arrangedBy: .server)
    }

    static let pageSize = 100
    /// Kept at most; a filter or another order finds what is beyond.
    static let limit = 2000

    /// The endpoint has no opposite of a pattern.
    var isAskable: Bool { !self.table.filter.isInverse }

    /// Of the page that begins at `cursor`, or of the first.
    func query(from cursor: String? = nil) -> KeysQuery {
        let natural = self.table.sort.naturalOrder
        let order: KeyPage.Order = self.table.isReversed ? natural.reversed : natural
        let isWhole = self.prefix.isEmpty && self.table.filter.isEmpty
        return KeysQuery(
            pattern: isWhole ? nil : self.table.filter.glob(under: self.prefix), sort: self.table.sort, order: order,
            limit: Self.pageSize, cursor: cursor)
    }

    var isFull: Bool { self.rows.count >= Self.limit }

    /// Takes in the page that `query` asked for; a first page takes the place of what there was.
    mutating func take(_ page: KeyPage, for query: KeysQuery) {
        // More than was asked for would make every frame slower.
        let items = page.items.prefix(Self.pageSize)
        if query.cursor == nil {
            self.rows = Array(items)
            self.pages = 1
        } else {
            self.rows += items
            self.pages += 1
        }
        self.cursor = items.isEmpty ? nil : page.nextCursor
        self.matched = page.matched
    }
}

extension KeyPage.Order {
    var reversed: KeyPage.Order { self == .ascending ? .descending : .ascending }
}
