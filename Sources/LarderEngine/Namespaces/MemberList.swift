/// Slots in no order, in as little memory as may be: two in place, more in a block that they fill, very many in several such
/// blocks, so that one more or less never moves more than a block.
///
/// Plain bytes: whoever drops a list deallocates it.
struct MemberList: BitwiseCopyable {
    private typealias Block = UnsafeMutablePointer<Slot>

    private static let inlineCapacity: UInt32 = 2
    private static let blockBits: UInt32 = 10
    /// Of each of several.
    private static let blockCapacity: UInt32 = 1 << blockBits

    /// Two slots, or the address of a block, or that of a table of blocks.
    private var storage: UInt64 = 0
    private(set) var count: UInt32 = 0
    private var capacity = Self.inlineCapacity

    init() {}

    func deallocate() {
        guard self.capacity > Self.inlineCapacity else { return }
        guard self.capacity > Self.blockCapacity else { return self.block.deallocate() }
        for index in 0..<self.blockCount {
            self.table[index].deallocate()
        }
        self.table.deallocate()
    }

    /// Of all blocks.
    var blockBytes: Int {
        guard self.capacity > Self.inlineCapacity else { return 0 }
        guard self.capacity > Self.blockCapacity else { return heapBytes(of: Int(self.capacity) * 4) }
        return self.blockCount * heapBytes(of: Int(Self.blockCapacity) * 4)
            + heapBytes(of: Self.tableLength(self.blockCount) * MemoryLayout<Block>.stride)
    }

    var slots: [Slot] {
        (0..<self.count).map { self[$0] }
    }

    private(set) subscript(position: UInt32) -> Slot {
        @inline(__always) get {
            self.capacity > Self.inlineCapacity
                ? self.place(position).pointee : Slot(truncatingIfNeeded: self.storage >> (32 * UInt64(position)))
        }
        set {
            guard self.capacity == Self.inlineCapacity else {
                self.place(position).pointee = newValue
                return
            }
            let shift = 32 * UInt64(position)
            self.storage = self.storage & ~(UInt64(UInt32.max) << shift) | UInt64(newValue) << shift
        }
    }

    /// Returns the slot's position.
    mutating func append(_ slot: Slot) -> UInt32 {
        if self.count == self.capacity {
            if self.count < Self.blockCapacity {
                self.resize(to: self.count + self.count / 4 + 1)
            } else {
                self.addBlock()
            }
        }
        self.count += 1
        self[self.count - 1] = slot
        return self.count - 1
    }

    /// Returns the slot that took its place: the last one.
    mutating func remove(at position: UInt32) -> Slot? {
        let last = self.count - 1
        let moved = position == last ? nil : self[last]
        if let moved {
            self[position] = moved
        }
        self.count = last
        if self.capacity > Self.blockCapacity {
            // Half a block stays, lest one comes and goes in turn.
            if last + Self.blockCapacity + Self.blockCapacity / 2 <= self.capacity {
                self.removeBlock()
            }
        } else if last <= self.capacity / 2 {
            self.resize(to: last + last / 4)
        }
        return moved
    }

    private func place(_ position: UInt32) -> UnsafeMutablePointer<Slot> {
        self.capacity <= Self.blockCapacity
            ? self.block + Int(position)
            : self.table[Int(position >> Self.blockBits)] + Int(position & (Self.blockCapacity - 1))
    }

    // MARK: One block

    private var block: Block {
        UnsafeMutablePointer(bitPattern: UInt(self.storage)).unsafelyUnwrapped
    }

    private mutating func resize(to wanted: UInt32) {
        // As many as fill the block that the C library gives anyway.
        let fitting = min((max(wanted, 6) + 1) / 4 * 4 + 2, Self.blockCapacity)
        let capacity = wanted <= Self.inlineCapacity ? Self.inlineCapacity : fitting
        guard capacity != self.capacity else { return }
        var resized = MemberList()
        if capacity > Self.inlineCapacity {
            resized.storage = UInt64(UInt(bitPattern: Block.allocate(capacity: Int(capacity))))
        }
        resized.capacity = capacity
        for position in 0..<self.count {
            resized[position] = self[position]
        }
        resized.count = self.count
        self.deallocate()
        self = resized
    }

    // MARK: Several

    private var blockCount: Int {
        Int(self.capacity >> Self.blockBits)
    }

    private var table: UnsafeMutablePointer<Block> {
        UnsafeMutablePointer(bitPattern: UInt(self.storage)).unsafelyUnwrapped
    }

    /// As many as a power of two.
    private static func tableLength(_ blocks: Int) -> Int {
        max(4, 1 << (Int.bitWidth - (blocks - 1).leadingZeroBitCount))
    }

    private mutating func addBlock() {
        let blocks = self.blockCount
        let length = Self.tableLength(blocks + 1)
        if blocks == 1 || length > Self.tableLength(blocks) {
            let table = UnsafeMutablePointer<Block>.allocate(capacity: length)
            if blocks == 1 {
                table.initialize(to: self.block)
            } else {
                table.moveInitialize(from: self.table, count: blocks)
                self.table.deallocate()
            }
            self.storage = UInt64(UInt(bitPattern: table))
        }
        self.capacity += Self.blockCapacity
        (self.table + blocks).initialize(to: .allocate(capacity: Int(Self.blockCapacity)))
    }

    private mutating func removeBlock() {
        let blocks = self.blockCount - 1
        self.table[blocks].deallocate()
        let length = Self.tableLength(blocks)
        if blocks == 1 {
            let block = self.table[0]
            self.table.deallocate()
            self.storage = UInt64(UInt(bitPattern: block))
        } else if length < Self.tableLength(blocks + 1) {
            let table = UnsafeMutablePointer<Block>.allocate(capacity: length)
            table.moveInitialize(from: self.table, count: blocks)
            self.table.deallocate()
            self.storage = UInt64(UInt(bitPattern: table))
        }
        self.capacity -= Self.blockCapacity
    }
}

/// What the C library takes from the system for a block: glibc adds a word and rounds up to 16.
func heapBytes(of count: Int) -> Int {
    count == 0 ? 0 : max(32, (count + 8 + 15) & ~15)
}
