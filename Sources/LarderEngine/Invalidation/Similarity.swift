import NIOConcurrencyHelpers

/// How alike two names are: the Sørensen–Dice coefficient of their pairs of neighbouring bytes, 0 to 1.
struct Similarity {
    private let pairs: Set<UInt16>

    init(to name: String) {
        self.pairs = Self.pairs(of: name)
    }

    func callAsFunction(_ other: String) -> Double {
        let others = Self.pairs(of: other)
        guard !self.pairs.isEmpty, !others.isEmpty else { return 0 }
        return 2 * Double(self.pairs.intersection(others).count) / Double(self.pairs.count + others.count)
    }

    private static func pairs(of name: String) -> Set<UInt16> {
        let bytes = name.utf8.prefix(256)
        return Set(zip(bytes, bytes.dropFirst()).map { UInt16($0) << 8 | UInt16($1) })
    }
}

extension CacheEngine {
    /// Names like a selection that matched nothing, for "did you mean": at most three.
    func neighbours(of selection: Selection) -> [String] {
        let wanted: String
        var names: Set<String> = []
        switch selection {
        case .all:
            return []
        case .tags(let tags):
            wanted = tags.first ?? ""
            self.forSomeEntries { names.formUnion($0.tagNames(of: $1)) }
        case .key(let text):
            wanted = text
            self.forSomeEntries { shard, slot in
                let key = shard.cacheKey(of: slot)
                names.formUnion([key.text, key.route.map { "\($0):" } ?? key.text])
            }
        case .keys(let texts):
            wanted = texts.first ?? ""
            self.forSomeEntries { names.insert($0.cacheKey(of: $1).text) }
        case .route(let route):
            wanted = route
            self.forSomeEntries { names.formUnion($0.cacheKey(of: $1).route.map { [String($0)] } ?? []) }
        case .prefix(let prefix):
            wanted = prefix
            self.forSomeEntries { names.insert($0.cacheKey(of: $1).namespace) }
        case .pattern(let glob):
            wanted = String(glob.text.filter { !"*?[]!\\".contains($0) })
            self.forSomeEntries { names.insert($0.cacheKey(of: $1).namespace) }
        }
        let similarity = Similarity(to: wanted)
        return names.map { (name: $0, score: similarity($0)) }
            .filter { $0.score > 0.3 }
            .sorted { ($1.score, $0.name) < ($0.score, $1.name) }
            .prefix(3).map(\.name)
    }

    /// A bounded look round: a hint is not worth a walk through ten million keys.
    private func forSomeEntries(_ body: (borrowing Shard, Slot) -> Void) {
        let now = self.clock.now()
        for index in self.shards.indices {
            var position: Slot? = 0
            for _ in 0..<16 where position != nil {
                self.read(index, at: now) { shard in
                    for slot in shard.slice(from: &position) {
                        body(shard, slot)
                    }
                }
            }
        }
    }
}

extension Shard {
    fileprivate func cacheKey(of slot: Slot) -> CacheKey {
        CacheKey(text: Self.text(of: self.slab[slot].key))
    }
}

extension CacheKey {
    fileprivate var namespace: String {
        self.route.map { "\($0):" } ?? self.text
    }
}
