/// What a snapshot says about itself before its entries.
package struct SnapshotHeader: Hashable, Sendable {
    /// The engine's name.
    package var engine: String
    /// In wall time; seconds since 1970.
    package var savedAt: Double
    /// An opaque proof of what the entries' source looked like, such as a database's change counter: where it is still the
    /// same the entries need not be revalidated.
    package var sourceMark: [UInt8]?

    package init(engine: String, savedAt: Double, sourceMark: [UInt8]? = nil) {
        self.engine = engine
        self.savedAt = savedAt
        self.sourceMark = sourceMark
    }

    /// How long ago that was. A wall clock that was set back does not prolong a life.
    package func elapsed(at wallSeconds: Double) -> Duration {
        let elapsed = wallSeconds - self.savedAt
        // A thousand years are for ever; what is no number has not passed.
        return elapsed > 0 ? .seconds(min(elapsed, 3e10)) : .zero
    }
}

// The format. Numbers are little-endian; a text is its length in two bytes and its UTF-8.
//
//     magic        LARDERSN
//     version      u32
//     length       u32       of the rest of the header
//     savedAt      f64
//     flags        u8        1: there is a source mark
//     engine       text
//     [mark]       u32, bytes
//     checksum     u32       of all before
//
//     then for each entry
//     length       u32       of the record, more than zero
//     checksum     u32       of the length and the record
//     record                 see `SnapshotRecord`
//
//     end          u32       0
//     entries      u64
//     checksum     u32       of the header's checksum, each entry's length and checksum, and the number of entries
extension SnapshotHeader {
    static let magic = Array("LARDERSN".utf8)
    static let version: UInt32 = 2
    /// Before the part whose length is told.
    static let prefixLength = magic.count + 8
    static let endLength = 16
}

/// What no snapshot exceeds. A writer leaves out what would, so that it never makes a file that a reader refuses.
package struct SnapshotLimits: Hashable, Sendable {
    package var fileBytes: Int
    package var headerBytes = 64 << 10
    package var recordBytes = 1 << 30
    package var tags = 4096
    /// A reader takes higher costs for these: they are added up for every hit, and no sum must overflow.
    package var loadTime: Duration = .seconds(86_400)
    package var queries = 1 << 20

    package init(fileBytes: Int) {
        self.fileBytes = fileBytes
    }
}
