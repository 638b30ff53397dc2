import LarderTerminal

/// The key table, as the program itself reads it.
enum HelpView {
    private static let keyColumn = 16

    static func draw(_ keys: KeyMap, _ access: Access, scroll: Int, into frame: inout Frame) {
        let all = Rect(frame.size)
        let lines = Self.lines(keys, in: all, access)
        let box = Box(
            [Span("Help", .title)], columns: Self.width(in: all), rows: lines.count, into: &frame)
        let top = min(scroll, max(0, lines.count - box.inside.rows))
        for (index, line) in lines.dropFirst(top).prefix(box.inside.rows).enumerated() {
            frame.put(line, in: box.inside.row(index))
        }
    }

    private static func width(in rect: Rect) -> Int {
        min(rect.columns, 84)
    }

    static func lines(_ keys: KeyMap, in rect: Rect, _ access: Access = .readWrite) -> [[Span]] {
        let keyColumn = rect.columns < 60 ? 10 : Self.keyColumn
        var lines: [[Span]] = []
        for group in Binding.Group.allCases {
            let bindings = keys.bindings.filter { $0.group == group }
            if !lines.isEmpty {
                lines.append([])
            }
            var title = [Span(group.rawValue, .title)]
            if group == .change, case .readOnly(let reason) = access {
                title.append(Span("  read-only: \(reason)", .readonly))
            }
            lines.append(title)
            for binding in bindings {
                let names = DisplayText(binding.keyNames)
                let gap = String(repeating: " ", count: max(1, keyColumn - names.columns))
                let isOff = binding.command.isDestructive && access != .readWrite
                lines.append([
                    Span(binding.keyNames + gap, isOff ? .muted : .keyHint), Span(binding.help, isOff ? .muted : .text),
                ])
            }
        }
        lines += [[], [Span("Commands after :", .title)]]
        for command in PromptCommand.all {
            let name = DisplayText(command.name)
            let gap = String(repeating: " ", count: max(1, keyColumn - name.columns))
            let argument = command.argument.isEmpty ? [] : [Span("\(command.argument)  ", .text)]
            lines.append([Span(command.name + gap, .keyHint)] + argument + [Span(command.help, .muted)])
        }
        return lines
    }
}
