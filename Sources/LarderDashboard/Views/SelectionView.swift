import LarderAdmin
import LarderTerminal

/// The form behind `X`.
enum SelectionView {
    private static let rows = 7

    static func draw(_ form: SelectionForm, _ state: State, into frame: inout Frame) {
        let box = Box([Span("Invalidate by…", .title)], columns: 76, rows: Self.rows, into: &frame)
        let inside = box.inside
        let isShort = inside.rows < Self.rows
        var y = 0
        /// The next row, with a blank one before it where there is room.
        func next(afterBlank isApart: Bool) -> Rect {
            y += isApart && !isShort ? 2 : 1
            return inside.row(y - 1)
        }
        frame.put(Self.kinds(form), in: next(afterBlank: false))
        let field = next(afterBlank: true)
        if form.kind == .all {
            frame.put("every entry of this cache", x: field.x, y: field.y, role: .warning, limit: field.columns)
        } else {
            Field.draw(form.input.text, .focused, in: field, into: &frame)
        }
        for line in Self.count(form) {
            frame.put(line, in: next(afterBlank: false))
        }
        y = max(y, isShort ? 0 : Self.rows - 1)
        if y < inside.rows {
            frame.put([Span("Enter shows what it hits, and asks.", .muted)], in: inside.row(y))
        }
    }

    private static func kinds(_ form: SelectionForm) -> [Span] {
        SelectionForm.Kind.allCases.flatMap { kind in
            let isChosen = kind == form.kind
            return [
                Span(isChosen ? "‹\(kind.rawValue)›" : " \(kind.rawValue) ", isChosen ? .title : .muted), Span(" ", .text),
            ]
        }
    }

    /// What it hits as far as it is typed; an example before that.
    private static func count(_ form: SelectionForm) -> [[Span]] {
        switch form.count {
        case .none: return [[Span(Self.example(form.kind), .muted)]]
        case .due, .asked: return [[Span("counting…", .muted)]]
        case .failed(let reason): return [[Span(reason, .danger)]]
        case .found(let result) where result.matched == 0:
            let near = result.near.isEmpty ? [] : [[Span("like it: ", .muted), Span(result.near.joined(separator: "  "), .key)]]
            return [PurgeView.found(result)] + near
        case .found(let result):
            let sample = result.sample.prefix(3).joined(separator: "  ")
            return [PurgeView.found(result), [Span(sample, .key), Span(result.matched > 3 ? "  …" : "", .muted)]]
        }
    }

    private static func example(_ kind: SelectionForm.Kind) -> String {
        switch kind {
        case .pattern: "a glob over whole keys, such as course_list:*"
        case .tag: "a tag, such as course:42"
        case .route: "a route's name, such as course_list"
        case .url: "a URL of the API, such as /courses/?page=2"
        case .all: "the count comes first, nothing is purged yet"
        }
    }
}

/// A line to type in, with its end in sight.
enum Field {
    enum Focus {
        case focused, unfocused
    }

    /// - Parameter prompt: Before what is typed.
    static func draw(_ text: String, _ focus: Focus, prompt: String = "> ", in row: Rect, into frame: inout Frame) {
        let start = DisplayText(prompt).columns
        guard row.columns > start + 2 else { return }
        frame.put(prompt, x: row.x, y: row.y, role: focus == .focused ? .keyHint : .muted)
        var visible = DisplayText(text)
        var dropped = Substring(text)
        while visible.columns > row.columns - start - 1 {
            dropped = dropped.dropFirst()
            visible = DisplayText(dropped)
        }
        let used = frame.put(visible, x: row.x + start, y: row.y, role: .text)
        if focus == .focused {
            frame.put(glyph: "▏", x: row.x + start + used, y: row.y, role: .keyHint)
        }
    }
}
