/// One cell: a glyph, the role that styles it, and the role of what lies behind it, such as a selected row.
public struct Cell<Role: Hashable & Sendable>: Sendable, Hashable {
    public var glyph: Unicode.Scalar
    public var role: Role
    public var backdrop: Role?
    /// The right half of the wide glyph to its left.
    public var isContinuation: Bool

    @inlinable
    public init(glyph: Unicode.Scalar, role: Role, backdrop: Role? = nil, isContinuation: Bool = false) {
        self.glyph = glyph
        self.role = role
        self.backdrop = backdrop
        self.isContinuation = isContinuation
    }

    @inlinable
    public static func == (left: Cell, right: Cell) -> Bool {
        left.glyph == right.glyph && left.role == right.role && left.backdrop == right.backdrop
            && left.isContinuation == right.isContinuation
    }
}

/// A grid of cells: what is to be seen, as a value.
///
/// Generic over another module's roles and read cell by cell with every frame: `@inlinable`, so that it runs specialised there.
///
/// Text enters through `put` only, which makes it harmless (see `DisplayText`); whatever lies outside the grid is not drawn.
public struct Screen<Role: Hashable & Sendable>: Sendable, Hashable {
    public let size: Size
    @usableFromInline let base: Role
    @usableFromInline var cells: [Cell<Role>]

    @inlinable
    public init(size: Size, base: Role) {
        self.size = size
        self.base = base
        self.cells = Array(repeating: Cell(glyph: " ", role: base), count: max(0, size.columns * size.rows))
    }

    @inlinable
    public subscript(x: Int, y: Int) -> Cell<Role> {
        self.cells[y * self.size.columns + x]
    }

    @inlinable
    func contains(_ x: Int, _ y: Int) -> Bool {
        (0..<self.size.columns).contains(x) && (0..<self.size.rows).contains(y)
    }

    /// Draws one row of text and returns the columns it took; text that is wider than `limit` ends in an ellipsis.
    @inlinable
    @discardableResult
    public mutating func put(_ text: some StringProtocol, x: Int, y: Int, role: Role, limit: Int = .max) -> Int {
        self.put(DisplayText(text).truncated(to: min(limit, self.size.columns - x)), x: x, y: y, role: role)
    }

    @inlinable
    @discardableResult
    public mutating func put(_ text: DisplayText, x: Int, y: Int, role: Role) -> Int {
        var column = x
        for glyph in text.glyphs {
            if glyph.columns == 2 {
                guard self.contains(column, y), self.contains(column + 1, y) else { break }
                self.set(Cell(glyph: glyph.scalar, role: role), column, y)
                self.set(Cell(glyph: " ", role: role, isContinuation: true), column + 1, y)
            } else {
                guard self.contains(column, y) else { break }
                self.set(Cell(glyph: glyph.scalar, role: role), column, y)
            }
            column += glyph.columns
        }
        return column - x
    }

    /// Draws a single-column glyph of the program's own, such as a border or a bar.
    @inlinable
    public mutating func put(glyph: Unicode.Scalar, x: Int, y: Int, role: Role) {
        guard self.contains(x, y) else { return }
        self.set(Cell(glyph: glyph, role: role), x, y)
    }

    /// Right-aligned, ending before `maxX`.
    @inlinable
    public mutating func put(_ text: some StringProtocol, maxX: Int, y: Int, role: Role, limit: Int) {
        let display = DisplayText(text).truncated(to: max(0, limit))
        self.put(display, x: maxX - display.columns, y: y, role: role)
    }

    @inlinable
    mutating func set(_ cell: Cell<Role>, _ x: Int, _ y: Int) {
        let index = y * self.size.columns + x
        if self.cells[index].isContinuation, !cell.isContinuation {
            self.cells[index - 1].glyph = " "
        }
        let next = index + 1
        if x + 1 < self.size.columns, self.cells[next].isContinuation {
            self.cells[next] = Cell(glyph: " ", role: self.cells[next].role, backdrop: self.cells[next].backdrop)
        }
        self.cells[index] = Cell(
            glyph: cell.glyph, role: cell.role, backdrop: self.cells[index].backdrop, isContinuation: cell.isContinuation)
    }

    /// Blanks a rectangle, for what is drawn over something else.
    @inlinable
    public mutating func clear(_ rect: Rect) {
        self.change(rect) { [base] cell in cell = Cell(glyph: " ", role: base) }
    }

    /// Draws everything in a rectangle in another role and keeps the glyphs.
    @inlinable
    public mutating func restyle(_ rect: Rect, as role: Role) {
        self.change(rect) { $0.role = role }
    }

    @inlinable
    public mutating func setBackdrop(_ rect: Rect, to role: Role) {
        self.change(rect) { $0.backdrop = role }
    }

    /// The same screen with every glyph replaced by one of ASCII.
    @inlinable
    public func transliterated() -> Screen {
        var screen = self
        for index in screen.cells.indices {
            screen.cells[index] = Cell(
                glyph: ASCIIGlyphs.substitute(for: screen.cells[index].glyph), role: screen.cells[index].role,
                backdrop: screen.cells[index].backdrop)
        }
        return screen
    }

    @inlinable
    mutating func change(_ rect: Rect, _ body: (inout Cell<Role>) -> Void) {
        for y in max(0, rect.y)..<max(0, rect.y, min(self.size.rows, rect.maxY)) {
            for x in max(0, rect.x)..<max(0, rect.x, min(self.size.columns, rect.maxX)) {
                body(&self.cells[y * self.size.columns + x])
            }
        }
    }

    @inlinable
    public static func == (left: Screen, right: Screen) -> Bool {
        left.size == right.size && left.cells == right.cells
    }

    /// The glyphs, one string a row, without blanks at the end.
    @inlinable
    public var lines: [String] {
        (0..<self.size.rows).map { y in
            var line = String.UnicodeScalarView()
            for x in 0..<self.size.columns where !self[x, y].isContinuation {
                line.append(self[x, y].glyph)
            }
            while line.last == " " {
                line.removeLast()
            }
            return String(line)
        }
    }
}
