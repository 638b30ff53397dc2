import NIOCore

/// Where a snapshot's bytes come from.
package protocol SnapshotSource {
    /// The path, for messages.
    var name: String { get }
    /// Bytes in all.
    var length: Int { get }

    /// Fills `bytes` with what follows. The reader never asks for more than there is.
    mutating func read(into bytes: UnsafeMutableRawBufferPointer) throws(SnapshotError)
}

/// Takes entries one after the other out of bytes that nobody vouches for: every length is checked against what is left and
/// against the limits before room is made for it.
///
/// An entry is handed out once its own checksum agrees; whether the file is whole only `verify` tells, or the nil of `next`.
package struct SnapshotReader<Source: SnapshotSource> {
    package let header: SnapshotHeader
    private var source: Source
    private let limits: SnapshotLimits
    private var position: Int
    private var record = ByteBuffer()
    private var checksum = CRC32C()
    private var entryCount = 0
    private var isAtEnd = false

    package init(_ source: Source, limits: SnapshotLimits) throws(SnapshotError) {
        guard source.length <= limits.fileBytes else {
            throw .tooLarge(source.name, bytes: source.length, limit: limits.fileBytes)
        }
        self.source = source
        self.limits = limits
        self.position = 0
        var bytes = ByteBuffer()
        self.header = try Self.readHeader(from: &self.source, into: &bytes, limits: limits)
        self.position = bytes.writerIndex
        self.checksum.update(bytes.getInteger(at: bytes.writerIndex - 4, endianness: .little, as: UInt32.self)!)
    }

    /// The next entry; nil at the end, once all was found to be whole.
    package mutating func next() throws(SnapshotError) -> SnapshotEntry? {
        guard !self.isAtEnd else { return nil }
        let start = self.position
        let length = try self.readNumber("the length of entry \(self.entryCount)", as: UInt32.self)
        guard length > 0 else {
            try self.readEnd()
            return nil
        }
        let sum = try self.readNumber("the checksum of entry \(self.entryCount)", as: UInt32.self)
        guard length <= self.limits.recordBytes, Int(length) <= self.source.length - self.position else {
            throw .damaged(
                self.source.name, at: start,
                "entry \(self.entryCount) says that it has \(length) bytes, and \(self.source.length - self.position) follow")
        }
        self.record.clear(minimumCapacity: Int(length))
        try Self.read(Int(length), from: &self.source, into: &self.record)
        let recordStart = self.position
        self.position += Int(length)
        guard self.record.checksum(ofRecordAt: 0, length: Int(length)) == sum else {
            throw .damaged(self.source.name, at: start, "the checksum of entry \(self.entryCount) does not agree")
        }
        self.checksum.update(length)
        self.checksum.update(sum)
        do throws(SnapshotRecord.Damage) {
            let entry = try SnapshotRecord.read(self.record, limits: self.limits)
            self.entryCount += 1
            return entry
        } catch {
            throw .damaged(
                self.source.name, at: recordStart + error.offset, "entry \(self.entryCount) is malformed, \(error.detail)")
        }
    }

    /// Reads all that is left; the number of entries.
    package consuming func verify() throws(SnapshotError) -> Int {
        while try self.next() != nil {}
        return self.entryCount
    }

    private mutating func readEnd() throws(SnapshotError) {
        let start = self.position
        let count = try self.readNumber("the number of entries", as: UInt64.self)
        guard count == self.entryCount else {
            throw .damaged(self.source.name, at: start, "the file says that it has \(count) entries, it has \(self.entryCount)")
        }
        self.checksum.update(UInt32(truncatingIfNeeded: count))
        self.checksum.update(UInt32(truncatingIfNeeded: count >> 32))
        let sumStart = self.position
        guard try self.readNumber("the file's checksum", as: UInt32.self) == self.checksum.value else {
            throw .damaged(self.source.name, at: sumStart, "the file's checksum does not agree")
        }
        guard self.position == self.source.length else {
            throw .damaged(self.source.name, at: self.position, "something follows the end")
        }
        self.isAtEnd = true
    }

    private mutating func readNumber<Number: FixedWidthInteger>(
        _ name: String, as type: Number.Type
    ) throws(SnapshotError) -> Number {
        guard MemoryLayout<Number>.size <= self.source.length - self.position else {
            throw .damaged(self.source.name, at: self.source.length, "the file ends before \(name)")
        }
        var bytes = Number.zero
        self.position += MemoryLayout<Number>.size
        let result = withUnsafeMutableBytes(of: &bytes) { target in Self.fill(target, from: &self.source) }
        try result.get()
        return Number(littleEndian: bytes)
    }
}

