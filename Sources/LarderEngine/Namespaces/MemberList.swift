/// Slots in no order, in as little memory as may be: two in place, more in a block that they fill.
///
/// Plain bytes: whoever drops a list deallocates it.
struct MemberList: BitwiseCopyable {
    private static let inlineCapacity: UInt32 = 2

    /// Two slots, or the block's address.
    private var storage: UInt64 = 0
    private(set) var count: UInt32 = 0
    private var capacity = Self.inlineCapacity

    init() {}

    func deallocate() {
        if self.capacity > Self.inlineCapacity {
            self.block.deallocate()
        }
    }

    /// Of the block.
    var blockBytes: Int {
        self.capacity > Self.inlineCapacity ? heapBytes(of: Int(self.capacity) * 4) : 0
    }

    var slots: [Slot] {
        (0..<self.count).map { self[$0] }
    }

    private(set) subscript(position: UInt32) -> Slot {
        @inline(__always) get {
            self.capacity > Self.inlineCapacity
                ? self.block[Int(position)] : Slot(truncatingIfNeeded: self.storage >> (32 * UInt64(position)))
        }
        set {
            guard self.capacity == Self.inlineCapacity else {
                self.block[Int(position)] = newValue
                return
            }
            let shift = 32 * UInt64(position)
            self.storage = self.storage & ~(UInt64(UInt32.max) << shift) | UInt64(newValue) << shift
        }
    }

    /// Returns the slot's position.
    mutating func append(_ slot: Slot) -> UInt32 {
        if self.count == self.capacity {
            self.resize(to: self.count + self.count / 4 + 1)
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
        if last <= self.capacity / 2 {
            self.resize(to: last + last / 4)
        }
        return moved
    }

    private var block: UnsafeMutablePointer<Slot> {
        UnsafeMutablePointer(bitPattern: UInt(self.storage)).unsafelyUnwrapped
    }

    private mutating func resize(to wanted: UInt32) {
        // As many as fill the block that the C library gives anyway.
        let capacity = wanted <= Self.inlineCapacity ? Self.inlineCapacity : (max(wanted, 6) + 1) / 4 * 4 + 2
        guard capacity != self.capacity else { return }
        var resized = MemberList()
        if capacity > Self.inlineCapacity {
            resized.storage = UInt64(UInt(bitPattern: UnsafeMutablePointer<Slot>.allocate(capacity: Int(capacity))))
        }
        resized.capacity = capacity
        for position in 0..<self.count {
            resized[position] = self[position]
        }
        resized.count = self.count
        self.deallocate()
        self = resized
    }
}

/// What the C library takes from the system for a block: glibc adds a word and rounds up to 16.
func heapBytes(of count: Int) -> Int {
    count == 0 ? 0 : max(32, (count + 8 + 15) & ~15)
}
