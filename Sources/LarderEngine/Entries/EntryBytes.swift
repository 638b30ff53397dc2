@_spi(CustomByteBufferAllocator) import NIOCore

/// The bytes of one entry, key and value in one piece of memory: exactly as long as they are, and immutable once made.
///
/// The key comes first, so that it is compared in the memory that the object's header has brought along.
///
/// A `ByteBuffer` of its own would round the capacity up to a power of two (1,025 bytes would take 2,048) and hold a second
/// heap object for each entry. Here one is made only when somebody asks for it, on the same bytes.
final class EntryBytes: ManagedBuffer<EntryBytes.Lengths, UInt8> {
    struct Lengths {
        var key: UInt32
        var value: UInt32
    }

    /// Beyond the bytes of key and value: the object's header, the lengths, the allocator's own header and its rounding to
    /// sixteen, on average.
    static let overhead = 16 + MemoryLayout<Lengths>.stride + 8 + 8

    /// - Parameter fill: Gets the room for the key, and the one for the value.
    static func make(
        keyLength: Int, valueLength: Int, fill: (UnsafeMutableRawBufferPointer, UnsafeMutableRawBufferPointer) -> Void
    ) -> EntryBytes {
        let made = self.create(minimumCapacity: valueLength + keyLength) { _ in
            Lengths(key: UInt32(keyLength), value: UInt32(valueLength))
        }
        made.withUnsafeMutablePointerToElements { start in
            fill(
                UnsafeMutableRawBufferPointer(start: start, count: keyLength),
                UnsafeMutableRawBufferPointer(start: start + keyLength, count: valueLength))
        }
        return unsafeDowncast(made, to: EntryBytes.self)
    }

    static func make(key: String, value: ByteBuffer) -> EntryBytes {
        key.withBytes { keyBytes in
            value.withUnsafeReadableBytes { valueBytes in
                self.make(keyLength: keyBytes.count, valueLength: valueBytes.count) { keyRoom, valueRoom in
                    keyRoom.copyMemory(from: keyBytes)
                    valueRoom.copyMemory(from: valueBytes)
                }
            }
        }
    }

    @inline(__always)
    var value: UnsafeRawBufferPointer {
        self.withUnsafeMutablePointers { lengths, start in
            UnsafeRawBufferPointer(start: start + Int(lengths.pointee.key), count: Int(lengths.pointee.value))
        }
    }

    @inline(__always)
    var key: UnsafeRawBufferPointer {
        self.withUnsafeMutablePointers { lengths, start in
            UnsafeRawBufferPointer(start: start, count: Int(lengths.pointee.key))
        }
    }
}

/// The buffer on an entry's bytes that all its readers share, as something that can be held in one word.
final class EntryView: Sendable {
    let buffer: ByteBuffer

    init(of bytes: EntryBytes) {
        self.buffer = bytes.buffer()
    }

    /// Bytes of the object and of the buffer's own.
    static let overhead = 80 + 48
}

extension EntryBytes {

    /// A buffer on these bytes, without a copy. Whoever writes to it gets a copy of his own as long as somebody else holds the
    /// buffer too; the entry does.
    func buffer() -> ByteBuffer {
        let key = self.key
        let whole = UnsafeMutableRawBufferPointer(
            start: UnsafeMutableRawPointer(mutating: key.baseAddress), count: key.count + self.value.count)
        _ = Unmanaged.passRetained(self)
        return ByteBuffer(takingOwnershipOf: whole, allocator: Self.allocator, readerIndex: key.count)
    }

    /// Everything it allocates is an `EntryBytes` too, so that what it frees always is one.
    private static let allocator = ByteBufferAllocator(
        allocate: { size in EntryBytes.allocate(size) },
        reallocate: { old, oldSize, newSize in
            guard let new = EntryBytes.allocate(newSize) else { return nil }
            if let old {
                new.copyMemory(from: old, byteCount: min(oldSize, newSize))
                EntryBytes.owner(of: old).release()
            }
            return new
        },
        deallocate: { EntryBytes.owner(of: $0).release() },
        copy: { target, source, count in target.copyMemory(from: source, byteCount: count) })

    private static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        let made = Unmanaged.passRetained(self.make(keyLength: 0, valueLength: size) { _, _ in })
        return UnsafeMutableRawPointer(mutating: made._withUnsafeGuaranteedRef { $0.key.baseAddress })
    }

    private static func owner(of start: UnsafeMutableRawPointer) -> Unmanaged<EntryBytes> {
        Unmanaged.fromOpaque(start - self.offset)
    }

    /// From the object to its bytes: the same for all objects of a class without stored properties of its own.
    private static let offset: Int = {
        let probe = EntryBytes.make(keyLength: 0, valueLength: 1) { _, _ in }
        return withExtendedLifetime(probe) {
            UnsafeRawPointer(probe.key.baseAddress!) - UnsafeRawPointer(Unmanaged.passUnretained(probe).toOpaque())
        }
    }()
}
