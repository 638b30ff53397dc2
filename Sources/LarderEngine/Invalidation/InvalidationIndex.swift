/// Leads from names to the logged invalidations that may hit them, so that nobody has to look at each.
///
/// Keeps hashes of keys, prefixes and tags, and the numbers that were given to them. Equal hashes are no proof: whoever asks
/// compares. What can not be found by a name is kept as such, and costs a look each.
struct InvalidationIndex {
    /// A selection as it is found; made without a lock, for it may be long.
    enum Terms {
        case names([Int])
        case prefix(Int, length: Int)
        /// Patterns, and many names at once.
        case broad
    }

    private static let mostNames = 32
    /// Of broad ones: with more, the log does not reach back further than these.
    private static let broadCapacity = 256

    private var numbers: [Int: [UInt64]] = [:]
    /// How many prefixes there are of each length.
    private var lengths: [Int: Int] = [:]
    private var broad: [UInt64] = []
    /// The number of the last broad one that was given up.
    private(set) var forgotten: UInt64 = 0

    mutating func add(_ terms: Terms, _ sequence: UInt64) {
        switch terms {
        case .names(let names):
            for name in names {
                self.numbers[name, default: []].append(sequence)
            }
        case .prefix(let name, let length):
            self.numbers[name, default: []].append(sequence)
            self.lengths[length, default: 0] += 1
        case .broad:
            if self.broad.count == Self.broadCapacity {
                self.forgotten = self.broad.removeFirst()
            }
            self.broad.append(sequence)
        }
    }

    /// - Parameter sequence: The lowest that is here.
    mutating func remove(_ terms: Terms, _ sequence: UInt64) {
        switch terms {
        case .names(let names):
            for name in names {
                self.removeFirst(name, sequence)
            }
        case .prefix(let name, let length):
            self.removeFirst(name, sequence)
            let count = self.lengths[length]! - 1
            self.lengths[length] = count == 0 ? nil : count
        case .broad:
            if self.broad.first == sequence {
                self.broad.removeFirst()
            }
        }
    }

    private mutating func removeFirst(_ name: Int, _ sequence: UInt64) {
        guard self.numbers[name]?.first == sequence else { return }
        self.numbers[name]!.removeFirst()
        if self.numbers[name]!.isEmpty {
            self.numbers[name] = nil
        }
    }

    /// Numbers above `began` of invalidations that may hit the key, in order.
    ///
    /// - Complexity: O(tags + lengths of prefixes + broad ones + what is found).
    func candidates(above began: UInt64, for key: CacheKey, tags: some Sequence<String>) -> [UInt64] {
        var found = Array(self.broad.drop { $0 <= began })
        func collect(_ name: Int) {
            guard let numbers = self.numbers[name], numbers.last! > began else { return }
            found += numbers.drop { $0 <= began }
        }
        guard !self.numbers.isEmpty else { return found }
        key.text.withBytes { text in
            collect(Self.name(.key, UnsafeRawBufferPointer(rebasing: text[..<key.resourceLength])))
            if key.resourceLength < text.count {
                collect(Self.name(.key, text))
            }
            for length in self.lengths.keys where length <= text.count {
                collect(Self.name(.prefix, UnsafeRawBufferPointer(rebasing: text[..<length])))
            }
        }
        for tag in tags {
            collect(Self.name(.tag, tag))
        }
        found.sort()
        return found
    }
}

// MARK: Names

extension InvalidationIndex {
    private enum Kind: Hashable {
        case key, prefix, tag
    }

    private static func name(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(kind)
        hasher.combine(bytes: bytes)
        return hasher.finalize()
    }

    private static func name(_ kind: Kind, _ text: String) -> Int {
        text.withBytes { self.name(kind, $0) }
    }

    static func terms(of selection: Selection) -> Terms {
        switch selection.aim {
        case .keys(let keys) where keys.count <= self.mostNames: .names(Set(keys.map { self.name(.key, $0.text) }).sorted())
        case .tags(let tags) where tags.count <= self.mostNames: .names(Set(tags.map { self.name(.tag, $0) }).sorted())
        case .prefix(let prefix): .prefix(self.name(.prefix, prefix), length: prefix.utf8.count)
        case .keys, .tags, .pattern: .broad
        }
    }
}
