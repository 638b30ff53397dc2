/// A tag as it is looked for: its name and the name's hash, made once for all shards.
struct TagName {
    let text: String
    let hash: UInt32

    init(_ text: String) {
        self.text = text
        self.hash = text.withBytes(Self.hash)
    }

    /// Seeded for each process, so that names can not be chosen to fall into one place.
    static func hash(_ name: UnsafeRawBufferPointer) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(bytes: name)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }
}

/// Leads from the hash of a tag's name to the tag.
///
/// A cell holds the hash, so that strangers are told apart, and cells are moved, without a look at their tags.
struct TagNames {
    private struct Cell: ProbeCell {
        /// The tag's number inverted, so that there is none where it is zero.
        private var inverted: UInt32 = 0
        var hash: UInt32 = 0

        static var empty: Cell { Cell() }

        private init() {}

        init(_ tag: UInt32, hash: UInt32) {
            self.inverted = ~tag
            self.hash = hash
        }

        var tag: UInt32 { ~self.inverted }
        var isEmpty: Bool { self.inverted == 0 }
    }

    private var table = ProbeTable<Cell>()

    func destroy() {
        self.table.destroy()
    }

    var overheadBytes: Int {
        self.table.bytes
    }

    /// The first tag with this hash for which `matches` holds.
    func find(_ hash: UInt32, where matches: (UInt32) -> Bool) -> UInt32? {
        self.table.place(of: hash) { matches($0.tag) }?.pointee.tag
    }

    mutating func insert(_ tag: UInt32, hash: UInt32) {
        self.table.insert(Cell(tag, hash: hash))
    }

    mutating func remove(_ tag: UInt32, hash: UInt32) {
        guard let place = self.table.place(of: hash, where: { $0.tag == tag }) else {
            preconditionFailure("tag \(tag) has no name")
        }
        self.table.remove(at: place)
    }

    /// Those of the first cells.
    func some(_ limit: Int) -> [UInt32] {
        self.table.cells.prefix(limit).map(\.tag)
    }
}
