import NIOConcurrencyHelpers

/// How alike two names are: the Sørensen–Dice coefficient of their pairs of neighbouring bytes, 0 to 1.
///
/// - Complexity: Bounded; only the first 64 bytes count. Pairs are bits of a set of 1,024, where few fall together.
struct Similarity {
    private let pairs: SIMD16<UInt64>

    init(to name: String) {
        self.pairs = Self.pairs(of: name)
    }

    func callAsFunction(_ other: String) -> Double {
        let others = Self.pairs(of: other)
        let all = Self.count(self.pairs) + Self.count(others)
        return all == 0 ? 0 : 2 * Double(Self.count(self.pairs & others)) / Double(all)
    }

    private static func pairs(of name: String) -> SIMD16<UInt64> {
        name.withBytes { bytes in
            var pairs = SIMD16<UInt64>.zero
            for place in 1..<max(1, min(bytes.count, 64)) {
                let pair = UInt32(bytes[place - 1]) << 8 | UInt32(bytes[place])
                let bit = Int((pair &* 0x9E37_79B1) >> 22)
                pairs[bit >> 6] |= 1 << UInt64(bit & 63)
            }
            return pairs
        }
    }

    private static func count(_ pairs: SIMD16<UInt64>) -> Int {
        pairs.indices.reduce(0) { $0 + pairs[$1].nonzeroBitCount }
    }
}

extension CacheEngine {
    /// Names that are compared with what was asked for: a hint is not worth more.
    private static let candidates = 16

    /// Names like a selection that matched nothing, for "did you mean": at most three.
    ///
    /// - Complexity: O(length of the selection): a few keys from where it turns off the others, and a few from anywhere.
    func neighbours(of selection: Selection) -> [String] {
        let wanted: String
        var names: Set<String> = []
        switch selection {
        case .all:
            return []
        case .tags(let tags):
            wanted = tags.first ?? ""
            self.forSomeShards(&names) { shard, names in
                names.formUnion(shard.tags.someNames(limit: Self.candidates))
            }
        case .key(let text):
            wanted = text
            self.forSomeKeys(like: text, &names) { [$0.text, $0.namespace] }
        case .family(let family):
            wanted = family.resource
            self.forSomeKeys(like: family.resource, &names) { [$0.text, $0.namespace] }
        case .keys(let texts):
            wanted = texts.first ?? ""
            self.forSomeKeys(like: wanted, &names) { [$0.text] }
        case .route(let route):
            wanted = route
            self.forSomeKeys(like: route, &names) { $0.route.map { [String($0)] } ?? [] }
        case .prefix(let prefix):
            wanted = prefix
            self.forSomeKeys(like: prefix, &names) { [$0.namespace] }
        case .pattern(let glob):
            wanted = String(glob.text.filter { !"*?[]!\\".contains($0) })
            self.forSomeKeys(like: glob.literalPrefix, &names) { [$0.namespace] }
        }
        let similarity = Similarity(to: wanted)
        return names.map { (name: $0, score: similarity($0)) }
            .filter { $0.score > 0.3 }
            .sorted { ($1.score, $0.name) < ($0.score, $1.name) }
            .prefix(3).map(\.name)
    }

    private func forSomeKeys(like text: String, _ names: inout Set<String>, _ namesOf: (CacheKey) -> [String]) {
        let limit = Self.candidates / min(4, self.shards.count)
        self.forSomeShards(&names) { shard, names in
            for slot in shard.someSlots(near: text, limit: limit) {
                names.formUnion(namesOf(shard.cacheKey(of: slot)))
            }
        }
    }

    /// Goes from shard to shard until there are names enough, and to four at least: any few know most names.
    private func forSomeShards(_ names: inout Set<String>, _ body: (borrowing Shard, inout Set<String>) -> Void) {
        let now = self.clock.now()
        for index in self.shards.indices where index < 4 || names.isEmpty {
            guard names.count < Self.candidates else { return }
            self.read(index, at: now) { body($0, &names) }
        }
    }
}

extension Shard {
    /// Some from where the text turns off the keys there are, some from all over.
    fileprivate func someSlots(near text: String, limit: Int) -> [Slot] {
        let near = text.withBytes { self.namespaces.sample(beside: $0, limit: limit, in: self.slab) }
        let stride = max(1, Int(self.slab.end) / limit)
        return near + (0..<limit).map { Slot($0 * stride) }.filter { $0 < self.slab.end && self.slab.isOccupied($0) }
    }

    fileprivate func cacheKey(of slot: Slot) -> CacheKey {
        CacheKey(text: Self.text(of: self.slab[slot].key))
    }
}

extension CacheKey {
    fileprivate var namespace: String {
        self.route.map { "\($0):" } ?? self.text
    }
}
