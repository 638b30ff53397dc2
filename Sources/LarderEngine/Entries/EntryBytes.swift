import NIOCore

/// The bytes of one entry, key and value in one piece of memory: exactly as long as they are, and immutable once made. A large
/// value has pages of its own.
///
/// The key comes first, so that it is compared in the memory that the object's header has brought along.
///
/// A `ByteBuffer` of its own would round the capacity up to a power of two (1,025 bytes would take 2,048) and hold a second
/// heap object for each entry. Here one is made only when somebody asks for it, on the same bytes.
final class EntryBytes: ManagedBuffer<EntryBytes.Lengths, UInt8> {
    struct Lengths {
        private static let mapped: UInt32 = 1 << 31

        private let keyAndPlace: UInt32
        private let valueLength: UInt32

        fileprivate init(key: Int, value: Int, isMapped: Bool) {
            // A reader may let his copy of a buffer grow without end; its length must not be taken for the mark.
            precondition(key < Self.mapped, "\(key) bytes are more than an entry's key can have")
            self.keyAndPlace = UInt32(key) | (isMapped ? Self.mapped : 0)
            self.valueLength = UInt32(value)
        }

        @inline(__always) var key: Int { Int(self.keyAndPlace & ~Self.mapped) }
        @inline(__always) var value: Int { Int(self.valueLength) }
        /// Behind the key there is only the address of the value.
        @inline(__always) var isMapped: Bool { self.keyAndPlace >= Self.mapped }
    }

    /// Beyond the bytes of key and value: the object's header, the lengths, the allocator's own header and its rounding to
    /// sixteen, on average; what pages are longer than the value.
    static func overhead(ofValue length: Int) -> Int {
        let object = 16 + MemoryLayout<Lengths>.stride + 8 + 8
        guard length >= MappedPages.leastValue else { return object }
        return object + MemoryLayout<UnsafeRawPointer>.size + MappedPages.length(forValue: length) - length
    }

    /// - Parameter fill: Gets the room for the key, and the one for the value.
    static func make(
        keyLength: Int, valueLength: Int, fill: (UnsafeMutableRawBufferPointer, UnsafeMutableRawBufferPointer) -> Void
    ) -> EntryBytes {
        let pages = valueLength >= MappedPages.leastValue ? MappedPages(valueLength: valueLength) : nil
        let behindKey = pages == nil ? valueLength : MemoryLayout<UnsafeRawPointer>.size
        let made = self.create(minimumCapacity: keyLength + behindKey) { _ in
            Lengths(key: keyLength, value: valueLength, isMapped: pages != nil)
        }
        made.withUnsafeMutablePointerToElements { start in
            if let pages {
                let opaque = Unmanaged.passUnretained(made).toOpaque()
                (pages.value - MappedPages.headerLength).storeBytes(of: opaque, as: UnsafeMutableRawPointer?.self)
                UnsafeMutableRawPointer(start + keyLength).storeBytes(of: pages.value, as: UnsafeMutableRawPointer.self)
            }
            let value = pages?.value ?? UnsafeMutableRawPointer(start + keyLength)
            fill(
                UnsafeMutableRawBufferPointer(start: start, count: keyLength),
                UnsafeMutableRawBufferPointer(start: value, count: valueLength))
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

    deinit {
        if self.header.isMapped {
            MappedPages(value: UnsafeMutableRawPointer(mutating: self.value.baseAddress!)).unmap(valueLength: self.value.count)
        }
    }

    @inline(__always)
    var value: UnsafeRawBufferPointer {
        self.withUnsafeMutablePointers { lengths, start in
            let behindKey = UnsafeRawPointer(start + lengths.pointee.key)
            let value =
                lengths.pointee.isMapped ? behindKey.loadUnaligned(as: UnsafeRawPointer.self) : behindKey
            return UnsafeRawBufferPointer(start: value, count: lengths.pointee.value)
        }
    }

    @inline(__always)
    var key: UnsafeRawBufferPointer {
        self.withUnsafeMutablePointers { lengths, start in
            UnsafeRawBufferPointer(start: start, count: lengths.pointee.key)
        }
    }
}
