/// Why entries could not be saved, or a file was refused as a whole; `description` is one line with the remedy.
public struct SnapshotError: Error, Hashable, Sendable, CustomStringConvertible {
    public struct Code: Hashable, Sendable {
        private enum Value: Hashable {
            case damaged, foreign, newerVersion, tooLarge, unreadable, unwritable, busy
        }

        private let value: Value

        /// Cut off, or changed since it was written.
        public static let damaged = Code(value: .damaged)
        /// No snapshot, or another cache's.
        public static let foreign = Code(value: .foreign)
        public static let newerVersion = Code(value: .newerVersion)
        public static let tooLarge = Code(value: .tooLarge)
        public static let unreadable = Code(value: .unreadable)
        public static let unwritable = Code(value: .unwritable)
        /// Somebody else is saving to the same file.
        public static let busy = Code(value: .busy)
    }

    public var code: Code
    public var path: String
    public var detail: String
    public var remedy: String

    public var description: String { "\(self.path): \(self.detail). \(self.remedy)" }

    static func damaged(_ path: String, at offset: Int, _ detail: String) -> SnapshotError {
        SnapshotError(code: .damaged, path: path, detail: "damaged at byte \(offset): \(detail)", remedy: Self.startsEmpty)
    }

    static func foreign(_ path: String, _ detail: String) -> SnapshotError {
        SnapshotError(code: .foreign, path: path, detail: detail, remedy: Self.startsEmpty)
    }

    static func newerVersion(_ path: String, _ version: UInt32) -> SnapshotError {
        SnapshotError(
            code: .newerVersion, path: path,
            detail: "the file is of version \(version), and this program reads version \(SnapshotHeader.version)",
            remedy: "The cache starts empty; delete or move the file, or start the program that wrote it")
    }

    static func tooLarge(_ path: String, bytes: Int, limit: Int) -> SnapshotError {
        SnapshotError(
            code: .tooLarge, path: path, detail: "the file has \(bytes) bytes, and at most \(limit) are read",
            remedy: "The cache starts empty; delete or move the file, or raise the cache's memory_limit")
    }

    private static let startsEmpty = "The cache starts empty; delete or move the file"
}
