/// Leads from the hash of a tag's name to the tag: open addressing with linear probing.
///
/// A cell holds the hash, so that strangers are told apart, and cells are moved, without a look at their tags. Removing shifts
/// back; there are no tombstones.
struct TagNames {
    private struct Cell {
        var tag = TagNode.none
        var hash: UInt32 = 0
    }

    private static let least = 4

    /// As many as a power of two.
    private var cells = ContiguousArray(repeating: Cell(), count: least)
    private var count = 0

    var overheadBytes: Int {
        heapBytes(of: 32 + self.cells.count * MemoryLayout<Cell>.stride)
    }

    /// The first tag with this hash for which `matches` holds.
    func find(_ hash: UInt32, where matches: (UInt32) -> Bool) -> UInt32? {
        self.cells.withUnsafeBufferPointer { cells in
            var place = Self.home(hash, cells.count)
            while cells[place].tag != TagNode.none {
                if cells[place].hash == hash, matches(cells[place].tag) { return cells[place].tag }
                place = (place + 1) & (cells.count - 1)
            }
            return nil
        }
    }

    mutating func insert(_ tag: UInt32, hash: UInt32) {
        if (self.count + 1) * 4 > self.cells.count * 3 {
            self.move(to: self.cells.count * 2)
        }
        self.put(Cell(tag: tag, hash: hash))
        self.count += 1
    }

    mutating func remove(_ tag: UInt32, hash: UInt32) {
        var hole = Self.home(hash, self.cells.count)
        while self.cells[hole].tag != tag {
            hole = self.following(hole)
        }
        var next = self.following(hole)
        while self.cells[next].tag != TagNode.none {
            // It may fill the hole only if its home is not after the hole, going round.
            let distance = (next - Self.home(self.cells[next].hash, self.cells.count)) & (self.cells.count - 1)
            if distance >= (next - hole) & (self.cells.count - 1) {
                self.cells[hole] = self.cells[next]
                hole = next
            }
            next = self.following(next)
        }
        self.cells[hole] = Cell()
        self.count -= 1
        if self.cells.count > Self.least, self.count * 8 < self.cells.count {
            self.move(to: self.cells.count / 2)
        }
    }

    /// Those of the first cells.
    func some(_ limit: Int) -> [UInt32] {
        Array(self.cells.prefix(4 * limit).lazy.map(\.tag).filter { $0 != TagNode.none }.prefix(limit))
    }

    /// Seeded for each process, so that names can not be chosen to fall into one place.
    static func hash(_ name: UnsafeRawBufferPointer) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(bytes: name)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// From the hash's upper end, so that a move keeps the order and is one pass.
    private static func home(_ hash: UInt32, _ count: Int) -> Int {
        Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(count)) >> 32)
    }

    private func following(_ place: Int) -> Int {
        (place + 1) & (self.cells.count - 1)
    }

    private mutating func put(_ cell: Cell) {
        var place = Self.home(cell.hash, self.cells.count)
        while self.cells[place].tag != TagNode.none {
            place = self.following(place)
        }
        self.cells[place] = cell
    }

    private mutating func move(to count: Int) {
        let before = self.cells
        self.cells = ContiguousArray(repeating: Cell(), count: count)
        for cell in before where cell.tag != TagNode.none {
            self.put(cell)
        }
    }
}
