import LarderAdmin
import LarderTerminal

/// The dialog before an invalidation: where, what, how much, how, and what it takes to go on.
enum PurgeView {
    private static let columns = 76

    static func draw(_ dialog: PurgeDialog, _ state: State, into frame: inout Frame) {
        let role: Role = dialog.instance.isProduction ? .danger : .focusedBorder
        let columns = min(frame.size.columns, Self.columns) - 4
        let lines = Self.fitting(Self.lines(dialog, state, columns: columns), rows: frame.size.rows - 3)
        let box = Box([Span("Invalidate", .title)], columns: Self.columns, rows: lines.count, role: role, into: &frame)
        for (index, line) in lines.enumerated() {
            let row = box.inside.row(index)
            switch line.content {
            case .spans(let spans): frame.put(spans, in: row)
            case .name(let name, let role):
                frame.put(DisplayText(name).truncatedInside(to: row.columns), x: row.x, y: row.y, role: role)
            case .field(let prompt, let text, let focus):
                Field.draw(text, focus, prompt: prompt, in: row, into: &frame)
            case .buttons(let buttons): Buttons.draw(buttons, in: row, into: &frame)
            }
        }
    }

    private struct Line {
        enum Content {
            case spans([Span])
            /// Shortened in the middle: the ends of keys tell them apart.
            case name(String, Role)
            case field(prompt: String, String, Field.Focus)
            case buttons([Buttons.Button])
        }

        let content: Content
        /// Where there is no room the largest goes first, of equal ones the last; 0 stays.
        let rank: Int

        init(_ content: Content, rank: Int = 0) {
            self.content = content
            self.rank = rank
        }

        init(_ spans: [Span], rank: Int = 0) {
            self.init(.spans(spans), rank: rank)
        }

        static func blank(rank: Int) -> Line { Line([], rank: rank) }
    }

    private static func fitting(_ lines: [Line], rows: Int) -> [Line] {
        var kept = lines
        while kept.count > max(1, rows), let worst = kept.map(\.rank).max(), worst > 0,
            let last = kept.lastIndex(where: { $0.rank == worst })
        {
            kept.remove(at: last)
        }
        return kept
    }

    private static func lines(_ dialog: PurgeDialog, _ state: State, columns: Int) -> [Line] {
        let place = [Span(dialog.instance.name, .header), Span(" ", .text)] + HeaderView.environment(dialog.instance)
        let head = [
            Line(place + [Span(" \(state.source)", .muted)]), Line(.name(dialog.what, .key)),
        ]
        switch dialog.step {
        case .counting:
            let again = dialog.exceeded.map { [Line([Span(Self.exceeded($0, columns: columns), .warning)])] } ?? []
            return head + again + [.blank(rank: 2), Line([Span("counting…", .muted)])]
        case .sending(let proposal, let since):
            let waited = Int((state.now.elapsed - since).inSeconds)
            let time = waited > 0 ? " \(waited)s" : ""
            return head + [
                .blank(rank: 2),
                Line([Span("◌ \(dialog.mode.rawValue)-purging \(Self.entries(proposal.result))…\(time)", .info)]),
                Line([Span("Esc closes this; the answer is told below", .muted)], rank: 1),
            ]
        case .failed(let failure):
            return head + [.blank(rank: 3)]
                + Self.wrapped("✗ \(failure.reason)", columns: columns).prefix(4).map { Line([Span($0, .danger)]) }
                + [.blank(rank: 3)]
                + Self.wrapped(failure.advice, columns: columns).map { Line([Span($0, .text)], rank: 1) }
                + [Line(.buttons([.init(label: "Close", role: .text, isFocused: true)]))]
        case .proposed(let proposal): return head + Self.proposal(proposal, dialog, columns: columns)
        }
    }

    private static func proposal(_ proposal: Proposal, _ dialog: PurgeDialog, columns: Int) -> [Line] {
        let result = proposal.result
        var lines: [Line] = dialog.exceeded.map { [Line([Span(Self.exceeded($0, columns: columns), .warning)], rank: 2)] } ?? []
        lines.append(Line(Self.found(result)))
        if result.matched == 0, !result.near.isEmpty {
            lines.append(Line([Span("like it:", .muted)], rank: 5))
        }
        // The one key that was asked for stands above already.
        let names = result.matched == 0 ? result.near : result.sample == [dialog.what] ? [] : result.sample
        lines += names.map { Line(.name("  \($0)", result.matched == 0 ? .muted : .key), rank: 8) }
        if result.matched > names.count, !names.isEmpty {
            lines.append(
                Line([Span("  … \(FigureFormat.count(result.matched - names.count)) more", .muted)], rank: 9))
        }
        guard proposal.confirmation != .nothingToDo else {
            return lines + [.blank(rank: 7), Line(.buttons([.init(label: "Cancel", role: .text, isFocused: true)]))]
        }
        if let stake = proposal.stake {
            lines.append(Line(Self.stake(stake, dialog.mode, columns: columns), rank: stake.isMuch ? 1 : 5))
        }
        lines.append(Line(Self.meaning(dialog.mode, columns: columns), rank: 6))
        lines += Self.fields(proposal, dialog)
        lines.append(.blank(rank: 7))
        lines.append(Line(.buttons(Self.buttons(proposal, dialog, columns: columns))))
        return lines
    }

