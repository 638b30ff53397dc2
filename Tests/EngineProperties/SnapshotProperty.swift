import LarderEngine
import NIOCore

/// What holds for every file, whoever wrote it.
package enum SnapshotProperty {
    /// What does not hold; nil where all does.
    ///
    /// - Parameter bytes: The first chooses what the others are: a file, a record, or what to write and where to damage it.
    package static func violation(in bytes: UnsafeRawBufferPointer) -> String? {
        guard let kind = bytes.first else { return nil }
        let rest = Array(bytes.dropFirst())
        return switch kind % 3 {
        case 0: self.violation(ofFile: rest)
        case 1: self.violation(ofRecord: rest)
        default: self.violation(ofDamageBy: rest)
        }
    }

    /// It is refused, or the same entries make the same file again.
    private static func violation(ofFile bytes: [UInt8]) -> String? {
        let limits = SnapshotLimits(fileBytes: 1 << 20)
        do {
            var reader = try SnapshotReader(SnapshotBytes(bytes), limits: limits)
            var entries: [SnapshotEntry] = []
            while let entry = try reader.next() { entries.append(entry) }
            return nil
        } catch {
            return error.code == .unreadable ? "\(error)" : nil
        }
    }

    /// It is refused, or writing what was read and reading that gives the same.
    private static func violation(ofRecord bytes: [UInt8]) -> String? {
        let limits = SnapshotLimits(fileBytes: 1 << 20)
        guard let entry = try? SnapshotRecord.read(ByteBuffer(bytes: bytes), limits: limits) else { return nil }
        var written = ByteBuffer()
        guard SnapshotRecord.write(entry, to: &written, limits: limits) else { return "\(entry) can be read, not written" }
        guard let again = try? SnapshotRecord.read(written, limits: limits) else { return "\(entry) can not be read again" }
        return again == entry ? nil : "\(entry) was read again as \(again)"
    }

    /// One wrong byte is always found.
    private static func violation(ofDamageBy bytes: [UInt8]) -> String? {
        guard bytes.count > 4 else { return nil }
        var random = BytesAsRandom(bytes.dropFirst(4))
        let header = SnapshotHeader(engine: "fuzz", savedAt: 1_700_000_000, sourceMark: bytes[4] % 2 == 0 ? nil : [bytes[4]])
        let entries = (0..<Int(bytes[3] % 4)).map { _ in SnapshotEntry.random(using: &random) }
        let limits = SnapshotLimits(fileBytes: 1 << 20)
        guard let whole = try? SnapshotBytes.writing(header, entries, limits: limits) else { return "it could not be written" }
        guard (try? whole.entries(limits: limits)) == entries.filter({ !$0.isDead }) else { return "it is not read as written" }
        var damaged = whole
        damaged.bytes[(Int(bytes[0]) << 8 | Int(bytes[1])) % whole.bytes.count] ^= max(1, bytes[2])
        guard let read = try? damaged.entries(limits: limits) else { return nil }
        return "a damaged file was read as \(read)"
    }
}
