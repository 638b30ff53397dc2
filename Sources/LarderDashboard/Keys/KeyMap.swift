import LarderTerminal

/// The one table of keys: handler, footer and help come from it.
struct KeyMap: Sendable {
    var bindings: [Binding]

    /// What `key` does in `context`.
    func command(for key: Key, in context: Binding.Context) -> Command? {
        self.bindings.first { $0.contexts.contains(context) && $0.keys.contains(key) }?.command
    }

    /// What the footer names, in the table's order, as far as `columns` reach.
    func footer(in context: Binding.Context, columns: Int) -> [Binding] {
        let candidates = self.bindings.filter { $0.contexts.contains(context) && $0.footer != nil }
        var chosen: Set<Int> = []
        var used = 1
        for index in candidates.indices.sorted(by: { candidates[$0].footer?.rank ?? 0 < candidates[$1].footer?.rank ?? 0 }) {
            let width = candidates[index].footerWidth
            guard used + width <= columns else { break }
            used += width
            chosen.insert(index)
        }
        return candidates.indices.filter(chosen.contains).map { candidates[$0] }
    }

    static let standard = KeyMap(bindings: [
        Binding(
            [.character("?"), .function(1)], .help, in: [.overview, .reading], .program, "this help",
            footer: .init(label: "Help", rank: 0)),
        Binding(
            [.character("/")], .filter, .view, "filter: part of a key, a glob with * ? [ ], ! for the opposite",
            footer: .init(label: "Filter", rank: 3)),
        Binding(
            [.character(" ")], .mark, .change, "mark or unmark the key under the cursor",
            footer: .init(label: "Mark", rank: 7)),
        Binding([.character("s")], .sort, .view, "sort by the next column", footer: .init(label: "Sort", rank: 6)),
        Binding([.character("r")], .reverse, .view, "reverse the order"),
        Binding(
            [.character("p")], .pause, .view, "hold the screen still; polling goes on",
            footer: .init(label: "Pause", rank: 8)),
        Binding(
            [.character("[")], .shorterWindow, .view, "shorter time window", footer: .init(label: "Window", rank: 9, keys: "[ ]")),
        Binding([.character("]")], .longerWindow, .view, "longer time window"),
        Binding(
            [.character("x")], .invalidate, .change, "invalidate the marked keys, or the one under the cursor",
            footer: .init(label: "Invalidate…", rank: 2)),
        Binding(
            [.character("X")], .selectAndInvalidate, .change, "invalidate by pattern, tag, route, or all",
            footer: .init(label: "Pattern…", rank: 4)),
        Binding([.character("u")], .undo, .change, "take back the last soft purge", footer: .init(label: "Undo", rank: 5)),
        Binding([.enter], .details, .view, "details of the key under the cursor", footer: .init(label: "Details", rank: 11)),
        Binding([.tab], .nextPanel, .move, "next panel", footer: .init(label: "Panel", rank: 10)),
        Binding([.backTab], .previousPanel, .move, "previous panel"),
        Binding([.character("e")], .expand, .view, "expand the panel, and back", footer: .init(label: "Expand", rank: 12)),
        Binding([.character("T")], .theme, .view, "next theme", footer: .init(label: "Theme", rank: 13)),
        Binding([.character("F")], .follow, .view, "follow the hottest key again"),
        Binding([.character("+"), .character("=")], .faster, .view, "poll more often"),
        Binding([.character("-")], .slower, .view, "poll less often"),

        Binding([.up, .character("k")], .up, in: [.overview, .reading], .move, "up"),
        Binding(
            [.down, .character("j")], .down, in: [.overview, .reading], .move, "down",
            footer: .init(label: "Move", rank: 14, keys: "↑↓")),
        Binding([.pageUp], .pageUp, in: [.overview, .reading], .move, "a page up"),
        Binding([.pageDown], .pageDown, in: [.overview, .reading], .move, "a page down"),
        Binding([.character("g"), .home], .top, in: [.overview, .reading], .move, "to the first row"),
        Binding([.character("G"), .end], .bottom, in: [.overview, .reading], .move, "to the last row"),
        Binding([.control("u")], .scrollUp, .move, "scroll half a page up without the cursor"),
        Binding([.control("d")], .scrollDown, .move, "scroll half a page down without the cursor"),

        Binding(
            [.enter], .accept, in: [.filtering, .choosing, .typing, .confirming], .dialog,
            "press the focused button; in a field: go on once it is filled in", footer: .init(label: "OK", rank: 1)),
        Binding(
            [.up], .previousKind, in: [.choosing], .dialog, "what to select by",
            footer: .init(label: "Select by", rank: 2, keys: "↑↓")),
        Binding([.down, .tab], .nextKind, in: [.choosing], .dialog, "what to select by"),
        Binding(
            [.character("y")], .confirmOne, in: [.confirming], .dialog, "purge one key",
            footer: .init(label: "Purge one key", rank: 4)),
        Binding(
            [.character("h")], .changeMode, in: [.confirming], .dialog, "soft or hard: the button says which",
            footer: .init(label: "Soft/hard", rank: 3)),
        Binding(
            [.tab, .right, .down], .nextField, in: [.confirming], .dialog, "next field or button",
            footer: .init(label: "Next", rank: 2)),
        Binding([.backTab, .left, .up], .previousField, in: [.confirming], .dialog, "previous field or button"),
        Binding(
            [.tab, .down], .nextField, in: [.typing], .dialog, "next field or button", footer: .init(label: "Next", rank: 2)),
        Binding([.backTab, .up], .previousField, in: [.typing], .dialog, "previous field or button"),
        Binding(
            [.escape], .back, in: [.filtering, .choosing, .confirming, .typing, .reading], .dialog,
            "back; changes nothing", footer: .init(label: "Cancel", rank: 0)),
        Binding([.escape], .back, .move, "clear the filter and the marks, close what is expanded"),

        Binding([.control("z")], .suspend, in: Set(Binding.Context.allCases), .program, "to the shell; fg comes back"),
        Binding(
            [.character("q")], .quit, in: [.overview, .reading], .program, "quit", footer: .init(label: "Quit", rank: 1)),
        Binding([.control("c")], .interrupt, in: Set(Binding.Context.allCases), .program, "quit at once, from anywhere"),
    ])
}

extension Binding {
    var footerKeys: String {
        self.footer?.keys ?? self.keys.first?.description ?? ""
    }

    /// Columns in the footer with the gap behind.
    var footerWidth: Int {
        DisplayText(self.footerKeys).columns + 1 + DisplayText(self.footer?.label ?? "").columns + 2
    }
}