    private static func fields(_ proposal: Proposal, _ dialog: PurgeDialog) -> [Line] {
        guard case .typed(let input) = proposal.confirmation else { return [] }
        var lines = [Line.blank(rank: 7)]
        if let reason = proposal.reason {
            lines.append(
                Line(
                    .field(
                        prompt: "why, for the audit > ", reason.text, proposal.focus == .reason ? .focused : .unfocused),
                    rank: 4))
        }
        let name = dialog.instance.name.isEmpty ? "" : " or \(dialog.instance.name)"
        lines.append(
            Line(
                [Span("type ", .muted), Span("\(proposal.result.matched)\(name)", .header), Span(" to go on", .muted)],
                rank: 3))
        lines.append(
            Line(
                .field(
                    prompt: "\(proposal.result.matched)? > ", input.text,
                    proposal.focus == .field ? .focused : .unfocused)))
        return lines
    }

    private static func exceeded(_ limit: Int, columns: Int) -> String {
        columns >= 60
            ? "more than \(limit) matched meanwhile: nothing was purged, counted again"
            : "over \(limit) match now; counted again"
    }

    private static func entries(_ result: InvalidationResult) -> String {
        result.matched == 1 ? "1 entry" : "\(result.matched) entries"
    }

    static func found(_ result: InvalidationResult) -> [Span] {
        guard result.matched > 0 else { return [Span("nothing matches", .warning)] }
        let bound = result.exact ? "" : "at most "
        return [
            Span("\(bound)\(Self.entries(result))", .header), Span(" · ", .border),
            Span(FigureFormat.bytes(result.bytes), .size), Span(" · ", .border),
            Span("\(FigureFormat.rate(result.hitsPerSecond)) hits/s", .hit),
        ]
    }

    /// How much of what is served now would be touched.
    private static func stake(_ stake: HitsAtStake, _ mode: InvalidationMode, columns: Int) -> [Span] {
        let share = stake.share > 0 && stake.share < 0.001 ? "<0.1" : FigureFormat.percent(stake.share)
        guard stake.isMuch else {
            return [Span("\(share)% of current hits are at stake", .muted)]
        }
        let rates = "\(FigureFormat.percent(stake.hitRate))% → \(FigureFormat.percent(stake.hitRateWithout))%"
        let then = columns >= 60 ? ": hit rate \(rates)\(mode == .hard ? "" : " at worst")" : ""
        return [Span("! \(share)% of current hits at stake\(then)", .warning)]
    }

    private static func meaning(_ mode: InvalidationMode, columns: Int) -> [Span] {
        let isRoomy = columns >= 60
        return switch mode {
        case .soft:
            [
                Span("soft: ", .ok),
                Span(isRoomy ? "served stale while one refresh runs; can be undone" : "served stale; can be undone", .muted),
            ]
        case .revalidate: [Span("revalidate: ", .warning), Span("asked of the origin before it is served", .muted)]
        case .hard:
            [
                Span("hard: ", .danger),
                Span(
                    isRoomy ? "gone at once, the origin takes the load; cannot be undone" : "gone at once; cannot be undone",
                    .muted),
            ]
        }
    }

    private static func buttons(_ proposal: Proposal, _ dialog: PurgeDialog, columns: Int) -> [Buttons.Button] {
        let isReady = proposal.isConfirmed(instanceName: dialog.instance.name)
        let verb = "\(dialog.mode == .hard ? "Hard" : "Soft")-purge"
        let isRoomy = columns >= 44 + DisplayText(Self.entries(proposal.result)).columns
        let mode = dialog.mode == .soft ? "soft" : "HARD"
        let role: Role = !isReady ? .muted : dialog.mode == .hard ? .danger : .warning
        return [
            .init(
                label: isRoomy ? "Mode: \(mode)" : mode, role: dialog.mode == .soft ? .text : .danger,
                isFocused: proposal.focus == .mode),
            .init(
                label: isRoomy ? "\(verb) \(Self.entries(proposal.result))" : verb, role: role,
                isFocused: proposal.focus == .purge),
            .init(label: "Cancel", role: .text, isFocused: proposal.focus == .cancel),
        ]
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
