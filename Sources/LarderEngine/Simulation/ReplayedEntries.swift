/// The links of every key of a trace; a key's number is its slot.
final class ReplayedEntries {
    private struct Entry {
        var links: PolicyLinks
        var isResident = false
    }

    let links: Linked<PolicyLinks>
    private let residence: Linked<Bool>
    private let entries: UnsafeMutablePointer<Entry>
    private let chunks: UnsafeMutablePointer<UnsafeMutableRawPointer>

    init(_ hashes: ContiguousArray<UInt64>) {
        let chunkLength = Linked<PolicyLinks>.chunkLength
        self.entries = .allocate(capacity: max(1, hashes.count))
        for (number, hash) in hashes.enumerated() {
            (self.entries + number).initialize(to: Entry(links: PolicyLinks(weight: 0, hash: UInt32(truncatingIfNeeded: hash))))
        }
        let chunkCount = hashes.count / chunkLength + 1
        self.chunks = .allocate(capacity: chunkCount)
        for chunk in 0..<chunkCount {
            (self.chunks + chunk).initialize(to: UnsafeMutableRawPointer(self.entries + chunk * chunkLength))
        }
        let stride = MemoryLayout<Entry>.stride
        self.links = Linked(chunks: self.chunks, stride: stride, offset: MemoryLayout<Entry>.offset(of: \.links)!)
        self.residence = Linked(chunks: self.chunks, stride: stride, offset: MemoryLayout<Entry>.offset(of: \.isResident)!)
    }

    deinit {
        self.entries.deallocate()
        self.chunks.deallocate()
    }

    func isResident(_ key: Slot) -> Bool {
        self.residence[key]
    }

    func enter(_ key: Slot) {
        self.residence[key] = true
    }

    func leave(_ key: Slot) {
        self.residence[key] = false
    }
}
