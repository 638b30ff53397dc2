/// A view of one field of every slot: what a policy or a wheel keeps beside each entry, in memory that the slab owns.
///
/// Slots lie in chunks of equal length, so the address of a field is computed and nothing is copied or counted.
struct Linked<Field> {
    /// Slots in one chunk; a power of two.
    static var chunkLength: Int { 1 << Self.chunkBits }
    static var chunkBits: Int { 10 }

    private let chunks: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private let stride: Int
    private let offset: Int

    /// - Parameters:
    ///   - chunks: The chunks' addresses; valid until the slab grows.
    ///   - stride: Bytes from one slot to the next.
    ///   - offset: Of the field in its slot.
    init(chunks: UnsafeMutablePointer<UnsafeMutableRawPointer>, stride: Int, offset: Int) {
        self.chunks = chunks
        self.stride = stride
        self.offset = offset
    }

    @inline(__always)
    subscript(slot: Slot) -> Field {
        unsafeAddress {
            UnsafePointer(self.address(of: slot))
        }
        nonmutating unsafeMutableAddress {
            self.address(of: slot)
        }
    }

    @inline(__always)
    private func address(of slot: Slot) -> UnsafeMutablePointer<Field> {
        let chunk = self.chunks[Int(slot) >> Self.chunkBits]
        let place = Int(slot) & (Self.chunkLength - 1)
        return (chunk + place * self.stride + self.offset).assumingMemoryBound(to: Field.self)
    }
}
