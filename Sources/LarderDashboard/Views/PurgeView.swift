import LarderAdmin
import LarderTerminal

/// The dialog before an invalidation: where, what, how much, how, and what it takes to go on.
enum PurgeView {
    static func draw(_ dialog: PurgeDialog, _ state: State, into frame: inout Frame) {
        let role: Role = dialog.instance.isProduction ? .danger : .focusedBorder
        let content = Self.content(dialog, columns: min(frame.size.columns, 76) - 4, rows: frame.size.rows - 3)
        let box = Box([Span("Invalidate", .title)], columns: 76, rows: content.rows, role: role, into: &frame)
        let whereFrom = [Span(dialog.instance.name, .header), Span(" ", .text)] + HeaderView.environment(dialog.instance)
        frame.put(whereFrom + [Span(" \(state.source)", .muted)], in: box.inside.row(0))
        let what = DisplayText(dialog.what).truncatedInside(to: box.inside.columns)
        frame.put(what, x: box.inside.x, y: box.inside.y + 1, role: .key)
        for (index, line) in content.lines.enumerated() {
            frame.put(line, in: box.inside.row(index + 2))
        }
        switch dialog.step {
        case .counting, .sending, .failed: break
        case .proposed(let proposal): Self.controls(proposal, dialog, in: box.inside, into: &frame)
        }
    }

    private struct Content {
        var lines: [[Span]]
        var rows: Int
    }

    private static func content(_ dialog: PurgeDialog, columns: Int, rows: Int) -> Content {
        switch dialog.step {
        case .counting: return Content(lines: [[], [Span("counting…", .muted)]], rows: 4)
        case .sending(let proposal):
            return Content(
                lines: [[], [Span("\(dialog.mode.rawValue)-purging \(Self.entries(proposal.result))…", .info)]], rows: 4)
        case .failed(let reason):
            let lines = Self.wrapped(reason, columns: columns).prefix(4).map { [Span($0, .danger)] }
            return Content(lines: [[]] + lines + [[], [Span("nothing more is sent; Esc closes", .muted)]], rows: lines.count + 5)
        case .proposed(let proposal):
            return Self.proposal(proposal, dialog, columns: columns, rows: rows)
        }
    }

    private static func proposal(_ proposal: Proposal, _ dialog: PurgeDialog, columns: Int, rows: Int) -> Content {
        let result = proposal.result
        var head: [[Span]] = [Self.found(result)]
        var samples = (result.matched == 0 ? result.near : result.sample).map { key in
            [Span("  ", .text), Span(key, result.matched == 0 ? .muted : .key)]
        }
        if result.matched == 0, !samples.isEmpty {
            head.append([Span("like it:", .muted)])
        }
        if result.matched > samples.count, !samples.isEmpty {
            samples.append([Span("  … \(FigureFormat.count(result.matched - samples.count)) more", .muted)])
        }
        let foot: [[Span]] = proposal.confirmation == .nothingToDo ? [] : [Self.meaning(dialog.mode)]
        // Two lines above, and below a blank, what to type, the field and the buttons.
        let fixed = 2 + head.count + foot.count + Self.controlRows(proposal)
        let room = max(0, rows - fixed - 1)
        if samples.count > room {
            samples = Array(samples.prefix(room))
        }
        let lines = head + samples + foot
        return Content(lines: lines, rows: 2 + lines.count + Self.controlRows(proposal))
    }

    private static func entries(_ result: InvalidationResult) -> String {
        result.matched == 1 ? "1 entry" : "\(result.matched) entries"
    }

    private static func found(_ result: InvalidationResult) -> [Span] {
        guard result.matched > 0 else { return [Span("nothing matches", .warning)] }
        let bound = result.exact ? "" : "at most "
        return [
            Span("\(bound)\(Self.entries(result))", .header), Span(" · ", .border),
            Span(FigureFormat.bytes(result.bytes), .size), Span(" · ", .border),
            Span("\(FigureFormat.rate(result.hitsPerSecond)) hits/s", .hit),
        ]
    }

    private static func meaning(_ mode: InvalidationMode) -> [Span] {
        switch mode {
        case .soft: [Span("soft: ", .ok), Span("served stale while one refresh runs; can be undone", .muted)]
        case .revalidate: [Span("revalidate: ", .warning), Span("asked of the origin before it is served", .muted)]
        case .hard: [Span("hard: ", .danger), Span("gone at once, the origin takes the load; cannot be undone", .muted)]
        }
    }

    private static func controlRows(_ proposal: Proposal) -> Int {
        switch proposal.confirmation {
        case .typed: 5
        case .keyPress, .nothingToDo: 2
        }
    }

    private static func controls(_ proposal: Proposal, _ dialog: PurgeDialog, in rect: Rect, into frame: inout Frame) {
        let rows = Self.controlRows(proposal)
        let area = Rect(x: rect.x, y: rect.maxY - rows, columns: rect.columns, rows: rows)
        if case .typed(let input) = proposal.confirmation {
            let names = dialog.instance.name.isEmpty ? "" : " or \(dialog.instance.name)"
            frame.put(
                [Span("type ", .muted), Span("\(proposal.result.matched)\(names)", .header), Span(" to go on", .muted)],
                in: area.row(1))
            Field.draw(input.text, in: area.row(2), into: &frame)
        }
        Buttons.draw(
            Self.buttons(proposal, dialog, columns: area.columns), in: area.row(rows - 1), into: &frame)
    }

    private static func buttons(_ proposal: Proposal, _ dialog: PurgeDialog, columns: Int) -> [Buttons.Button] {
        let isReady = proposal.isConfirmed(instanceName: dialog.instance.name)
        let verb = "\(dialog.mode == .hard ? "Hard" : "Soft")-purge"
        let isRoomy = columns >= 44 + DisplayText(Self.entries(proposal.result)).columns
        var buttons: [Buttons.Button] = []
        if proposal.confirmation != .nothingToDo {
            let mode = dialog.mode == .soft ? "soft" : "HARD"
            buttons.append(
                .init(
                    label: isRoomy ? "Mode: \(mode)" : mode, role: dialog.mode == .soft ? .text : .danger,
                    isFocused: proposal.focus == .mode))
            let role: Role = !isReady ? .muted : dialog.mode == .hard ? .danger : .warning
            let purge = isRoomy ? "\(verb) \(Self.entries(proposal.result))" : verb
            buttons.append(.init(label: purge, role: role, isFocused: proposal.focus == .purge))
        }
        buttons.append(.init(label: "Cancel", role: .text, isFocused: proposal.focus == .cancel))
        return buttons
    }

    private static func wrapped(_ text: String, columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
