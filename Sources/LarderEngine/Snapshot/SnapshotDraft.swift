#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A snapshot in the making, beside the file whose place it will take.
///
/// There is one for each file, and whoever writes it has it locked. So a second save is refused, and what a crashed one left
/// behind, whose lock went with it, is written over.
struct SnapshotDraft {
    let file: OpenFile
    private let target: String

    init(for target: String) throws(SnapshotError) {
        self.target = target
        self.file = try OpenFile.exclusive(target + ".tmp", for: target)
    }

    /// Takes the target's place, for good, or discards itself.
    func publish() throws(SnapshotError) {
        do throws(SnapshotError) {
            try self.file.synchronize()
            guard rename(self.file.path, self.target) == 0 else { throw .unwritable(self.target, errno) }
        } catch {
            self.discard()
            throw error
        }
        try OpenFile(directoryOf: self.target).synchronize()
    }

    /// Not once it is published: its name may be somebody else's then.
    func discard() {
        unlink(self.file.path)
    }
}