extension SnapshotReader {
    /// - Parameter count: At most what is left.
    private static func read(
        _ count: Int, from source: inout Source, into buffer: inout ByteBuffer
    ) throws(SnapshotError) {
        var result = Result<Void, SnapshotError>.success(())
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            result = Self.fill(UnsafeMutableRawBufferPointer(rebasing: target[..<count]), from: &source)
            return count
        }
        try result.get()
    }

    /// Closures that lend memory throw untyped or not at all.
    private static func fill(_ bytes: UnsafeMutableRawBufferPointer, from source: inout Source) -> Result<Void, SnapshotError> {
        do throws(SnapshotError) {
            return .success(try source.read(into: bytes))
        } catch {
            return .failure(error)
        }
    }

    /// Leaves all of the header's bytes in `bytes`.
    private static func readHeader(
        from source: inout Source, into bytes: inout ByteBuffer, limits: SnapshotLimits
    ) throws(SnapshotError) -> SnapshotHeader {
        let magicLength = min(SnapshotHeader.magic.count, source.length)
        try self.read(magicLength, from: &source, into: &bytes)
        guard bytes.readableBytesView.elementsEqual(SnapshotHeader.magic) else {
            throw .foreign(source.name, "the file is no snapshot: it does not begin with LARDERSN")
        }
        guard source.length >= SnapshotHeader.prefixLength else {
            throw .damaged(source.name, at: source.length, "the file ends in its header")
        }
        try self.read(8, from: &source, into: &bytes)
        var fields = bytes
        fields.moveReaderIndex(to: SnapshotHeader.magic.count)
        let version = fields.readNumber(as: UInt32.self)!
        guard version <= SnapshotHeader.version else { throw .newerVersion(source.name, version) }
        let length = fields.readNumber(as: UInt32.self)!
        guard version > 0, length <= limits.headerBytes,
            Int(length) + 4 <= source.length - SnapshotHeader.prefixLength
        else { throw .damaged(source.name, at: SnapshotHeader.magic.count, "the header is cut off or too long") }
        try self.read(Int(length), from: &source, into: &bytes)
        let sum = bytes.withUnsafeReadableBytes(CRC32C.of)
        try self.read(4, from: &source, into: &bytes)
        guard bytes.getInteger(at: bytes.writerIndex - 4, endianness: .little, as: UInt32.self) == sum else {
            throw .damaged(source.name, at: SnapshotHeader.prefixLength, "the header's checksum does not agree")
        }
        guard let header = SnapshotHeader(bytes.getSlice(at: SnapshotHeader.prefixLength, length: Int(length))!) else {
            throw .damaged(source.name, at: SnapshotHeader.prefixLength, "the header is malformed")
        }
        return header
    }
}

extension SnapshotHeader {
    /// - Parameter bytes: What lies between the header's length and its checksum.
    fileprivate init?(_ bytes: ByteBuffer) {
        var bytes = bytes
        guard let savedAt = bytes.readNumber(as: UInt64.self).map(Double.init(bitPattern:)), savedAt.isFinite,
            let flags = bytes.readNumber(as: UInt8.self), flags <= 1,
            let engineLength = bytes.readNumber(as: UInt16.self),
            let engineBytes = bytes.readSlice(length: Int(engineLength)),
            let engine = String(validating: engineBytes.readableBytesView, as: UTF8.self)
        else { return nil }
        var mark: [UInt8]?
        if flags == 1 {
            guard let length = bytes.readNumber(as: UInt32.self), let bytes = bytes.readBytes(length: Int(length)) else {
                return nil
            }
            mark = bytes
        }
        guard bytes.readableBytes == 0 else { return nil }
        self.init(engine: engine, savedAt: savedAt, sourceMark: mark)
    }
}
