import LarderTerminal

/// The form behind `X`.
enum SelectionView {
    static func draw(_ form: SelectionForm, _ state: State, into frame: inout Frame) {
        let box = Box([Span("Invalidate by…", .title)], columns: 72, rows: 6, into: &frame)
        var kinds: [Span] = []
        for kind in SelectionForm.Kind.allCases {
            let isChosen = kind == form.kind
            kinds.append(Span(isChosen ? "‹\(kind.rawValue)›" : " \(kind.rawValue) ", isChosen ? .title : .muted))
            kinds.append(Span(" ", .text))
        }
        frame.put(kinds, in: box.inside.row(0))
        let field = box.inside.row(2)
        if form.kind == .all {
            frame.put("every entry of this cache", x: field.x, y: field.y, role: .warning)
        } else {
            Field.draw(form.input.text, in: field, into: &frame)
        }
        let example =
            switch form.kind {
            case .pattern: "a glob over whole keys, such as course_list:*"
            case .tag: "a tag, such as course:42"
            case .route: "a route's name, such as course_list"
            case .all: "the count comes first, nothing is purged yet"
            }
        frame.put(example, x: box.inside.x, y: box.inside.y + 3, role: .muted, limit: box.inside.columns)
        frame.put(
            "Enter counts what it hits, then asks.", x: box.inside.x, y: box.inside.y + 5, role: .muted, limit: box.inside.columns
        )
    }
}

/// A line to type in, with its end in sight.
enum Field {
    static func draw(_ text: String, in row: Rect, into frame: inout Frame) {
        guard row.columns > 4 else { return }
        frame.put("> ", x: row.x, y: row.y, role: .keyHint)
        var visible = DisplayText(text)
        var dropped = Substring(text)
        while visible.columns > row.columns - 3 {
            dropped = dropped.dropFirst()
            visible = DisplayText(dropped)
        }
        let used = frame.put(visible, x: row.x + 2, y: row.y, role: .text)
        frame.put(glyph: "▏", x: row.x + 2 + used, y: row.y, role: .keyHint)
    }
}
