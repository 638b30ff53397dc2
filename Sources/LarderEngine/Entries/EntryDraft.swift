import NIOCore

/// What is to become an entry, and what it will occupy: known before any of it is made, so that room comes first.
struct EntryDraft {
    let key: CacheKey
    let value: CacheValue
    let lifetime: EntryLifetime
    /// Each once.
    let tags: [String]
    let cost: LoadCost
    /// Whether its record says all there is to say.
    let isPlain: Bool
    /// Its bytes, and what its record, its place in the index and its heap objects take; nodes of namespaces and tags are
    /// counted where they are made.
    let footprint: Footprint

    init(key: CacheKey, value: CacheValue, lifetime: EntryLifetime, tags: [String], cost: LoadCost) {
        self.key = key
        self.value = value
        self.lifetime = lifetime
        self.tags = Self.distinct(tags)
        self.cost = cost
        self.isPlain = value.head == nil && tags.isEmpty && cost == LoadCost() && lifetime.isPlain
        let length = value.bytes.readableBytes
        self.footprint = Footprint(
            key: key.text.utf8.count, value: length + (value.head?.weight ?? 0),
            overhead: EntryRecord.overhead + EntryBytes.overhead(ofValue: length)
                + (self.isPlain ? 0 : EntryExtras.overhead(tags: self.tags.count)))
    }

    private static func distinct(_ tags: [String]) -> [String] {
        guard tags.count > 1 else { return tags }
        var seen: Set<String> = []
        return tags.filter { seen.insert($0).inserted }
    }
}
