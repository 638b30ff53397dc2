import LarderAdmin
import LarderAdminClient

extension State {
    /// Enter: down into a prefix, or the key itself.
    mutating func openKeySpaceRow() {
        if let key = self.currentKey {
            self.inspect(key)
        } else if self.keySpace.entries == nil, let child = self.currentChild {
            self.enterLevel(KeySpaceState.Level(prefix: child.prefix))
            self.keySpace.inquiry.restart()
        }
    }

    private mutating func enterLevel(_ level: KeySpaceState.Level) {
        self.keySpace.levels.append(level)
        self.keySpace.level.table.restore(self.look(of: .tree))
    }

    private mutating func listEntries(_ origin: EntryList.Origin) {
        var entries = EntryList(prefix: self.keySpace.level.prefix, origin: origin)
        entries.table.restore(self.look(of: .entries))
        self.keySpace.entries = entries
    }

    var canAscend: Bool {
        self.keySpace.levels.count > 1 || (self.keySpace.entries != nil && !self.keySpace.level.isFlat)
    }

    mutating func ascend() {
        guard self.canAscend else {
            self.report("this is the top of the key space", .info)
            return
        }
        if self.keySpace.entries != nil, !self.keySpace.level.isFlat {
            self.keySpace.entries = nil
        } else {
            self.keySpace.entries = nil
            self.keySpace.levels.removeLast()
        }
        self.keySpace.inquiry.restart()
    }

    /// Tab: the prefixes, or the entries below all of them.
    mutating func toggleEntries() {
        if self.keySpace.entries == nil {
            self.listEntries(.opened)
        } else {
            self.keySpace.entries = nil
        }
        self.keySpace.inquiry.restart()
    }

    /// A filter is for the endpoint: it looks for entries below the prefix.
    mutating func filterKeySpace(_ filter: KeyFilter) {
        guard !filter.isEmpty || self.keySpace.entries != nil else { return }
        if filter.isEmpty, self.keySpace.entries?.origin == .filtered {
            self.keySpace.entries = nil
        } else if !filter.isEmpty, self.keySpace.entries == nil {
            self.listEntries(.filtered)
        }
        self.keySpace.entries?.table.narrow(to: filter)
        self.keySpace.entries?.pages = 0
        self.keySpace.inquiry.restart()
    }

    mutating func applyToEntries(_ action: ListAction, visible: Int) {
        guard var entries = self.keySpace.entries else { return }
        let before = (entries.table.sort, entries.table.isReversed)
        entries.table.apply(action, to: entries.rows, visible: visible)
        if before != (entries.table.sort, entries.table.isReversed) {
            // Another order is another listing.
            entries.table.narrow(to: entries.table.filter)
            entries.pages = 0
            self.keySpace.inquiry.restart()
        }
        self.keySpace.entries = entries
    }

    /// What was listed before a change of the cache no longer holds, however far it was scrolled to.
    mutating func relistEntries() {
        self.keySpace.entries?.pages = 0
        self.keySpace.inquiry.restart()
    }

    mutating func refreshKeySpace() {
        // Pages that were scrolled to stay; what is at the top may be new.
        if self.keySpace.entries?.pages ?? 0 <= 1 {
            self.keySpace.inquiry.restart()
        }
    }

    /// What the view of keys wants to know, if anything.
    var keySpaceQuestion: Question? {
        guard let entries = self.keySpace.entries else {
            return .tree(TreeQuery(prefix: self.keySpace.level.prefix, limit: KeySpaceState.childLimit))
        }
        guard entries.isAskable else { return nil }
        if self.wantsMoreEntries, let cursor = entries.cursor {
            return .keys(entries.query(from: cursor))
        }
        return entries.pages <= 1 ? .keys(entries.query()) : nil
    }

    /// The end of what was fetched is near what is seen.
    var wantsMoreEntries: Bool {
        guard let entries = self.keySpace.entries, entries.cursor != nil, entries.pages > 0, !entries.isFull else { return false }
        let visible = Layout(for: self).listRows
        // Nobody scrolled, and the screen is full: what stands there is better asked for anew.
        guard entries.table.top > 0 || entries.rows.count <= visible else { return false }
        return entries.table.top + 2 * visible >= entries.rows.count
    }

    mutating func took(_ page: TreePage, under prefix: String) {
        guard self.keySpace.level.prefix == prefix else { return }
        let isFirst = self.keySpace.level.page == nil
        self.keySpace.level.page = page
        // More than was asked for would make every frame slower.
        self.keySpace.level.page?.children = Array(page.children.prefix(KeySpaceState.childLimit))
        if isFirst, self.skipOnlyChild() {
            return
        }
        if isFirst, self.keySpace.level.isFlat, !page.children.isEmpty, self.keySpace.entries == nil {
            self.listEntries(.opened)
            self.keySpace.inquiry.restart()
        }
    }

    /// Where there is one way down only, one is taken there; not from the top, where the first step is the user's.
    private mutating func skipOnlyChild() -> Bool {
        let level = self.keySpace.level
        guard self.keySpace.levels.count > 1, level.skipped < KeySpaceState.skipLimit, let child = level.page?.children.first,
            level.page?.children.count == 1, !child.leaf, child.prefix.hasPrefix(level.prefix), child.prefix != level.prefix
        else { return false }
        self.keySpace.levels.removeLast()
        self.enterLevel(KeySpaceState.Level(prefix: child.prefix, skipped: level.skipped + 1))
        self.keySpace.inquiry.restart()
        return true
    }
}
