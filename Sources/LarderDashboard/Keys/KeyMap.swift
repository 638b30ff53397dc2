import LarderTerminal

/// The one table of keys: handler, footer and help come from it.
struct KeyMap: Sendable, Equatable {
    var bindings: [Binding]

    /// What `key` does in `context`.
    func command(for key: Key, in context: Binding.Context) -> Command? {
        self.bindings.first { $0.contexts.contains(context) && $0.keys.contains(key) }?.command
    }

    /// The first key of `command`, as the screen names it.
    func name(of command: Command) -> String {
        self.bindings.first { $0.command == command }?.keys.first?.description ?? ""
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
