import Foundation
import LarderAdmin
import LarderTerminal

/// The key space as a disk-usage browser shows a disk, and the entries below a prefix.
enum KeySpaceView {
    static func title(_ state: State) -> [Span] {
        let prefix = state.keySpace.level.prefix
        let isTree = state.keySpace.entries == nil
        let room = max(8, state.size.columns / 3)
        let path = prefix.isEmpty ? "all keys" : DisplayText(prefix).truncatedInside(to: room).description
        return [
            Span(isTree ? "‹Prefixes›" : "Prefixes", isTree ? .title : .muted), Span(" · ", .border),
            Span(isTree ? "Entries" : "‹Entries›", isTree ? .muted : .title), Span("  ", .border), Span(path, .key),
        ]
    }

    static func notes(_ state: State) -> [Span] {
        guard let entries = state.keySpace.entries else {
            guard let page = state.keySpace.level.page else { return [] }
            let sums = "\(FigureFormat.count(page.entries)) entries \(FigureFormat.bytes(page.bytes))"
            return ListNotes.spans(state.keySpace.level.table, count: sums)
        }
        let more = entries.cursor == nil ? "" : "+"
        let loaded = FigureFormat.count(entries.rows.count) + more
        let count = entries.matched.map { "\(loaded) of \(FigureFormat.count($0))" } ?? "asking…"
        // Pages that were scrolled to stand still.
        let isOld = entries.pages > 1
        let age = isOld ? state.keySpace.inquiry.answeredAt.map { " at \(state.now.timeOfDay($0.wall))" } ?? "" : ""
        return ListNotes.spans(entries.table, count: count + age)
    }

    static func draw(_ state: State, in rect: Rect, into frame: inout Frame) {
        if let entries = state.keySpace.entries {
            Self.draw(entries, state, in: rect, into: &frame)
        } else {
            Self.drawTree(state, in: rect, into: &frame)
        }
    }

    /// Why there is no row, in the order in which it matters.
    private static func emptyText(_ state: State, hasAnswer: Bool, _ nothing: String) -> String {
        if let failure = state.keySpace.inquiry.failure {
            return failure
        }
        return hasAnswer ? nothing : "asking…"
    }

    private static func drawTree(_ state: State, in rect: Rect, into frame: inout Frame) {
        let level = state.keySpace.level
        let whole = Double(max(1, level.page?.bytes ?? 1))
        let rows = level.table.arranged(state.treeChildren)
        let largest = Double(max(1, rows.map(\.bytes).max() ?? 1))
        let isRefilling = { (child: TreePage.Child) in
            child.leaf ? state.refills.contains(child.prefix) : state.refills.contains(below: child.prefix)
        }
        let columns: [Table<TreePage.Child>.Column] = [
            .init("PREFIX", .flexible(minimum: 16), .left, sort: .prefix) { child in
                .key(Span(Self.name(child, under: level.prefix), child.leaf ? .key : .title))
            },
            .init("", .flexible(minimum: 12), .left, rank: 4) { .bar(share: Double($0.bytes) / largest, .memoryLow) },
            .init("SHARE", .fixed(5), rank: 3) { child in
                .text(Span(Self.share(Double(child.bytes) / whole), .muted))
            },
            .init("SIZE", .fixed(6), sort: .bytes) { .text(Span(FigureFormat.bytes($0.bytes), .size)) },
            .init("ENTRIES", .fixed(7), sort: .entries, rank: 1) { child in
                .text(Span(child.leaf ? "key" : FigureFormat.count(child.entries), child.leaf ? .muted : .text))
            },
            .init("HIT%", .fixed(5), sort: .hitRate, rank: 2) { child in
                .text(
                    Span(FigureFormat.percent(child.hitRatio), child.hitRatio.map(HotKeysView.role(ofHitRate:)) ?? .muted))
            },
            .init("STATE", .fixed(6), .left, rank: 5) { .text(Span(isRefilling($0) ? "refill" : "", .info)) },
        ]
        var table = Table(
            columns: columns, emptyText: Self.emptyText(state, hasAnswer: level.page != nil, "nothing is cached here"))
        let marked = state.marked
        table.isMarked = { $0.leaf && marked.contains($0.prefix) }
        table.sign = { isRefilling($0) ? HotKeysView.refilling : nil }
        table.draw(rows, level.table, .focused, in: rect, into: &frame)
        Self.rest(level, rows.count, in: rect, into: &frame)
    }

