import NIOCore

/// Where a snapshot's bytes go.
package protocol SnapshotSink {
    mutating func write(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError)
}

/// Puts entries one after the other: memory is bounded by the largest of them.
package struct SnapshotWriter<Sink: SnapshotSink> {
    /// Bytes that are gathered before the sink gets them.
    private static var chunkBytes: Int { 256 << 10 }

    private var sink: Sink
    private let limits: SnapshotLimits
    private var pending = ByteBuffer()
    private var writtenBytes = 0
    private var checksum = CRC32C()
    package private(set) var entryCount = 0

    package init(_ header: SnapshotHeader, into sink: Sink, limits: SnapshotLimits) throws(SnapshotError) {
        self.sink = sink
        self.limits = limits
        let sum = self.write(header)
        self.checksum.update(sum)
        try self.flush()
    }

    /// Adds an entry; those that matter most come first, because what exceeds the file's limit is left out.
    ///
    /// - Returns: False where it was left out: it is dead, or larger than the limits allow.
    package mutating func append(_ entry: SnapshotEntry) throws(SnapshotError) -> Bool {
        guard !entry.isDead else { return false }
        let frame = self.pending.writerIndex
        self.pending.writeNumber(UInt64(0))
        let record = self.pending.writerIndex
        let fits = SnapshotRecord.write(entry, to: &self.pending, limits: self.limits)
        let length = self.pending.writerIndex - record
        let fileBytes = self.writtenBytes + self.pending.readableBytes + SnapshotHeader.endLength
        guard fits, length <= self.limits.recordBytes, fileBytes <= self.limits.fileBytes else {
            self.pending.moveWriterIndex(to: frame)
            return false
        }
        self.pending.setInteger(UInt32(length), at: frame, endianness: .little)
        let sum = self.pending.checksum(ofRecordAt: record, length: length)
        self.pending.setInteger(sum, at: frame + 4, endianness: .little)
        self.checksum.update(UInt32(length))
        self.checksum.update(sum)
        self.entryCount += 1
        if self.pending.readableBytes >= Self.chunkBytes {
            try self.flush()
        }
        return true
    }

    /// Without its end a snapshot is refused.
    package consuming func finish() throws(SnapshotError) -> Sink {
        self.pending.writeNumber(UInt32(0))
        self.pending.writeNumber(UInt64(self.entryCount))
        self.checksum.update(UInt32(truncatingIfNeeded: self.entryCount))
        self.checksum.update(UInt32(truncatingIfNeeded: self.entryCount >> 32))
        self.pending.writeNumber(self.checksum.value)
        try self.flush()
        return self.sink
    }

    /// The checksum.
    private mutating func write(_ header: SnapshotHeader) -> UInt32 {
        self.pending.writeBytes(SnapshotHeader.magic)
        self.pending.writeNumber(SnapshotHeader.version)
        self.pending.writeNumber(UInt32(0))
        self.pending.writeNumber(header.savedAt.bitPattern)
        self.pending.writeNumber(UInt8(header.sourceMark == nil ? 0 : 1))
        let isShort = self.pending.writeText(header.engine)
        if let mark = header.sourceMark {
            self.pending.writeNumber(UInt32(mark.count))
            self.pending.writeBytes(mark)
        }
        let length = self.pending.readableBytes - SnapshotHeader.prefixLength
        precondition(
            isShort && length <= self.limits.headerBytes,
            "an engine's name and its source mark take \(length) bytes in a snapshot, at most \(self.limits.headerBytes) may")
        self.pending.setInteger(UInt32(length), at: SnapshotHeader.prefixLength - 4, endianness: .little)
        let sum = self.pending.withUnsafeReadableBytes(CRC32C.of)
        self.pending.writeNumber(sum)
        return sum
    }

    private mutating func flush() throws(SnapshotError) {
        self.writtenBytes += self.pending.readableBytes
        // `withUnsafeReadableBytes` throws untyped.
        let result = self.pending.withUnsafeReadableBytes { bytes -> Result<Void, SnapshotError> in
            do throws(SnapshotError) {
                return .success(try self.sink.write(bytes))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
        self.pending.clear()
    }
}

extension ByteBuffer {
    /// Of a record together with its length, so that a wrong length is found too.
    ///
    /// - Parameter index: Where the record begins.
    func checksum(ofRecordAt index: Int, length: Int) -> UInt32 {
        self.withVeryUnsafeBytes { bytes in
            var sum = CRC32C()
            sum.update(UInt32(length))
            sum.update(UnsafeRawBufferPointer(rebasing: bytes[index..<index + length]))
            return sum.value
        }
    }
}
