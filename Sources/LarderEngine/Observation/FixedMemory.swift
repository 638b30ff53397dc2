/// Elements in memory of their own that never moves or grows: reaching one costs no check of bounds or uniqueness.
///
/// Copies of its owner share it.
final class FixedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
    // Sendable because only its owner reaches it, and only one thread at a time has that: the owners are parts of a shard.
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating element: Element, count: Int) {
        self.start = .allocate(capacity: count)
        self.start.initialize(repeating: element, count: count)
        self.count = count
    }

    deinit {
        self.start.deallocate()
    }

    var bytes: Int {
        self.count * MemoryLayout<Element>.stride
    }

    @inline(__always)
    subscript(place: Int) -> Element {
        unsafeAddress { UnsafePointer(self.start + place) }
        unsafeMutableAddress { self.start + place }
    }

    func fill(with element: Element) {
        self.start.update(repeating: element, count: self.count)
    }
}
