#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Memory that reads as zeroes. Where it is large, it costs neither time nor pages until it is written to.
///
/// A handle: whoever drops it deallocates it.
struct ZeroedMemory {
    /// From this length on it has pages of its own, and they can be given back before the rest.
    private static let leastMapped = 64 << 10
    /// Given back at a time.
    private static let blockLength = 64 << 10

    let start: UnsafeMutableRawPointer
    let length: Int
    private let isMapped: Bool

    init(length: Int) {
        self.length = length
        if length >= Self.leastMapped,
            let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            start != UnsafeMutableRawPointer(bitPattern: -1)
        {
            self.start = start
            self.isMapped = true
        } else {
            guard let start = calloc(max(1, length), 1) else { fatalError("no memory for \(length) bytes") }
            self.start = start
            self.isMapped = false
        }
    }

    func deallocate() {
        if self.isMapped {
            munmap(self.start, self.length)
        } else {
            free(self.start)
        }
    }

    /// Gives back the pages of whole blocks in a range that has been written to and is zero again: to give back all at once takes
    /// as long as the memory is large.
    ///
    /// - Returns: Where the rest of the range begins.
    func discardBlocks(in range: Range<Int>) -> Int {
        let first = (range.lowerBound + Self.blockLength - 1) / Self.blockLength * Self.blockLength
        let end = range.upperBound / Self.blockLength * Self.blockLength
        guard self.isMapped, first < end else { return range.lowerBound }
        madvise(self.start + first, end - first, MADV_DONTNEED)
        return end
    }
}
