/// The keys under a prefix by the next separator (`:`, `/`, `?`, `#`), as a disk-usage browser shows a disk.
public struct KeyTree: Hashable, Sendable {
    /// What all keys share up to a separator, or one key.
    public struct Child: Hashable, Sendable {
        /// The tree's prefix and what follows up to the next separator, that one included; the whole key of a leaf.
        public var prefix: String
        /// Whether it is a key of its own: a key that ends where others go on is a leaf beside their group.
        public var isLeaf: Bool
        /// Live ones.
        public var entries: Int
        public var bytes: Int
        /// Those of keys that are gone, and misses, are known for some keys together, and shared out evenly.
        public var hits: Int
        public var misses: Int
    }

    public var prefix: String
    /// Live ones under the prefix, those of children that were left out too.
    public var entries: Int
    public var bytes: Int
    /// The largest by bytes, largest first.
    public var children: [Child]
}

extension CacheEngine {
    /// Groups that each shard keeps beyond those asked for: one that is small in one shard may be large in all together.
    private static let spareGroups = 4

    /// What lies under a prefix, by the next separator. Does not touch recency.
    ///
    /// Where there are more than `limit` children the largest are shown, and a figure may lack what a shard with many others
    /// held of it.
    ///
    /// - Parameter limit: Positive.
    /// - Complexity: O(nodes and keys between the prefix and the next separators) time, in slices of about 64 under a lock;
    ///   O(limit × shards) memory.
    public func tree(prefix: String = "", limit: Int) -> KeyTree {
        precondition(limit > 0, "limit must be positive, got \(limit)")
        let now = self.clock.now()
        let listings = self.shards.indices.map { index in
            var walk = NamespaceWalk(prefix: prefix.utf8, limit: Self.spareGroups * limit)
            while !walk.isFinished {
                self.read(index, at: now) { shard in
                    _ = shard.turnWheels(to: now, limit: 8)
                    walk.advance(through: shard.namespaces, in: shard.slab)
                }
            }
            return walk.listing
        }
        let listing = NamespaceListing.merge(listings, limit: limit)
        return KeyTree(
            prefix: prefix, entries: listing.entries, bytes: listing.bytes, children: listing.groups.map(KeyTree.Child.init))
    }
}

extension KeyTree.Child {
    fileprivate init(_ group: NamespaceListing.Group) {
        self.init(
            prefix: String(decoding: group.name, as: UTF8.self), isLeaf: group.isLeaf, entries: group.entries,
            bytes: group.bytes, hits: Int(clamping: group.traffic.hits), misses: Int(clamping: group.traffic.misses))
    }
}
