@_spi(CustomByteBufferAllocator) import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

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
        _ = Unmanaged.passRetained(self)
        let value = UnsafeMutableRawBufferPointer(mutating: self.value)
        guard !self.header.isMapped else {
            return ByteBuffer(takingOwnershipOf: value, allocator: Self.ofPages)
        }
        let whole = UnsafeMutableRawBufferPointer(
            start: UnsafeMutableRawPointer(mutating: self.key.baseAddress), count: self.key.count + value.count)
        return ByteBuffer(takingOwnershipOf: whole, allocator: Self.ofObjects, readerIndex: self.key.count)
    }

    // MARK: Buffers on objects

    /// Everything it allocates is an `EntryBytes` too, so that what it frees always is one.
    private static let ofObjects = ByteBufferAllocator(
        allocate: { EntryBytes.allocate($0) },
        reallocate: { old, oldLength, newLength in
            EntryBytes.move(old, oldLength, to: EntryBytes.allocate(newLength), newLength) { EntryBytes.owner(of: $0).release() }
        },
        deallocate: { EntryBytes.owner(of: $0).release() },
        copy: { target, source, count in target.copyMemory(from: source, byteCount: count) })

    /// Its bytes are where a key would be: what is freed is found from its first byte, whatever it holds.
    private static func allocate(_ length: Int) -> UnsafeMutableRawPointer? {
        let made = Unmanaged.passRetained(self.make(keyLength: length, valueLength: 0) { _, _ in })
        return UnsafeMutableRawPointer(mutating: made._withUnsafeGuaranteedRef { $0.key.baseAddress })
    }

    private static func owner(of start: UnsafeMutableRawPointer) -> Unmanaged<EntryBytes> {
        Unmanaged.fromOpaque(start - self.offset)
    }

    /// From the object to its bytes: the same for all objects of a class without stored properties of its own.
    private static let offset: Int = {
        let probe = EntryBytes.make(keyLength: 1, valueLength: 0) { _, _ in }
        return withExtendedLifetime(probe) {
            UnsafeRawPointer(probe.key.baseAddress!) - UnsafeRawPointer(Unmanaged.passUnretained(probe).toOpaque())
        }
    }()

    // MARK: Buffers on pages

    /// Before what it frees stands whose pages they are, and nothing where it has allocated them itself.
    private static let ofPages = ByteBufferAllocator(
        allocate: { EntryBytes.allocateUnowned($0) },
        reallocate: { old, oldLength, newLength in
            EntryBytes.move(old, oldLength, to: EntryBytes.allocateUnowned(newLength), newLength) { EntryBytes.disown($0) }
        },
        deallocate: { EntryBytes.disown($0) },
        copy: { target, source, count in target.copyMemory(from: source, byteCount: count) })

    private static func allocateUnowned(_ length: Int) -> UnsafeMutableRawPointer? {
        guard let start = malloc(MappedPages.headerLength + length) else { return nil }
        start.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
        return start + MappedPages.headerLength
    }

    private static func disown(_ value: UnsafeMutableRawPointer) {
        let start = value - MappedPages.headerLength
        if let owner = start.load(as: UnsafeMutableRawPointer?.self) {
            Unmanaged<EntryBytes>.fromOpaque(owner).release()
        } else {
            free(start)
        }
    }

    private static func move(
        _ old: UnsafeMutableRawPointer?, _ oldLength: Int, to new: UnsafeMutableRawPointer?, _ newLength: Int,
        letGo: (UnsafeMutableRawPointer) -> Void
    ) -> UnsafeMutableRawPointer? {
        guard let new else { return nil }
        if let old {
            new.copyMemory(from: old, byteCount: min(oldLength, newLength))
            letGo(old)
        }
        return new
    }
}
