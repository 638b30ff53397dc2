/// Columns and rows.
public struct Size: Sendable, Hashable {
    public var columns: Int
    public var rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// A rectangle of cells; it may be empty, never negative.
public struct Rect: Sendable, Hashable {
    public var x: Int
    public var y: Int
    public var columns: Int
    public var rows: Int

    public init(x: Int, y: Int, columns: Int, rows: Int) {
        self.x = x
        self.y = y
        self.columns = max(columns, 0)
        self.rows = max(rows, 0)
    }

    public init(_ size: Size) {
        self.init(x: 0, y: 0, columns: size.columns, rows: size.rows)
    }

    public var maxX: Int { self.x + self.columns }
    public var maxY: Int { self.y + self.rows }
    public var isEmpty: Bool { self.columns == 0 || self.rows == 0 }

    public func contains(x: Int, y: Int) -> Bool {
        (self.x..<self.maxX).contains(x) && (self.y..<self.maxY).contains(y)
    }

    /// Without `columns` at both sides and `rows` above and below.
    public func inset(columns: Int = 0, rows: Int = 0) -> Rect {
        Rect(x: self.x + columns, y: self.y + rows, columns: self.columns - 2 * columns, rows: self.rows - 2 * rows)
    }

    /// Row `index` of this rectangle, empty where it has none.
    public func row(_ index: Int) -> Rect {
        let exists = (0..<self.rows).contains(index)
        return Rect(x: self.x, y: self.y + index, columns: exists ? self.columns : 0, rows: exists ? 1 : 0)
    }

    public func dropping(rows: Int) -> Rect {
        let count = min(rows, self.rows)
        return Rect(x: self.x, y: self.y + count, columns: self.columns, rows: self.rows - count)
    }

    public func prefix(rows: Int) -> Rect {
        Rect(x: self.x, y: self.y, columns: self.columns, rows: min(rows, self.rows))
    }

    /// A rectangle of at most this size in the middle.
    public func centred(columns: Int, rows: Int) -> Rect {
        let width = min(columns, self.columns)
        let height = min(rows, self.rows)
        return Rect(x: self.x + (self.columns - width) / 2, y: self.y + (self.rows - height) / 2, columns: width, rows: height)
    }
}
