/// Goes through the entries of one shard that have a prefix or one of some tags, without a look at any other.
///
/// An entry that stays from the first step to the last is found at least once, at times twice.
struct SelectionWalk {
    /// Entries to do something with under one lock.
    static let sliceLength = 32

    private enum Way {
        case prefix(String, NamespaceCursor?)
        /// The first tag is on its way, from where.
        case tags(ArraySlice<String>, Int?)
        case end
    }

    private var way: Way

    /// - Parameter aim: A prefix or tags.
    init(_ aim: Aim) {
        switch aim {
        case .prefix(let prefix): self.way = .prefix(prefix, nil)
        case .tags(let tags): self.way = .tags(tags[...], nil)
        case .keys, .pattern: preconditionFailure("keys are found without a walk, patterns by looking at all")
        }
    }

    /// Some entries, up to a container more than a slice; nil at the end.
    mutating func next(in shard: borrowing Shard) -> [Slot]? {
        switch self.way {
        case .end:
            return nil
        case .prefix(let prefix, let cursor):
            let found = prefix.withBytes {
                shard.namespaces.members(prefix: $0, from: cursor, limit: Self.sliceLength, in: shard.slab)
            }
            self.way = found.next.map { .prefix(prefix, $0) } ?? .end
            return found.slots
        case .tags(let tags, let end):
            guard let tag = tags.first else { return nil }
            let found = shard.tags.members(named: tag, before: end, limit: Self.sliceLength)
            self.way = found.next.map { .tags(tags, $0) } ?? .tags(tags.dropFirst(), nil)
            return found.slots
        }
    }
}
