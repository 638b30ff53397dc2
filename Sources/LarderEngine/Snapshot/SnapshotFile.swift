#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where snapshots lie. All of it blocks its thread.
package enum SnapshotFile {
    /// The file of an engine; names that no file can have are spelled otherwise, and never two alike.
    package static func path(in directory: String, engine: String) -> String {
        "\(directory)/\(self.fileName(engine)).snapshot"
    }

    /// Saves what `body` appends, or nothing: it is written aside and takes the file's place when all of it is on the disk, so
    /// that a save that fails, or a machine that does, leaves the file there was. Only the owner may read it.
    ///
    /// - Returns: The number of entries.
    package static func save(
        _ header: SnapshotHeader, to path: String, limits: SnapshotLimits,
        _ body: (inout SnapshotWriter<SnapshotFileSink>) throws(SnapshotError) -> Void
    ) throws(SnapshotError) -> Int {
        let draft = try SnapshotDraft(for: path)
        let entryCount: Int
        do throws(SnapshotError) {
            var writer = try SnapshotWriter(header, into: SnapshotFileSink(draft: draft), limits: limits)
            try body(&writer)
            entryCount = writer.entryCount
            _ = try writer.finish()
        } catch {
            draft.discard()
            throw error
        }
        try draft.publish()
        return entryCount
    }

    /// The entries of a file that was found to be whole; nil where there is none.
    ///
    /// The file is read twice, once to verify it, so that no entry of a damaged one is ever used.
    package static func load(
        _ path: String, engine: String, wallSeconds: Double, limits: SnapshotLimits
    ) throws(SnapshotError) -> SavedEntries? {
        guard let file = try SnapshotFileSource(path: path) else { return nil }
        let reader = try SnapshotReader(file, limits: limits)
        guard reader.header.engine == engine else {
            throw .foreign(path, "the file belongs to the cache '\(reader.header.engine)', not to '\(engine)'")
        }
        let entryCount = try reader.verify()
        return SavedEntries(reader: reader, entryCount: entryCount, elapsed: reader.header.elapsed(at: wallSeconds))
    }

    /// Once it is gone for good, no crash brings it back.
    package static func remove(_ path: String) throws(SnapshotError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .undeletable(path, errno) }
        try OpenFile(directoryOf: path).synchronize()
    }

    private static func fileName(_ engine: String) -> String {
        // A file name has at most 255 bytes, some of them for what follows it.
        let longest = 200
        var name = ""
        for byte in engine.utf8 {
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-_".contains(character))
            name += isPlain ? String(character) : "%" + Self.hexadecimal(UInt32(byte), digits: 2)
        }
        guard name.utf8.count > longest else { return name.isEmpty ? "%" : name }
        let sum = Array(engine.utf8).withUnsafeBytes(CRC32C.of)
        return "\(name.prefix(longest))%%\(Self.hexadecimal(sum, digits: 8))"
    }

    private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }
}

/// What a snapshot holds, as old as it is by now; those that have died meanwhile are passed over.
package struct SavedEntries {
    private var reader: SnapshotReader<SnapshotFileSource>
    /// Dead ones too.
    package let entryCount: Int
    /// Since it was saved.
    package let elapsed: Duration

    init(reader: SnapshotReader<SnapshotFileSource>, entryCount: Int, elapsed: Duration) {
        self.reader = reader
        self.entryCount = entryCount
        self.elapsed = elapsed
    }

    package var header: SnapshotHeader { self.reader.header }

    /// Throws where the file was changed or could not be read since it was verified.
    package mutating func next() throws(SnapshotError) -> SnapshotEntry? {
        while let entry = try self.reader.next() {
            if let aged = entry.aged(by: self.elapsed) { return aged }
        }
        return nil
    }
}

/// The bytes of a file, in order.
package struct SnapshotFileSource: SnapshotSource {
    private static let chunkBytes = 256 << 10

    package let name: String
    package let length: Int
    private let file: OpenFile
    /// Of the next byte that was not read into `chunk`.
    private var offset = 0
    private var chunk: [UInt8] = []
    private var taken = 0

    /// Nil where there is no such file.
    init?(path: String) throws(SnapshotError) {
        guard let file = try OpenFile(reading: path) else { return nil }
        self.name = path
        self.file = file
        self.length = try file.regularLength()
    }

    package mutating func read(into bytes: UnsafeMutableRawBufferPointer) throws(SnapshotError) {
        var filled = 0
        while filled < bytes.count {
            if self.taken == self.chunk.count {
                let count = min(Self.chunkBytes, self.length - self.offset)
                self.chunk = try self.file.read(count, at: self.offset)
                self.offset += count
                self.taken = 0
            }
            let count = min(bytes.count - filled, self.chunk.count - self.taken)
            self.chunk.withUnsafeBytes { chunk in
                bytes[filled...].copyBytes(from: chunk[self.taken..<self.taken + count])
            }
            filled += count
            self.taken += count
        }
    }
}

package struct SnapshotFileSink: SnapshotSink {
    let draft: SnapshotDraft

    package func write(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
        try self.draft.file.write(bytes)
    }
}