    /// What the endpoint left out is in the sums; a line says so where there is room for it.
    private static func rest(_ level: KeySpaceState.Level, _ count: Int, in rect: Rect, into frame: inout Frame) {
        guard let page = level.page, count + 2 < rect.rows else { return }
        // Whatever the endpoint sends: a sum past what numbers hold leaves nothing over.
        let listed = page.children.reduce(0) { sum, child in
            let (next, overflow) = sum.addingReportingOverflow(max(0, child.entries))
            return overflow ? .max : next
        }
        guard page.entries > listed, !page.children.isEmpty else { return }
        let text = "… \(FigureFormat.count(page.entries - listed)) entries in smaller ones; Tab lists entries"
        frame.put(text, x: rect.x + 2, y: rect.y + count + 1, role: .muted, limit: rect.columns - 3)
    }

    /// What it adds to the prefix that one is under.
    private static func name(_ child: TreePage.Child, under prefix: String) -> String {
        guard child.prefix.hasPrefix(prefix), child.prefix != prefix else { return child.prefix }
        return prefix.isEmpty ? child.prefix : "…\(child.prefix.dropFirst(prefix.count))"
    }

    private static func share(_ share: Double) -> String {
        share > 0 && share < 0.01 ? "<1%" : "\(FigureFormat.wholePercent(min(max(share, 0), 1)))%"
    }

    private static func draw(_ entries: EntryList, _ state: State, in rect: Rect, into frame: inout Frame) {
        let (now, refills) = (state.serverNow, state.refills)
        func age(_ seconds: Double?) -> String { seconds.map(FigureFormat.age) ?? FigureFormat.unknown }
        let columns: [Table<KeyDetail>.Column] = [
            .init("KEY", .flexible(minimum: 20), .left, sort: .key) { .key(Span($0.key, .key)) },
            .init("SIZE", .fixed(6), sort: .size) { .text(Span(FigureFormat.bytes($0.sizeBytes), .size)) },
            .init("HITS", .fixed(6), sort: .hits, rank: 1) { .text(Span(FigureFormat.count($0.hits), .hit)) },
            .init("AGE", .fixed(4), sort: .age, rank: 3) {
                .text(Span(age(now.timeIntervalSince($0.createdAt)), .text))
            },
            .init("TTL", .fixed(4), sort: .ttl, rank: 4) {
                .text(Span(age($0.freshUntil?.timeIntervalSince(now)), .ttl))
            },
            .init("IDLE", .fixed(5), sort: .idle, rank: 5) { entry in
                .text(Span(age(now.timeIntervalSince(entry.lastHitAt ?? entry.createdAt)), .text))
            },
            .init("STATE", .fixed(6), .left, rank: 2) {
                .text(HotKeysView.state($0.state, isRefilling: refills.contains($0.key)))
            },
        ]
        let nothing =
            entries.isAskable
            ? ListNotes.nothing(entries.table, "no entry has this prefix", "key")
            : "the endpoint cannot list what does not match; leave out the !"
        var table = Table(
            columns: columns,
            emptyText: entries.isAskable ? Self.emptyText(state, hasAnswer: entries.matched != nil, nothing) : nothing)
        let marked = state.marked
        table.isMarked = { marked.contains($0.key) }
        table.sign = { refills.contains($0.key) ? HotKeysView.refilling : nil }
        table.draw(entries.isAskable ? entries.rows : [], entries.table, .focused, in: rect, into: &frame)
    }
}
