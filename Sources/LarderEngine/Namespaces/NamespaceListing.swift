/// The keys under a prefix by the next separator, as a disk-usage browser shows a disk.
struct NamespaceListing {
    struct Group: Hashable {
        /// The prefix and what follows up to the next separator, that one included; the whole key of a leaf.
        var name: [UInt8]
        /// Whether it is a key of its own.
        var isLeaf: Bool
        /// Live ones.
        var entries: Int
        var bytes: Int
        var traffic: PrefixTraffic
    }

    /// Live ones under the prefix, all groups together.
    var entries = 0
    var bytes = 0
    var traffic = PrefixTraffic()
    /// The largest by bytes, in that order once they are cut.
    private(set) var groups: [Group] = []
    /// No group that was left out has more bytes; 0 where none was.
    private(set) var omittedBytes = 0

    /// Listings of several shards as one.
    ///
    /// Leaves are exact, because a key lies in one shard. Another group's figures may lack those of the shards that left it out,
    /// and a group may be missing where all shards did: together at most `omittedBytes` of the result. So ask each shard for
    /// several times as many as will be shown.
    static func merge(_ listings: [NamespaceListing], limit: Int) -> NamespaceListing {
        var places: [[UInt8]: Int] = [:]
        var merged = NamespaceListing()
        for listing in listings {
            merged.entries += listing.entries
            merged.bytes += listing.bytes
            merged.traffic.add(listing.traffic)
        }
        for group in listings.lazy.flatMap(\.groups) {
            guard let place = places[group.name] else {
                places[group.name] = merged.groups.count
                merged.groups.append(group)
                continue
            }
            merged.groups[place].entries += group.entries
            merged.groups[place].bytes += group.bytes
            merged.groups[place].traffic.add(group.traffic)
        }
        merged.cut(to: limit)
        merged.omittedBytes += listings.reduce(0) { $0 + $1.omittedBytes }
        return merged
    }

    /// Whether a group of so many bytes may be among the largest.
    func admits(bytes: Int) -> Bool {
        self.omittedBytes == 0 || bytes > self.omittedBytes
    }

    /// Sorts now and then, so that a listing never holds more than twice its limit.
    mutating func add(_ group: Group, limit: Int) {
        self.groups.append(group)
        if self.groups.count >= 2 * limit {
            self.cut(to: limit)
        }
    }

    mutating func cut(to limit: Int) {
        self.groups.sort { $0.bytes == $1.bytes ? $0.name.lexicographicallyPrecedes($1.name) : $0.bytes > $1.bytes }
        guard self.groups.count > limit else { return }
        self.omittedBytes = max(self.omittedBytes, self.groups[limit].bytes)
        self.groups.removeSubrange(limit...)
    }
}
