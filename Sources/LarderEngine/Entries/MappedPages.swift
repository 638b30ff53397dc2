#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Pages of their own for a large value, which go back to the system with it.
///
/// In the heap the holes that large values of many sizes leave add up to half as much as the values themselves, and the
/// process outgrows the cache's budget though the cache keeps it.
struct MappedPages {
    /// Values from this length on have pages of their own.
    static let leastValue = 64 << 10
    /// Before the value: whose it is.
    static let headerLength = 16

    private static let pageLength = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// Where the value begins.
    let value: UnsafeMutableRawPointer

    /// Nil where the system has no more: a process may have some 65,000 such mappings, so that there is a next best.
    init?(valueLength: Int) {
        #if os(Linux)
            // All at once is cheaper than a fault for each page.
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE
        #else
            let flags = MAP_PRIVATE | MAP_ANONYMOUS
        #endif
        let length = Self.length(forValue: valueLength)
        guard let start = mmap(nil, length, PROT_READ | PROT_WRITE, flags, -1, 0), start != Self.failure else { return nil }
        self.value = start + Self.headerLength
    }

    init(value: UnsafeMutableRawPointer) {
        self.value = value
    }

    func unmap(valueLength: Int) {
        munmap(self.value - Self.headerLength, Self.length(forValue: valueLength))
    }

    /// Bytes of the pages.
    static func length(forValue valueLength: Int) -> Int {
        (self.headerLength + valueLength + self.pageLength - 1) / self.pageLength * self.pageLength
    }

    private static var failure: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: -1) }
}
