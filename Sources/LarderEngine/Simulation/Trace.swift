/// What was asked of a cache, in order.
package struct Trace: Sendable {
    /// One request: a key by its number, and what its value weighs.
    package struct Request: Sendable {
        package var key: UInt32
        /// Bytes; 0 where sizes are not known.
        package var size: UInt32

        package init(key: UInt32, size: UInt32) {
            self.key = key
            self.size = size
        }
    }

    package private(set) var requests: ContiguousArray<Request> = []
    /// Of each key's text, by its number.
    package private(set) var hashes: ContiguousArray<UInt64> = []
    private var numbers: [UInt64: UInt32] = [:]

    package init() {}

    package var uniqueKeys: Int { self.hashes.count }

    /// Adds a request for the key with this text. Keys are told apart by 64 bits of hash, and numbered as they first appear.
    package mutating func append(key text: some Sequence<UInt8>, size: UInt32 = 0) {
        let hash = Self.hash(text)
        let number = self.numbers[hash, default: UInt32(self.hashes.count)]
        if number == self.hashes.count {
            self.numbers[hash] = number
            self.hashes.append(hash)
        }
        self.requests.append(Request(key: number, size: size))
    }

    /// Gives every request the size of its key; `sizes` has one for each.
    package mutating func setSizes(_ sizes: [UInt32]) {
        precondition(sizes.count >= self.uniqueKeys, "\(sizes.count) sizes for \(self.uniqueKeys) keys")
        for place in self.requests.indices {
            self.requests[place].size = sizes[Int(self.requests[place].key)]
        }
    }

    /// FNV-1a with a finalizer, so that every bit counts: the same on every machine, as the results have to be.
    private static func hash(_ text: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }
}
