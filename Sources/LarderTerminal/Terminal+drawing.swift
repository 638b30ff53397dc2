import CNcurses

extension Terminal {
    /// Shows a frame: only what differs from the last one is sent, in one piece where the terminal knows how.
    ///
    /// - Parameter style: how a role looks in front of a backdrop's role.
    public func draw<Role>(_ frame: Screen<Role>, style: (Role, Role?) -> Style) {
        var looks: [Meaning<Role>: Look] = [:]
        var last: (meaning: Meaning<Role>?, look: Look) = (nil, Look(attributes: 0, pair: 0))
        let blank = Array(repeating: larder_cell(scalar: 0x20, attributes: 0, pair: 0), count: self.size.columns)
        var row = blank
        if self.drawn.count != self.size.rows || self.drawn.first?.count != self.size.columns {
            werase(larder_stdscr())
            self.drawn = Array(repeating: blank, count: self.size.rows)
        }
        for y in 0..<self.size.rows {
            row = blank
            if y < frame.size.rows {
                for x in 0..<min(frame.size.columns, self.size.columns) {
                    let cell = frame[x, y]
                    guard !cell.isContinuation else {
                        row[x].scalar = 0
                        continue
                    }
                    // Neighbours mostly look alike, and to find the nearest colour takes long.
                    let meaning = Meaning(role: cell.role, backdrop: cell.backdrop)
                    if meaning != last.meaning {
                        last = (meaning, looks[meaning] ?? self.look(of: style(cell.role, cell.backdrop)))
                        looks[meaning] = last.look
                    }
                    row[x] = last.look.cell(cell.glyph)
                }
            }
            self.put(row, y)
        }
        wnoutrefresh(larder_stdscr())
        self.write("\u{1B}[?2026h")
        doupdate()
        self.write("\u{1B}[?2026l")
    }

    /// Tells ncurses what changed in a row; half a wide glyph cannot be changed, so a row with one is written whole.
    private func put(_ row: [larder_cell], _ y: Int) {
        let before = self.drawn[y]
        let changed = row.indices.filter { !row[$0].looksLike(before[$0]) }
        guard let first = changed.first, let last = changed.last else { return }
        let hasWide = row.contains { $0.scalar == 0 } || before.contains { $0.scalar == 0 }
        let range = hasWide ? 0..<row.count : first..<last + 1
        row.withUnsafeBufferPointer { cells in
            larder_put(CInt(y), CInt(range.lowerBound), cells.baseAddress! + range.lowerBound, CInt(range.count))
        }
        self.drawn[y] = row
    }

    private struct Meaning<Role: Hashable>: Hashable {
        var role: Role
        var backdrop: Role?
    }

    private struct Look {
        var attributes: UInt32
        var pair: CInt
        var isVisibleWhenBlank = false

        /// A blank without a look of its own is the erased screen, which costs nothing.
        func cell(_ glyph: Unicode.Scalar) -> larder_cell {
            glyph == " " && !self.isVisibleWhenBlank
                ? larder_cell(scalar: 0x20, attributes: 0, pair: 0)
                : larder_cell(scalar: glyph.value, attributes: self.attributes, pair: self.pair)
        }
    }

    private func look(of style: Style) -> Look {
        Look(
            attributes: style.attributes.rawValue, pair: self.pair(for: style),
            isVisibleWhenBlank: style.background != nil || !style.attributes.isDisjoint(with: [.reverse, .underline]))
    }

    /// Pairs are made as they are needed, since some terminals have only 64.
    private func pair(for style: Style) -> CInt {
        guard self.depth > .none else { return 0 }
        let colours = ColourPair(
            foreground: style.foreground?.number(at: self.depth) ?? -1,
            background: style.background?.number(at: self.depth) ?? -1)
        if colours.foreground == -1, colours.background == -1 {
            return 0
        }
        if let known = self.pairs[colours] {
            return known
        }
        let next = CInt(self.pairs.count + 1)
        guard next < larder_color_pairs(), init_extended_pair(next, colours.foreground, colours.background) == OK else {
            return 0
        }
        self.pairs[colours] = next
        return next
    }
}

extension larder_cell {
    fileprivate func looksLike(_ other: larder_cell) -> Bool {
        self.scalar == other.scalar && self.attributes == other.attributes && self.pair == other.pair
    }
}
