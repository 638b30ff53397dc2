/// A record of a slab: plain bytes, with memory of its own at most behind a pointer.
protocol SlabNode: BitwiseCopyable {
    /// Gives back the memory behind the record.
    func deallocate()
}

/// Records addressed by number, in chunks that stay where they are and are given back when their last record goes.
///
/// Numbers are reused, the lowest first, so that what is left after a shrink lies in few chunks. A copy shares the records.
struct NodeSlab<Node: SlabNode> {
    /// One chunk, with a bit for each vacant record.
    fileprivate struct Chunk {
        var records: UnsafeMutablePointer<Node>?
        var vacant: UInt64
    }

    /// Frees what is left with the last reference.
    private final class Owner {
        var chunks: UnsafeMutablePointer<Chunk>
        var chunkCount = 0

        init(chunks: UnsafeMutablePointer<Chunk>) {
            self.chunks = chunks
        }

        deinit {
            for chunk in UnsafeBufferPointer(start: self.chunks, count: self.chunkCount) {
                guard let records = chunk.records else { continue }
                for place in 0..<64 where chunk.vacant & (1 << UInt64(place)) == 0 {
                    records[place].deallocate()
                }
                UnsafeMutableRawPointer(records).deallocate()
            }
            self.chunks.deallocate()
        }
    }

    private(set) var count = 0
    private var chunks: UnsafeMutablePointer<Chunk>
    private var chunkCapacity = 4
    private var residentChunks = 0
    /// No chunk before it has a vacant record.
    private var firstVacant = 0
    private let owner: Owner

    init() {
        self.chunks = .allocate(capacity: self.chunkCapacity)
        self.owner = Owner(chunks: self.chunks)
    }

    var overheadBytes: Int {
        self.residentChunks * 64 * MemoryLayout<Node>.stride + self.chunkCapacity * MemoryLayout<Chunk>.stride
    }

    @inline(__always)
    subscript(number: UInt32) -> Node {
        unsafeAddress {
            UnsafePointer(self.chunks[Int(number) >> 6].records.unsafelyUnwrapped + Int(number) & 63)
        }
        nonmutating unsafeMutableAddress {
            self.chunks[Int(number) >> 6].records.unsafelyUnwrapped + Int(number) & 63
        }
    }

    mutating func insert(_ node: Node) -> UInt32 {
        while self.firstVacant < self.owner.chunkCount, self.chunks[self.firstVacant].vacant == 0 {
            self.firstVacant += 1
        }
        if self.firstVacant == self.owner.chunkCount {
            self.addChunk()
        }
        let chunk = self.chunks + self.firstVacant
        if chunk.pointee.records == nil {
            // Aligned to a cache line, which a namespace's record fills.
            chunk.pointee.records = UnsafeMutableRawPointer.allocate(
                byteCount: 64 * MemoryLayout<Node>.stride, alignment: 64
            ).assumingMemoryBound(to: Node.self)
            self.residentChunks += 1
        }
        let place = chunk.pointee.vacant.trailingZeroBitCount
        chunk.pointee.vacant &= chunk.pointee.vacant &- 1
        chunk.pointee.records.unsafelyUnwrapped.advanced(by: place).initialize(to: node)
        self.count += 1
        return UInt32(self.firstVacant << 6 | place)
    }

    /// Frees the record and the memory behind it.
    mutating func remove(_ number: UInt32) {
        self[number].deallocate()
        let index = Int(number) >> 6
        self.chunks[index].vacant |= 1 << UInt64(number & 63)
        self.firstVacant = min(self.firstVacant, index)
        self.count -= 1
        if self.chunks[index].vacant == .max {
            UnsafeMutableRawPointer(self.chunks[index].records.unsafelyUnwrapped).deallocate()
            self.chunks[index].records = nil
            self.residentChunks -= 1
        }
    }

    private mutating func addChunk() {
        let count = self.owner.chunkCount
        if count == self.chunkCapacity {
            let larger = UnsafeMutablePointer<Chunk>.allocate(capacity: 2 * count)
            larger.moveInitialize(from: self.chunks, count: count)
            self.chunks.deallocate()
            self.chunks = larger
            self.chunkCapacity = 2 * count
            self.owner.chunks = larger
        }
        (self.chunks + count).initialize(to: Chunk(records: nil, vacant: .max))
        self.owner.chunkCount = count + 1
    }
}
