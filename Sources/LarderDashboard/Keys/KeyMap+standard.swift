import LarderTerminal

extension KeyMap {
    static let standard = KeyMap(bindings: Self.program + Self.views + Self.lists + Self.time + Self.changes + Self.dialogs)

    private static let everywhere = Set(Binding.Context.allCases)
    private static let reading = Binding.views.union([.reading])

    private static let program: [Binding] = [
        Binding(
            [.character("?"), .function(1)], .help, in: reading, .program, "this help",
            footer: .init(label: "Help", rank: 0)),
        Binding(
            [.character(":")], .prompt, .program, "a command by its name; Tab completes",
            footer: .init(label: "Cmd", rank: 9)),
    ]

    private static let views: [Binding] = [
        Binding(
            [.character("1")], .overview, .view, "overview", footer: .init(label: "Views", rank: 6, keys: "1-7")),
        Binding([.character("2")], .keys, .view, "keys: the key space as a tree, and the entries below a prefix"),
        Binding([.character("3")], .inspect, .view, "inspect: the entry under the cursor, or the one seen last"),
        Binding([.character("4")], .events, .view, "events: what left the cache and why, purges, back ends"),
        Binding([.character("5")], .routes, .view, "routes: hit rate, latencies, what was saved, what went past"),
        Binding([.character("6")], .backends, .view, "back ends: state, error, latency"),
        Binding([.character("7")], .audit, .view, "audit: past purges, by whom and why"),
    ]

    private static let lists: [Binding] = [
        Binding(
            [.character("/")], .filter, in: Binding.lists, .view,
            "filter: part of a key, a glob with * ? [ ], ! for the opposite", footer: .init(label: "Filter", rank: 3)),
        Binding(
            [.character(" ")], .mark, in: Binding.keyLists, .change, "mark or unmark the key under the cursor",
            footer: .init(label: "Mark", rank: 10)),
        Binding(
            [.character("s")], .sort, in: Binding.lists, .view, "sort by the next column",
            footer: .init(label: "Sort", rank: 7)),
        Binding([.character("r")], .reverse, in: Binding.lists, .view, "reverse the order"),
        Binding(
            [.character("F")], .follow, in: Binding.lists, .view, "follow the hottest key, the newest event, the first row",
            footer: .init(label: "Follow", rank: 15)),
        Binding(
            [.character("f")], .eventKind, in: [.events], .view, "events of one reason only, then the next one",
            footer: .init(label: "Reason", rank: 4)),
        Binding(
            [.enter], .details, in: Binding.lists.subtracting([.keys]), .view,
            "inspect the key under the cursor; all about any other row", footer: .init(label: "Details", rank: 8)),
        Binding(
            [.enter, .right, .character("l")], .open, in: [.keys], .view, "down into the prefix, or inspect the key",
            footer: .init(label: "Open", rank: 4)),
        Binding(
            [.backspace, .left, .character("h")], .ascend, in: [.keys], .view, "up to the prefix above",
            footer: .init(label: "Up", rank: 5, keys: "←")),
        Binding(
            [.tab], .nextPanel, in: Binding.keyLists, .move, "next panel; prefixes or entries",
            footer: .init(label: "Panel", rank: 13)),
        Binding([.backTab], .previousPanel, in: Binding.keyLists, .move, "previous panel"),
        Binding(
            [.character("e")], .expand, in: [.overview], .view, "expand the panel, and back",
            footer: .init(label: "Expand", rank: 14)),

        Binding([.character("y")], .copy, .view, "copy the key under the cursor to the clipboard"),
        Binding([.character("E")], .export, .view, "write what the list shows to a file in the working directory"),
        Binding([.up, .character("k")], .up, in: reading, .move, "up"),
        Binding(
            [.down, .character("j")], .down, in: reading, .move, "down",
            footer: .init(label: "Move", rank: 17, keys: "↑↓")),
        Binding([.pageUp], .pageUp, in: reading, .move, "a page up"),
        Binding([.pageDown], .pageDown, in: reading, .move, "a page down"),
        Binding([.character("g"), .home], .top, in: reading, .move, "to the first row"),
        Binding([.character("G"), .end], .bottom, in: reading, .move, "to the last row"),
        Binding([.control("u")], .scrollUp, .move, "scroll half a page up without the cursor"),
        Binding([.control("d")], .scrollDown, .move, "scroll half a page down without the cursor"),
        Binding(
            [.escape], .back, .move, "one step back: filter, marks, what is expanded, a prefix, the view",
            footer: .init(label: "Back", rank: 18)),
    ]

