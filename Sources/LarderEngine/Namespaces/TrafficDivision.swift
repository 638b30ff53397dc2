/// How the look-ups of a container divide among its entries: each has its own hits, and what is left, of entries that are gone
/// and of keys that never had one, is shared out evenly.
struct TrafficDivision {
    private let remainder: PrefixTraffic
    private let entries: Int

    init(of traffic: PrefixTraffic, among slots: some Collection<Slot>, in members: some NamespaceMembers) {
        let own = slots.reduce(UInt64(0)) { $0 + members.hits(of: $1) }
        // The entries' own hits may be more: they keep those from before they came here.
        self.remainder = PrefixTraffic(hits: traffic.hits > own ? traffic.hits - own : 0, misses: traffic.misses)
        self.entries = slots.count
    }

    func share(of slots: some Collection<Slot>, in members: some NamespaceMembers) -> PrefixTraffic {
        var share = self.remainder.share(slots.count, of: self.entries)
        share.hits += slots.reduce(UInt64(0)) { $0 + members.hits(of: $1) }
        return share
    }
}
