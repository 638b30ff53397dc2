/// Bytes of entries that have left while somebody still reads them, writing them out to a slow client for instance: no longer
/// in the budget, still in memory.
struct PinnedBytes {
    private var pinned: [(bytes: EntryBytes, weight: Int)] = []
    private var checkedAt = 0

    /// - Parameter bytes: Of an entry that has left, with nobody but readers to hold them beside the caller.
    mutating func add(_ bytes: EntryBytes, weight: Int) {
        self.pinned.append((bytes, weight))
        // Looked through each time they have doubled, so that a look costs O(1) for each that came.
        if self.pinned.count > 2 * self.checkedAt + 64 {
            self.release()
        }
    }

    /// Lets go of what nobody else holds.
    mutating func release() {
        for index in self.pinned.indices.reversed() where isKnownUniquelyReferenced(&self.pinned[index].bytes) {
            self.pinned.swapAt(index, self.pinned.count - 1)
            self.pinned.removeLast()
        }
        self.checkedAt = self.pinned.count
    }

    var weight: Int {
        self.pinned.reduce(0) { $0 + $1.weight }
    }
}

// Bytes of entries are never written to after they were made.
extension PinnedBytes: @unchecked Sendable {}