    private static let time: [Binding] = [
        Binding(
            [.character("p")], .pause, .time, "hold the screen still, and go on; polling never stops",
            footer: .init(label: "Pause", rank: 11)),
        Binding(
            [.left, .character("h")], .earlier, in: [.overview], .time, "while paused: the moment before",
            footer: .init(label: "Time", rank: 19, keys: "←→")),
        Binding([.right, .character("l")], .later, in: [.overview], .time, "while paused: the moment after"),
        Binding(
            [.character("[")], .shorterWindow, in: [.overview], .time, "shorter time window",
            footer: .init(label: "Window", rank: 12, keys: "[ ]")),
        Binding([.character("]")], .longerWindow, in: [.overview], .time, "longer time window"),
        Binding(
            [.character("v")], .graph, in: [.overview], .time, "graph of traffic, latency, or memory",
            footer: .init(label: "Graph", rank: 16)),
        Binding([.character("L")], .scale, in: [.overview], .time, "linear or logarithmic graph"),
        Binding([.character("+"), .character("=")], .faster, .time, "poll more often"),
        Binding([.character("-")], .slower, .time, "poll less often"),
    ]

    private static let changes: [Binding] = [
        Binding(
            [.character("x")], .invalidate, in: [.overview, .keys, .inspect], .change,
            "invalidate the prefix under the cursor, the marked keys, or the one key",
            footer: .init(label: "Invalidate…", rank: 2)),
        Binding(
            [.character("X")], .selectAndInvalidate, .change, "invalidate by pattern, tag, route, URL, or all",
            footer: .init(label: "Pattern…", rank: 4)),
        Binding(
            [.character("u")], .undo, in: Binding.views.subtracting([.audit]), .change, "take back the last soft purge",
            footer: .init(label: "Undo", rank: 5)),
        Binding(
            [.character("u")], .undoSelected, in: [.audit], .change, "in the audit: take back the soft purge under the cursor",
            footer: .init(label: "Undo", rank: 2)),
    ]

    private static let dialogs: [Binding] = [
        Binding(
            [.enter], .accept, in: [.filtering, .commanding, .choosing, .typing, .confirming, .pressing], .dialog,
            "press the focused button; in a field: go on once it is filled in", footer: .init(label: "OK", rank: 1)),
        Binding([.enter], .accept, in: [.waiting], .dialog, "close what has nothing more to ask"),
        Binding(
            [.tab], .complete, in: [.commanding], .dialog, "complete the command",
            footer: .init(label: "Complete", rank: 2)),
        Binding([.backTab], .completeBackwards, in: [.commanding], .dialog, "the completion before"),
        Binding(
            [.up], .recallEarlier, in: [.commanding], .dialog, "the command before",
            footer: .init(label: "History", rank: 3, keys: "↑↓")),
        Binding([.down], .recallLater, in: [.commanding], .dialog, "the command after"),
        Binding(
            [.up], .previousKind, in: [.choosing], .dialog, "what to select by",
            footer: .init(label: "Select by", rank: 2, keys: "↑↓")),
        Binding([.down, .tab], .nextKind, in: [.choosing], .dialog, "what to select by"),
        Binding(
            [.character("y")], .confirmOne, in: [.confirming], .dialog, "purge one key",
            footer: .init(label: "Purge one key", rank: 4)),
        Binding(
            [.character("h")], .changeMode, in: [.confirming, .pressing], .dialog, "soft or hard: the button says which",
            footer: .init(label: "Soft/hard", rank: 3)),
        Binding(
            [.tab, .right, .down], .nextField, in: [.confirming, .pressing], .dialog, "next field or button",
            footer: .init(label: "Next", rank: 2)),
        Binding([.backTab, .left, .up], .previousField, in: [.confirming, .pressing], .dialog, "previous field or button"),
        Binding(
            [.tab, .down], .nextField, in: [.typing], .dialog, "next field or button", footer: .init(label: "Next", rank: 2)),
        Binding([.backTab, .up], .previousField, in: [.typing], .dialog, "previous field or button"),
        Binding(
            [.escape], .back, in: [.filtering, .commanding, .choosing, .confirming, .pressing, .typing, .waiting, .reading],
            .dialog,
            "back; changes nothing", footer: .init(label: "Cancel", rank: 0)),

        Binding([.character("T")], .theme, .program, "next theme", footer: .init(label: "Theme", rank: 20)),
        Binding([.character("%")], .mouse, .program, "give the mouse back to the terminal, and take it again"),
        Binding([.control("z")], .suspend, in: everywhere, .program, "to the shell; fg comes back"),
        Binding([.character("q")], .quit, in: reading, .program, "quit", footer: .init(label: "Quit", rank: 1)),
        Binding([.control("c")], .interrupt, in: everywhere, .program, "quit at once, from anywhere"),
    ]
}
