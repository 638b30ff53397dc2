import EngineProperties
import Glibc
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct SnapshotFileTests {
    private let limits = SnapshotLimits(fileBytes: 1 << 20)

    private func header(savedAt: Double = 1000) -> SnapshotHeader {
        SnapshotHeader(engine: "default", savedAt: savedAt)
    }

    private func save(_ keys: [String], to path: String) throws(SnapshotError) {
        _ = try SnapshotFile.save(self.header(), to: path, limits: self.limits) { writer throws(SnapshotError) in
            for key in keys {
                _ = try writer.append(SnapshotEntry(key: key, value: ByteBuffer(string: key), freshness: .seconds(60)))
            }
        }
    }

    private func failToSave(to path: String) throws(SnapshotError) {
        _ = try SnapshotFile.save(self.header(), to: path, limits: self.limits) { writer throws(SnapshotError) in
            _ = try writer.append(SnapshotEntry(key: "after", value: ByteBuffer(), freshness: nil))
            throw SnapshotError.unwritable(path, ENOSPC)
        }
    }

    private func saveUnlessBusy(_ keys: [String], to path: String) throws(SnapshotError) {
        do throws(SnapshotError) {
            try self.save(keys, to: path)
        } catch {
            guard error.code == .busy else { throw error }
        }
    }

    private func load(_ path: String, engine: String = "default", wallSeconds: Double = 1000) throws(SnapshotError) -> [String]? {
        guard
            var saved = try SnapshotFile.load(path, engine: engine, wallSeconds: wallSeconds, limits: self.limits)
        else { return nil }
        var keys: [String] = []
        while let entry = try saved.next() {
            #expect(String(buffer: entry.value) == entry.key)
            keys.append(entry.key)
        }
        return keys
    }

    @Test func `what was saved is loaded, the hottest first`() throws {
        try withDirectory { directory in
            let keys = (0..<5000).map { "course_list:?page=\($0)" }
            try self.save(keys, to: "\(directory)/default.snapshot")
            #expect(try self.load("\(directory)/default.snapshot") == keys)
            #expect(names(in: directory) == ["default.snapshot"])
        }
    }

    @Test func `a file that is not there is no error`() throws {
        try withDirectory { directory in
            let loaded = try self.load("\(directory)/default.snapshot")
            #expect(loaded == nil)
        }
    }

    @Test func `nobody but the owner may read it`() throws {
        try withDirectory { directory in
            let path = "\(directory)/default.snapshot"
            close(open("\(path).tmp", O_CREAT | O_WRONLY, 0o666))
            chmod("\(path).tmp", 0o666)
            try self.save(["a"], to: path)
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `entries that died while the program was down are passed over`() throws {
        try withDirectory { directory in
            let path = "\(directory)/default.snapshot"
            try self.save(["a"], to: path)
            #expect(try self.load(path, wallSeconds: 1059) == ["a"])
            #expect(try self.load(path, wallSeconds: 1060) == [])
            #expect(try self.load(path, wallSeconds: 10) == ["a"])
        }
    }

    @Test func `a save that fails leaves the file there was, and nothing beside it`() throws {
        try withDirectory { directory in
            let path = "\(directory)/default.snapshot"
            try self.save(["before"], to: path)
            #expect(throws: SnapshotError.self) { try self.failToSave(to: path) }
            #expect(try self.load(path) == ["before"])
            #expect(names(in: directory) == ["default.snapshot"])
        }
    }

    @Test func `what a crashed save left behind is written over`() throws {
        try withDirectory { directory in
            let path = "\(directory)/default.snapshot"
            let left = open("\(path).tmp", O_CREAT | O_WRONLY, 0o600)
            let rubbish = [UInt8](repeating: 7, count: 100_000)
            #expect(write(left, rubbish, rubbish.count) == rubbish.count)
            close(left)
            try self.save(["a"], to: path)
            #expect(try self.load(path) == ["a"])
            #expect(names(in: directory) == ["default.snapshot"])
        }
    }

    @Test func `a second save at the same time is refused and disturbs neither`() throws {
        try withDirectory { directory in
            let path = "\(directory)/default.snapshot"
            try self.save(["a"], to: path)
            let draft = try SnapshotDraft(for: path)
            let error = #expect(throws: SnapshotError.self) { try self.save(["b"], to: path) }
            #expect(error?.code == .busy)
            let loaded = try self.load(path)
            #expect(loaded == ["a"])
            draft.discard()
        }
    }

    @Test func `many saves and loads at once: each load sees one save as a whole`() async throws {
        try await withDirectory { directory in
            let path = "\(directory)/default.snapshot"
            let saves = (0..<4).map { saver in (0..<500).map { "\(saver):\($0)" } }
            try self.save(saves[0], to: path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for keys in saves {
                    group.addTask {
                        for _ in 0..<25 {
                            try self.saveUnlessBusy(keys, to: path)
                            let loaded = try self.load(path)
                            #expect(loaded.map(saves.contains) == true)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(names(in: directory) == ["default.snapshot"])
        }
    }

    @Test func `a draft that is a link to another file is not written through`() throws {
        try withDirectory { directory in
            let path = "\(directory)/default.snapshot"
            try self.save(["precious"], to: "\(directory)/other.snapshot")
            symlink("\(directory)/other.snapshot", "\(path).tmp")
            #expect(throws: SnapshotError.self) { try self.save(["a"], to: path) }
            unlink("\(path).tmp")
            link("\(directory)/other.snapshot", "\(path).tmp")
            #expect(throws: SnapshotError.self) { try self.save(["a"], to: path) }
            #expect(try self.load("\(directory)/other.snapshot") == ["precious"])
        }
    }

    @Test func `where nothing can be written the message names the file and the remedy`() throws {
        try withDirectory { directory in
            let absent = #expect(throws: SnapshotError.self) { try self.save(["a"], to: "\(directory)/no/default.snapshot") }
            #expect(
                absent?.description == "\(directory)/no/default.snapshot: the snapshot could not be saved: "
                    + "No such file or directory. Make the directory \(directory)/no, or set another state_dir")
            close(open("\(directory)/file", O_CREAT | O_WRONLY, 0o600))
            let file = #expect(throws: SnapshotError.self) { try self.save(["a"], to: "\(directory)/file/default.snapshot") }
            #expect(file?.description.contains("Not a directory. Make the directory \(directory)/file") == true)
        }
    }

    @Test(arguments: [
        (ENOSPC, "No space left on device. Make room there, or set another state_dir"),
        (EACCES, "Permission denied. Let this user write in /var/lib/larder, or set another state_dir"),
        (EROFS, "Read-only file system. Let this user write in /var/lib/larder, or set another state_dir"),
        (EIO, "Input/output error. Set another state_dir"),
    ]) func `a failure to write says what to do about it`(number: CInt, end: String) {
        let error = SnapshotError.unwritable("/var/lib/larder/default.snapshot", number)
        #expect(error.description == "/var/lib/larder/default.snapshot: the snapshot could not be saved: \(end)")
    }

    @Test func `a directory in the file's place is called so`() throws {
        try withDirectory { directory in
            mkdir("\(directory)/default.snapshot", 0o700)
            let error = #expect(throws: SnapshotError.self) { try self.load("\(directory)/default.snapshot") }
            #expect(error?.code == .unreadable)
            #expect(throws: SnapshotError.self) { try self.save(["a"], to: "\(directory)/default.snapshot") }
            #expect(names(in: directory) == ["default.snapshot"])
        }
    }

    @Test func `a damaged file gives no entry at all`() throws {
        try withDirectory { directory in
            let path = "\(directory)/default.snapshot"
            try self.save((0..<1000).map { "k\($0)" }, to: path)
            let descriptor = open(path, O_RDWR)
            let end = lseek(descriptor, -40, SEEK_END)
            #expect(pwrite(descriptor, [0x55] as [UInt8], 1, end) == 1)
            close(descriptor)
            let error = #expect(throws: SnapshotError.self) {
                try SnapshotFile.load(path, engine: "default", wallSeconds: 1000, limits: self.limits)
            }
            #expect(error?.code == .damaged)
            #expect(error?.path == path)
        }
    }

    @Test func `another cache's file is not taken for this one's`() throws {
        try withDirectory { directory in
            try self.save(["a"], to: "\(directory)/default.snapshot")
            let error = #expect(throws: SnapshotError.self) {
                try self.load("\(directory)/default.snapshot", engine: "shared")
            }
            #expect(error?.description.contains("belongs to the cache 'default', not to 'shared'") == true)
        }
    }

    @Test(arguments: [
        ("default", "/s/default.snapshot"), ("../../etc/passwd", "/s/%2E%2E%2F%2E%2E%2Fetc%2Fpasswd.snapshot"),
        ("größe", "/s/gr%C3%B6%C3%9Fe.snapshot"), ("", "/s/%.snapshot"), ("a%", "/s/a%25.snapshot"), ("\0", "/s/%00.snapshot"),
        (".", "/s/%2E.snapshot"),
    ]) func `an engine's name makes a harmless file name`(engine: String, path: String) {
        #expect(SnapshotFile.path(in: "/s", engine: engine) == path)
    }

    @Test func `long names stay apart and within what a file name may have`() {
        let names = (0..<3).map { String(repeating: "ö", count: 300) + "\($0)" } + [String(repeating: "ö", count: 300)]
        let paths = names.map { SnapshotFile.path(in: "", engine: $0) }
        #expect(Set(paths).count == paths.count)
        #expect(paths.allSatisfy { $0.utf8.count + ".tmp".utf8.count <= 256 })
    }
}

/// Gives a directory of its own and takes it away with all that lies directly in it.
func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let directory = try makeDirectory()
    defer { removeDirectory(directory) }
    return try body(directory)
}

private func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let directory = try makeDirectory()
    defer { removeDirectory(directory) }
    return try await body(directory)
}

private func makeDirectory() throws -> String {
    var template = Array("/tmp/larder-snapshot-XXXXXX".utf8CString)
    return String(cString: try #require(mkdtemp(&template)))
}

private func removeDirectory(_ directory: String) {
    for name in names(in: directory) {
        remove("\(directory)/\(name)")
    }
    rmdir(directory)
}

func names(in directory: String) -> [String] {
    guard let listing = opendir(directory) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let item = readdir(listing) {
        names.append(
            withUnsafePointer(to: &item.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
}
