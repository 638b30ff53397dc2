@testable import LarderEngine

/// Entries as the namespace tree and the tag table see them, in plain arrays.
final class FakeMembers: NamespaceMembers {
    struct Entry {
        var key: UnsafeRawBufferPointer
        var weight: Int
        var isLive: Bool
        /// The number of the invalidation up to which it is known to be good.
        var asOf: UInt64
        var hits: UInt64 = 0
        var node = UInt32.max
        var position = UInt16.max
        var tags: [TagMembership] = []
    }

    private(set) var entries: [Entry?] = []
    private var vacant: [Slot] = []

    deinit {
        for entry in self.entries {
            entry?.key.deallocate()
        }
    }

    func add(_ key: [UInt8], weight: Int, asOf: UInt64, isLive: Bool = true) -> Slot {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, key.count), alignment: 1)
        copy.copyBytes(from: key)
        let entry = Entry(
            key: UnsafeRawBufferPointer(rebasing: copy[..<key.count]), weight: weight, isLive: isLive, asOf: asOf)
        if let slot = self.vacant.popLast() {
            self.entries[Int(slot)] = entry
            return slot
        }
        self.entries.append(entry)
        return Slot(self.entries.count - 1)
    }

    func drop(_ slot: Slot) {
        self[slot].key.deallocate()
        self.entries[Int(slot)] = nil
        self.vacant.append(slot)
    }

    subscript(slot: Slot) -> Entry {
        get { self.entries[Int(slot)]! }
        set { self.entries[Int(slot)]! = newValue }
    }

    func key(of slot: Slot) -> UnsafeRawBufferPointer {
        self.entries[Int(slot)]!.key
    }

    func weight(of slot: Slot) -> Int {
        self.entries[Int(slot)]!.weight
    }

    func hits(of slot: Slot) -> UInt64 {
        self.entries[Int(slot)]!.hits
    }

    func isLive(_ slot: Slot) -> Bool {
        self.entries[Int(slot)]!.isLive
    }

    subscript(node slot: Slot) -> UInt32 {
        get { self.entries[Int(slot)]!.node }
        set { self.entries[Int(slot)]!.node = newValue }
    }

    subscript(position slot: Slot) -> UInt16 {
        get { self.entries[Int(slot)]!.position }
        set { self.entries[Int(slot)]!.position = newValue }
    }
}
