/// A cell of a `ProbeTable`. All of its bits are zero where it is empty.
protocol ProbeCell: BitwiseCopyable {
    static var empty: Self { get }

    var isEmpty: Bool { get }
    /// Chooses its place.
    var hash: UInt32 { get }
}

/// Open addressing with linear probing that never stands still to grow or to shrink.
///
/// The place is the hash scaled to the capacity, which need not be a power of two: growing by half keeps the load between six
/// and nine tenths, and the order of the cells, so that a move goes through both tables from one end to the other. Removing
/// shifts back; there are no tombstones.
///
/// While cells are moved there are two tables. Each operation that changes something moves some; a look-up that finds nothing in
/// the new table looks into the former one. Cells are moved by whole runs without a gap, so that what is left can be probed as
/// ever. A move is over long before the next one is due.
///
/// A handle: whoever drops it destroys it. The hash is seeded, so that nobody outside can make keys that collide.
struct ProbeTable<Cell: ProbeCell> {
    /// Valid until the next insertion or removal.
    typealias Place = UnsafeMutablePointer<Cell>

    private static var least: Int { 16 }
    /// Places that an operation moves, and what is left of the last run.
    private static var pace: Int { 16 }

    private var table: Table
    private var move: Move?
    private(set) var count = 0

    init() {
        self.table = Table(capacity: Self.least)
    }

    func destroy() {
        self.table.memory.deallocate()
        self.move?.former.memory.deallocate()
    }

    /// The first cell with this hash for which `matches` holds.
    ///
    /// - Complexity: O(1) expected.
    @inline(__always)
    func place(of hash: UInt32, where matches: (Cell) -> Bool) -> Place? {
        var table = self.table
        while true {
            var place = table.home(of: hash)
            while !table.cells[place].isEmpty {
                if table.cells[place].hash == hash, matches(table.cells[place]) {
                    return table.cells + place
                }
                place = table.following(place)
            }
            guard let former = self.move?.former, former.cells != table.cells else { return nil }
            table = former
        }
    }

    /// - Complexity: O(1) expected.
    mutating func insert(_ cell: Cell) {
        if (self.count + 1) * 8 > self.table.capacity * 7 {
            self.beginMove(to: self.table.capacity + self.table.capacity / 2)
        }
        self.table.put(cell)
        self.count += 1
        self.moveSome()
    }

    /// - Complexity: O(1) expected.
    mutating func remove(at place: Place) {
        if let former = self.move?.former, former.contains(place) {
            former.remove(at: place - former.cells)
        } else {
            self.table.remove(at: place - self.table.cells)
        }
        self.count -= 1
        if self.table.capacity > Self.least, self.count * 4 < self.table.capacity {
            self.beginMove(to: max(Self.least, self.table.capacity / 2))
        }
        self.moveSome()
    }

    /// All that are not empty, in no order.
    var cells: some Sequence<Cell> {
        [self.table, self.move?.former].lazy.compactMap { $0 }
            .flatMap { UnsafeBufferPointer(start: $0.cells, count: $0.capacity) }
            .filter { !$0.isEmpty }
    }

    /// Of the memory, both tables' while cells are moved.
    var bytes: Int {
        self.table.memory.length + (self.move?.former.memory.length ?? 0)
    }
}

// MARK: Moving

extension ProbeTable {
    private struct Move {
        let former: Table
        /// The next place: before it lies an empty one.
        var next: Int
        /// Places that have not been visited.
        var left: Int
        /// Where the memory begins that is visited and has not been given back, in bytes.
        var kept: Int

        init(from former: Table) {
            self.former = former
            var gap = 0
            while !former.cells[gap].isEmpty {
                gap += 1
            }
            self.next = former.following(gap)
            self.left = former.capacity
            self.kept = self.next * MemoryLayout<Cell>.stride
        }

        /// What the end of the last run goes round to at the beginning is given back with the table.
        mutating func discardVisited() {
            let end = self.next * MemoryLayout<Cell>.stride
            guard self.kept < end else { return }
            self.kept = self.former.memory.discardBlocks(in: self.kept..<end)
        }
    }

    private mutating func beginMove(to capacity: Int) {
        while self.move != nil {
            self.moveSome()
        }
        self.move = Move(from: self.table)
        self.table = Table(capacity: capacity)
    }

    private mutating func moveSome() {
        guard var move = self.move else { return }
        var isGap = true
        var pace = Self.pace
        repeat {
            let cell = move.former.cells[move.next]
            isGap = cell.isEmpty
            if !isGap {
                move.former.cells[move.next] = .empty
                self.table.put(cell)
            }
            move.next = move.former.following(move.next)
            move.left -= 1
            pace -= 1
        } while move.left > 0 && (pace > 0 || !isGap)
        guard move.left > 0 else {
            move.former.memory.deallocate()
            self.move = nil
            return
        }
        move.discardVisited()
        self.move = move
    }

    /// One piece of memory with cells.
    private struct Table {
        let memory: ZeroedMemory
        let cells: UnsafeMutablePointer<Cell>
        let capacity: Int

        init(capacity: Int) {
            self.memory = ZeroedMemory(length: capacity * MemoryLayout<Cell>.stride)
            self.cells = self.memory.start.bindMemory(to: Cell.self, capacity: capacity)
            self.capacity = capacity
        }

        func contains(_ place: Place) -> Bool {
            self.cells <= place && place < self.cells + self.capacity
        }

        @inline(__always)
        func home(of hash: UInt32) -> Int {
            Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(self.capacity)) >> 32)
        }

        @inline(__always)
        func following(_ place: Int) -> Int {
            place + 1 == self.capacity ? 0 : place + 1
        }

        func put(_ cell: Cell) {
            var place = self.home(of: cell.hash)
            while !self.cells[place].isEmpty {
                place = self.following(place)
            }
            self.cells[place] = cell
        }

        func remove(at place: Int) {
            var hole = place
            var next = self.following(hole)
            while !self.cells[next].isEmpty {
                let home = self.home(of: self.cells[next].hash)
                // It may fill the hole only if its home is not after the hole, going round.
                let distance = next >= home ? next - home : next + self.capacity - home
                let reach = next >= hole ? next - hole : next + self.capacity - hole
                if distance >= reach {
                    self.cells[hole] = self.cells[next]
                    hole = next
                }
                next = self.following(next)
            }
            self.cells[hole] = .empty
        }
    }
}
