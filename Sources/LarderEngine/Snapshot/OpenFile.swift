#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file descriptor that is closed when nobody has it any more, and the system calls that snapshots need.
final class OpenFile: Sendable {
    let path: String
    private let descriptor: CInt

    private init(_ descriptor: CInt, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(self.descriptor)
    }

    /// Nil where there is no such file.
    convenience init?(reading path: String) throws(SnapshotError) {
        // A pipe would make opening it wait for a writer.
        let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .unreadable(path, errno)
        }
        self.init(descriptor, path: path)
    }

    convenience init(directoryOf path: String) throws(SnapshotError) {
        let directory = Self.directory(of: path)
        let descriptor = retrying { open(directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY) }
        guard descriptor >= 0 else { throw .unwritable(directory, errno) }
        self.init(descriptor, path: directory)
    }

    /// Opens an empty file that nobody else writes: locked, and surely the one that bears that name.
    ///
    /// - Parameter target: For messages.
    static func exclusive(_ path: String, for target: String) throws(SnapshotError) -> OpenFile {
        while true {
            let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600) }
            guard descriptor >= 0 else { throw .unwritable(target, errno) }
            let file = OpenFile(descriptor, path: path)
            guard retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
                guard errno == EWOULDBLOCK else { throw .unwritable(target, errno) }
                throw .busy(target)
            }
            // Whoever had the lock may have renamed the file meanwhile: then it is the finished one, and not to be touched.
            var opened = stat()
            var named = stat()
            guard fstat(descriptor, &opened) == 0 else { throw .unwritable(target, errno) }
            guard lstat(path, &named) == 0, named.st_ino == opened.st_ino, named.st_dev == opened.st_dev else { continue }
            guard opened.st_nlink == 1, opened.st_mode & S_IFMT == S_IFREG else {
                throw .unwritable(target, reason: "\(path) is no file of its own", remedy: "Delete it")
            }
            guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else { throw .unwritable(target, errno) }
            return file
        }
    }

    func regularLength() throws(SnapshotError) -> Int {
        var status = stat()
        guard fstat(self.descriptor, &status) == 0 else { throw .unreadable(self.path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(self.path, reason: "it is no regular file", remedy: "Delete or move it")
        }
        return Int(status.st_size)
    }

    func read(_ count: Int, at offset: Int) throws(SnapshotError) -> [UInt8] {
        var failure: SnapshotError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            while filled < count {
                let room = target.baseAddress! + filled
                let done = retrying { pread(self.descriptor, room, count - filled, off_t(offset + filled)) }
                guard done > 0 else {
                    failure =
                        done == 0 ? .damaged(self.path, at: offset + filled, "it became shorter") : .unreadable(self.path, errno)
                    return
                }
                filled += done
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let done = retrying { Self.write(self.descriptor, part) }
            guard done >= 0 else { throw .unwritable(self.path, errno) }
            rest = rest.dropFirst(done)
        }
    }

    func synchronize() throws(SnapshotError) {
        // Some file systems know no such thing for directories.
        guard retrying({ fsync(self.descriptor) }) == 0 || errno == EINVAL else { throw .unwritable(self.path, errno) }
    }

    static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }

    private static func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}

/// Again where a signal came between.
private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        guard result == -1, errno == EINTR else { return result }
    }
}

extension SnapshotError {
    static func unreadable(_ path: String, _ number: CInt) -> SnapshotError {
        .unreadable(
            path, reason: String(cString: strerror(number)),
            remedy: "The cache starts empty; let this user read the file, or delete or move it")
    }

    static func unreadable(_ path: String, reason: String, remedy: String) -> SnapshotError {
        SnapshotError(code: .unreadable, path: path, detail: "the snapshot could not be read: \(reason)", remedy: remedy)
    }

    static func unwritable(_ path: String, _ number: CInt) -> SnapshotError {
        let directory = OpenFile.directory(of: path)
        let remedy =
            switch number {
            case ENOSPC, EDQUOT: "Make room there, or set another state_dir"
            case EACCES, EPERM, EROFS: "Let this user write in \(directory), or set another state_dir"
            case ENOENT, ENOTDIR: "Make the directory \(directory), or set another state_dir"
            default: "Set another state_dir"
            }
        return .unwritable(path, reason: String(cString: strerror(number)), remedy: remedy)
    }

    static func unwritable(_ path: String, reason: String, remedy: String) -> SnapshotError {
        SnapshotError(code: .unwritable, path: path, detail: "the snapshot could not be saved: \(reason)", remedy: remedy)
    }

    static func undeletable(_ path: String, _ number: CInt) -> SnapshotError {
        SnapshotError(
            code: .unwritable, path: path,
            detail: "the snapshot could not be deleted once it was read: \(String(cString: strerror(number)))",
            remedy: "The cache starts empty; let this user write in \(OpenFile.directory(of: path)), or set another state_dir")
    }

    static func busy(_ path: String) -> SnapshotError {
        SnapshotError(
            code: .busy, path: path, detail: "another save to this file is running",
            remedy: "Wait for it; give each process a state_dir of its own")
    }
}
