import LarderTerminal

/// Marks or the filter's input, what was done last, and the keys.
enum StatusView {
    static func draw(_ state: State, _ layout: Layout, into frame: inout Frame) {
        let status = Self.status(state)
        let row = layout.outcome.inset(columns: 1)
        if layout.status == layout.outcome {
            // One row: what is being typed, what was done just now, what is marked; the undo beside them.
            let said = Self.said(state)
            let isNew = state.prompt == nil && state.outcome != nil
            Self.draw(isNew || status.isEmpty ? said : status, state, in: row, into: &frame)
        } else {
            frame.put(status, in: layout.status.inset(columns: 1))
            Self.draw(Self.said(state), state, in: row, into: &frame)
        }
        Self.footer(state, in: layout.footer, into: &frame)
    }

    private static func status(_ state: State) -> [Span] {
        if let prompt = state.prompt {
            return Self.prompt(prompt, columns: state.size.columns - 2)
        }
        if state.isStale, !state.polling.lastError.isEmpty {
            return [Span(state.polling.lastError, .warning)]
        }
        if !state.marked.isEmpty {
            return [
                Span("\(state.marked.count) marked", .mark),
                Span("  \(state.keys.name(of: .invalidate)) invalidates them, Esc unmarks", .muted),
            ]
        }
        if state.isPaused {
            let time = state.view == .overview ? [Span("  ←→", .keyHint), Span(" go through time", .muted)] : []
            return [Span(state.keys.name(of: .pause), .keyHint), Span(" goes on", .muted)] + time
        }
        return []
    }

    /// The end of what is typed stays in sight, and a complaint before all.
    private static func prompt(_ prompt: Prompt, columns: Int) -> [Span] {
        let sign = prompt.purpose == .filter ? "/" : ":"
        let room = max(8, columns - 3)
        var text = DisplayText(prompt.input.text)
        var rest = Substring(prompt.input.text)
        while text.columns > room {
            rest = rest.dropFirst()
            text = DisplayText(rest)
        }
        let note: Span
        if let complaint = prompt.complaint {
            note = Span("  \(complaint)", .danger)
        } else if prompt.purpose == .filter {
            note = Span("  part of a key, a glob, or ! for the opposite", .muted)
        } else if let completion = prompt.completion {
            note = Span("  \(completion.index + 1) of \(completion.candidates.count)", .muted)
        } else if prompt.input.text.isEmpty {
            note = Span("  Tab goes through the commands, ↑ through what was typed", .muted)
        } else {
            note = Span("", .muted)
        }
        return [Span(sign, .keyHint), Span(text.description, .text), Span("▏", .keyHint), note]
    }

    /// What was done last; the purge that can be taken back as long as it can.
    private static func said(_ state: State) -> [Span] {
        if let outcome = state.outcome {
            return [Span(String(outcome.text.prefix(400)), outcome.role)]
        }
        return state.undoable.map { [Span(String($0.done.prefix(400)), .ok)] } ?? []
    }

    /// The offer to undo stays whole; what stands before it gives way.
    private static func draw(_ spans: [Span], _ state: State, in row: Rect, into frame: inout Frame) {
        guard let undoable = state.undoable, !undoable.isAsked, state.prompt == nil else {
            frame.put(spans, in: row)
            return
        }
        let left = FigureFormat.countdown(undoable.until - state.now.elapsed)
        let offer = [Span(state.keys.name(of: .undo), .keyHint), Span(" undo (\(left) left)", .muted)]
        let room = max(0, row.columns - offer.columns - 3)
        let isCut = spans.columns > room
        let shown =
            isCut ? [Span(DisplayText(spans.map(\.text).joined()).truncated(to: room).description, spans[0].role)] : spans
        let used = frame.put(shown, in: Rect(x: row.x, y: row.y, columns: room, rows: row.rows))
        let x = row.x + (used == 0 ? 0 : used + 3)
        frame.put(offer, in: Rect(x: x, y: row.y, columns: max(0, row.maxX - x), rows: row.rows))
    }

    /// What a click on the footer asks for.
    static func target(_ state: State, atColumn column: Int, in row: Rect) -> PointerTarget? {
        var start = row.x + 1
        for binding in state.keys.footer(in: state.context, columns: row.columns) {
            let offset = column - start
            start += binding.footerWidth
            guard offset >= 0, column < start - 2 else { continue }
            if binding.command.view != nil {
                return .viewName
            }
            // Where several keys share a label, each of them is itself.
            let names = binding.footer?.keys.map { Array($0.unicodeScalars) } ?? []
            let key = names.indices.contains(offset) ? Key(name: String(Character(names[offset]))) : nil
            return .command(key.flatMap { state.keys.command(for: $0, in: state.context) } ?? binding.command)
        }
        return nil
    }

    private static func footer(_ state: State, in row: Rect, into frame: inout Frame) {
        var spans: [Span] = [Span(" ", .text)]
        for binding in state.keys.footer(in: state.context, columns: row.columns) {
            let isOff = binding.command.isDestructive && state.access != .readWrite
            spans.append(Span(binding.footerKeys, isOff ? .muted : .keyHint))
            spans.append(Span(" \(binding.footer?.label ?? "")  ", .muted))
        }
        frame.put(spans, in: row)
    }
}
