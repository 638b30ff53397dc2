import CNcurses

extension Terminal {
    /// Shows a frame: only what differs from the last one is sent, in one piece where the terminal knows how.
    ///
    /// - Parameter style: how a role looks in front of a backdrop's role.
    @inlinable
    public func draw<Role>(_ frame: Screen<Role>, style: (Role, Role?) -> Style) {
        // Neighbours mostly look alike, and to find the nearest colour takes long.
        var numbers: [Meaning<Role>: Int] = [:]
        var styles: [Style] = []
        var last: (meaning: Meaning<Role>, number: Int)?
        let (columns, rows) = (min(frame.size.columns, self.size.columns), min(frame.size.rows, self.size.rows))
        var cells: [StyledGlyph] = []
        cells.reserveCapacity(columns * rows)
        for y in 0..<rows {
            for x in 0..<columns {
                let cell = frame[x, y]
                let meaning = Meaning(role: cell.role, backdrop: cell.backdrop)
                if meaning != last?.meaning {
                    let number = numbers[meaning] ?? styles.count
                    if number == styles.count {
                        styles.append(style(cell.role, cell.backdrop))
                        numbers[meaning] = number
                    }
                    last = (meaning, number)
                }
                cells.append(StyledGlyph(scalar: cell.isContinuation ? 0 : cell.glyph.value, style: last?.number ?? 0))
            }
        }
        self.draw(cells, Size(columns: columns, rows: rows), styles)
    }

    @usableFromInline
    struct Meaning<Role: Hashable>: Hashable {
        @usableFromInline var role: Role
        @usableFromInline var backdrop: Role?

        @inlinable
        init(role: Role, backdrop: Role?) {
            self.role = role
            self.backdrop = backdrop
        }

        @inlinable
        static func == (left: Meaning, right: Meaning) -> Bool {
            left.role == right.role && left.backdrop == right.backdrop
        }
    }

    /// A glyph, 0 for the right half of a wide one, and the number of its style.
    @usableFromInline
    struct StyledGlyph {
        var scalar: UInt32
        var style: Int

        @usableFromInline
        init(scalar: UInt32, style: Int) {
            self.scalar = scalar
            self.style = style
        }
    }

    @usableFromInline
    func draw(_ cells: [StyledGlyph], _ size: Size, _ styles: [Style]) {
        let looks = styles.map(self.look)
        let blank = Array(repeating: larder_cell(scalar: 0x20, attributes: 0, pair: 0), count: self.size.columns)
        if self.drawn.count != self.size.rows || self.drawn.first?.count != self.size.columns {
            werase(larder_stdscr())
            self.drawn = Array(repeating: blank, count: self.size.rows)
        }
        for y in 0..<self.size.rows {
            var row = blank
            if y < size.rows {
                for x in 0..<size.columns {
                    let cell = cells[y * size.columns + x]
                    row[x] = looks[cell.style].cell(cell.scalar)
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

    private struct Look {
        var attributes: UInt32
        var pair: CInt
        var isVisibleWhenBlank = false

        /// A blank without a look of its own is the erased screen, which costs nothing.
        func cell(_ scalar: UInt32) -> larder_cell {
            scalar == 0x20 && !self.isVisibleWhenBlank
                ? larder_cell(scalar: 0x20, attributes: 0, pair: 0)
                : larder_cell(scalar: scalar, attributes: self.attributes, pair: self.pair)
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
