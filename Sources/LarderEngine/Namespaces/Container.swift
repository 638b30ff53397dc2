/// The members of a leaf of the namespace tree in no order, with what is known of their keys, in as little memory as may be.
///
/// The label is what all their keys go on with, or the beginning of that; the head of a member is the two bytes after it, so
/// that most members that do not have a prefix are passed over without a look at their keys. Up to two members without a label
/// lie in place.
///
/// Plain bytes: whoever drops a container deallocates it.
struct Container: BitwiseCopyable {
    /// Two bytes of a key; zeroes where it ends.
    typealias Head = UInt16

    private static let inlineCapacity: UInt16 = 2
    /// Of members that came to lie in a block; no UTF-8 has such bytes, and other keys are merely looked at in vain.
    private static let unknownHead = Head.max

    /// Two slots, or the address of a block: slots, then heads, then the label.
    private var storage: UInt64 = 0
    private(set) var labelLength: UInt32 = 0
    private(set) var count: UInt16 = 0
    private var capacity = Self.inlineCapacity

    init() {}

    func deallocate() {
        if !self.isInline {
            self.block.deallocate()
        }
    }

    var blockBytes: Int {
        self.isInline ? 0 : heapBytes(of: self.blockLength)
    }

    var slots: [Slot] {
        (0..<Int(self.count)).map { self[$0] }
    }

    /// Valid until the container changes.
    var label: UnsafeRawBufferPointer {
        guard self.labelLength > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: self.block + Int(self.capacity) * 6, count: Int(self.labelLength))
    }

    private(set) subscript(position: Int) -> Slot {
        @inline(__always) get {
            self.isInline ? Slot(truncatingIfNeeded: self.storage >> (32 * UInt64(position))) : self.blockSlots[position]
        }
        set {
            guard self.isInline else {
                self.blockSlots[position] = newValue
                return
            }
            let shift = 32 * UInt64(position)
            self.storage = self.storage & ~(UInt64(UInt32.max) << shift) | UInt64(newValue) << shift
        }
    }

    /// Whether the member's key may go on with `rest` after the label.
    @inline(__always)
    func mayHold(_ rest: UnsafeRawBufferPointer, at position: Int) -> Bool {
        guard !self.isInline, !rest.isEmpty, self.heads[position] != Self.unknownHead else { return true }
        let difference = self.heads[position] ^ Self.head(of: rest)
        return rest.count == 1 ? difference & 0xFF == 0 : difference == 0
    }

    /// How many members' keys may go on with `rest` after the label, and whether all of these do.
    func candidates(for rest: UnsafeRawBufferPointer) -> (count: Int, isCertain: Bool) {
        var count = 0
        // The end of a key looks like zeroes.
        var isCertain = rest.count <= MemoryLayout<Head>.size && !self.isInline && !rest.contains(0)
        for position in 0..<Int(self.count) where self.mayHold(rest, at: position) {
            count += 1
            isCertain = isCertain && self.heads[position] != Self.unknownHead
        }
        return (count, isCertain)
    }

    static func head(of rest: UnsafeRawBufferPointer) -> Head {
        switch rest.count {
        case 0: 0
        case 1: Head(rest[0])
        default: Head(rest[0]) | Head(rest[1]) << 8
        }
    }

    /// - Parameter head: Of the bytes of its key after the label.
    /// - Returns: The member's position.
    mutating func append(_ slot: Slot, head: Head) -> UInt16 {
        if self.count == self.capacity {
            self.rebuild(label: self.label, wanted: Int(self.count) + Int(self.count) / 4 + 1)
        }
        self.count += 1
        self[Int(self.count) - 1] = slot
        self.setHead(head, at: Int(self.count) - 1)
        return self.count - 1
    }

    /// Returns the member that took its place: the last one.
    mutating func remove(at position: Int) -> Slot? {
        let last = Int(self.count) - 1
        let moved = position == last ? nil : self[last]
        if let moved {
            self[position] = moved
            self.setHead(self.isInline ? Self.unknownHead : self.heads[last], at: position)
        }
        self.count -= 1
        if !self.isInline, last <= Int(self.capacity) / 2 {
            self.rebuild(label: self.label, wanted: last + last / 4)
        }
        return moved
    }

    mutating func setHead(_ head: Head, at position: Int) {
        if !self.isInline {
            self.heads[position] = head
        }
    }

    /// Keeps the heads: right where the new label ends at the same byte of the keys, else to be set anew.
    mutating func setLabel(_ label: some Collection<UInt8>) {
        self.rebuild(label: label, wanted: Int(self.count))
    }

    private var isInline: Bool {
        self.capacity == Self.inlineCapacity && self.labelLength == 0
    }

    private var blockLength: Int {
        Int(self.capacity) * 6 + Int(self.labelLength)
    }

    private var block: UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(bitPattern: UInt(self.storage)).unsafelyUnwrapped
    }

    private var blockSlots: UnsafeMutablePointer<Slot> {
        self.block.assumingMemoryBound(to: Slot.self)
    }

    private var heads: UnsafeMutablePointer<Head> {
        (self.block + Int(self.capacity) * 4).assumingMemoryBound(to: Head.self)
    }

    private mutating func rebuild(label: some Collection<UInt8>, wanted: Int) {
        // As many as fill the block that the C library gives anyway.
        let fits = wanted <= Self.inlineCapacity && label.isEmpty
        let length = heapBytes(of: max(wanted, Int(Self.inlineCapacity)) * 6 + label.count) - 8
        let capacity = fits ? Self.inlineCapacity : UInt16(clamping: (length - label.count) / 6)
        guard capacity != self.capacity || !fits && !label.elementsEqual(self.label) else { return }
        var rebuilt = Container()
        rebuilt.capacity = capacity
        rebuilt.labelLength = UInt32(label.count)
        if !rebuilt.isInline {
            let block = UnsafeMutableRawPointer.allocate(byteCount: rebuilt.blockLength, alignment: 4)
            rebuilt.storage = UInt64(UInt(bitPattern: block))
            UnsafeMutableRawBufferPointer(start: block + Int(capacity) * 6, count: label.count).copyBytes(from: label)
        }
        rebuilt.count = self.count
        for position in 0..<Int(self.count) {
            rebuilt[position] = self[position]
            rebuilt.setHead(self.isInline ? Self.unknownHead : self.heads[position], at: position)
        }
        self.deallocate()
        self = rebuilt
    }
}
