/// What the timer wheel keeps beside each entry: its neighbours in a bucket's chain, and the bucket.
///
/// Each half packs 27 bits of slot number and five bits of the bucket's number. The bucket is needed in every link, not
/// only in the first of a chain, because buckets are counted and an entry may leave from the middle.
struct WheelLinks {
    /// Slots at and above are more than the links can name.
    static let maximumSlots: Slot = 1 << slotBits - 1

    private static let slotBits: UInt32 = 27
    private static let slotMask: UInt32 = 1 << slotBits - 1
    /// The number of no bucket: all ones.
    private static let nowhere: UInt32 = 1 << 10 - 1

    private var first: UInt32
    private var second: UInt32

    /// Of an entry that is not scheduled.
    init() {
        self.first = .max
        self.second = .max
    }

    @inline(__always)
    init(bucket: Int, previous: Slot, next: Slot) {
        self.first = (UInt32(bucket) &>> 5) &<< Self.slotBits | previous & Self.slotMask
        self.second = UInt32(bucket) &<< Self.slotBits | next & Self.slotMask
    }

    /// Nil where the entry is not scheduled.
    @inline(__always)
    var bucket: Int? {
        let number = (self.first &>> Self.slotBits) &<< 5 | self.second &>> Self.slotBits
        return number == Self.nowhere ? nil : Int(number)
    }

    @inline(__always)
    var previous: Slot {
        get { Self.slot(self.first) }
        set { self.first = self.first & ~Self.slotMask | newValue & Self.slotMask }
    }

    @inline(__always)
    var next: Slot {
        get { Self.slot(self.second) }
        set { self.second = self.second & ~Self.slotMask | newValue & Self.slotMask }
    }

    @inline(__always)
    private static func slot(_ half: UInt32) -> Slot {
        let slot = half & Self.slotMask
        return slot == Self.slotMask ? .none : slot
    }
}
