import Foundation

/// What tells one version of a file from another without reading it.
struct FileStamp: Equatable {
    private var inode: UInt64
    private var size: Int64
    private var modified: [Int]
    private var changed: [Int]
    private var mode: UInt32

    /// Nil where there is no file to be seen.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.inode = UInt64(status.st_ino)
        self.size = Int64(status.st_size)
        self.modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        self.changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
        self.mode = status.st_mode
    }
}
