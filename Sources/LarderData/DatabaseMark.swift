internal import Crypto
internal import Foundation

/// What a SQLite file holds, taken while nobody has it open: two equal marks prove that nothing has changed between them.
///
/// It is a digest of the whole file, because nothing less is a proof: with a write-ahead log a commit need not move the change
/// counter in the file's header, a file's times are as coarse as the kernel's tick, and both can be put back by a backup.
///
/// A `DatabasePool` that was read from leaves a log when it is closed: checkpoint it before, with `.truncate`.
///
/// What another process changed while this one had the database open is not noticed, as ``ChangeObserver`` does not notice it.
public struct DatabaseMark: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// Nil where there is no proof to be had: the file is missing, unreadable or too large, it changed while it was read, or a
    /// log or journal lies beside it, because somebody has it open or was cut off.
    ///
    /// - Parameter maximumBytes: Larger files are not read.
    /// - Complexity: O(bytes); blocks.
    public init?(ofFileAt path: String, maximumBytes: Int = 1 << 30) {
        // SQLite puts log and journal beside the file, not beside a link to it.
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let before = FileStamp(ofFileAt: file), before.isAlone, before.size <= maximumBytes,
            let handle = FileHandle(forReadingAtPath: file)
        else { return nil }
        defer { try? handle.close() }
        var digest = SHA256()
        var length = 0
        do {
            while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
                digest.update(data: chunk)
                length += chunk.count
            }
        } catch {
            return nil
        }
        guard length == before.size, FileStamp(ofFileAt: file) == before else { return nil }
        bytes = Array(digest.finalize())
    }
}

/// What changes when a file is written or replaced, or is about to be.
private struct FileStamp: Equatable {
    let size: Int
    let number: Int
    let modified: Date
    let isAlone: Bool

    init?(ofFileAt path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int,
            let number = attributes[.systemFileNumber] as? Int, let modified = attributes[.modificationDate] as? Date
        else { return nil }
        self.size = size
        self.number = number
        self.modified = modified
        isAlone = ["-wal", "-journal"].allSatisfy { ending in
            let besides = try? FileManager.default.attributesOfItem(atPath: path + ending)
            return besides.map { $0[.size] as? Int == 0 } ?? true
        }
    }
}
