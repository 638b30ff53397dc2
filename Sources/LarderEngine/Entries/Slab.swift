#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a shard's records lie: chunks that never move, so that a slot's address is computed and stays. The first part of a
/// chunk holds the entries' records, each a cache line; behind them are those that a reader does not need.
///
/// A handle, not a value: copies share the memory, which the shard frees.
struct Slab {
    private var chunks: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private var chunkCount = 0
    private var chunkRoom = 16
    private var firstFree = Slot.none
    /// Slots that were ever used: the end of a walk.
    private(set) var end: Slot = 0
    private(set) var count = 0

    init() {
        self.chunks = .allocate(capacity: self.chunkRoom)
    }

    /// Frees the memory and lets go of what the records hold.
    func destroy() {
        for slot in 0..<self.end where self.isOccupied(slot) {
            self[slot].bytes.release()
            self[slot].extras?.release()
        }
        for chunk in 0..<self.chunkCount {
            self.chunks[chunk].deallocate()
        }
        self.chunks.deallocate()
    }

    @inline(__always)
    subscript(slot: Slot) -> EntryRecord {
        unsafeAddress {
            UnsafePointer(self.address(of: slot))
        }
        nonmutating unsafeMutableAddress {
            self.address(of: slot)
        }
    }

    @inline(__always)
    private func address(of slot: Slot) -> UnsafeMutablePointer<EntryRecord> {
        let chunk = self.chunks[Int(slot) >> Linked<EntryRecord>.chunkBits]
        return chunk.assumingMemoryBound(to: EntryRecord.self) + (Int(slot) & (Linked<EntryRecord>.chunkLength - 1))
    }

    var policyLinks: Linked<PolicyLinks> {
        Linked(chunks: self.chunks, stride: MemoryLayout<EntryRecord>.stride, offset: Self.policyOffset)
    }

    var cold: Linked<ColdRecord> {
        Linked(chunks: self.chunks, stride: MemoryLayout<ColdRecord>.stride, offset: Self.coldStart)
    }

    var wheelLinks: Linked<WheelLinks> {
        Linked(chunks: self.chunks, stride: MemoryLayout<ColdRecord>.stride, offset: Self.wheelOffset)
    }

    private static let coldStart = MemoryLayout<EntryRecord>.stride * Linked<EntryRecord>.chunkLength
    private static let chunkBytes = coldStart + MemoryLayout<ColdRecord>.stride * Linked<ColdRecord>.chunkLength
    private static let policyOffset = MemoryLayout<EntryRecord>.offset(of: \.policy)!
    private static let wheelOffset = coldStart + MemoryLayout<ColdRecord>.offset(of: \.wheel)!

    func isOccupied(_ slot: Slot) -> Bool {
        slot < self.end && self[slot].flags.contains(.occupied)
    }

    mutating func allocate(_ record: EntryRecord, createdAt: CacheInstant) -> Slot {
        self.count += 1
        if self.firstFree != .none {
            let slot = self.firstFree
            self.firstFree = self.cold[slot].nextVariant
            self[slot] = record
            self.cold[slot] = ColdRecord(createdAt: createdAt)
            return slot
        }
        let slot = self.end
        if Int(slot) == self.chunkCount << Linked<EntryRecord>.chunkBits {
            self.grow()
        }
        self.end += 1
        self.address(of: slot).initialize(to: record)
        self.cold[slot] = ColdRecord(createdAt: createdAt)
        return slot
    }

    /// What the record holds has been taken over by the caller.
    mutating func free(_ slot: Slot) {
        self[slot].flags = []
        self.cold[slot].nextVariant = self.firstFree
        self.firstFree = slot
        self.count -= 1
    }

    private static let cacheLine = 64

    private mutating func grow() {
        if self.chunkCount == self.chunkRoom {
            let larger = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: self.chunkRoom * 2)
            larger.moveInitialize(from: self.chunks, count: self.chunkCount)
            self.chunks.deallocate()
            self.chunks = larger
            self.chunkRoom *= 2
        }
        (self.chunks + self.chunkCount).initialize(
            to: .allocate(byteCount: Self.chunkBytes, alignment: Self.cacheLine))
        self.chunkCount += 1
    }
}

extension Slab: TagMembers {
    func goodAsOf(_ slot: Slot) -> UInt64 { self[slot].asOf }

    func membershipCount(of slot: Slot) -> Int {
        self[slot].withExtras { $0.memberships.count } ?? 0
    }

    subscript(membership index: Int, of slot: Slot) -> TagMembership {
        get { self[slot].withExtras { $0.memberships[index] }! }
        nonmutating set { _ = self[slot].withExtras { $0.memberships[index] = newValue } }
    }
}

extension Slab: NamespaceMembers {
    func key(of slot: Slot) -> UnsafeRawBufferPointer { self[slot].key }

    func weight(of slot: Slot) -> Int { Int(self[slot].policy.weight) }

    func hits(of slot: Slot) -> UInt64 { UInt64(self[slot].hits) }

    func isLive(_ slot: Slot) -> Bool { self[slot].flags.contains(.live) }

    subscript(node slot: Slot) -> UInt32 {
        get { self[slot].node }
        nonmutating set { self[slot].node = newValue }
    }

    subscript(position slot: Slot) -> UInt16 {
        get { self.cold[slot].position }
        nonmutating set { self.cold[slot].position = newValue }
    }
}
