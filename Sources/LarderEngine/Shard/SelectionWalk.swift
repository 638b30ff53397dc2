/// Goes through the entries of one shard that a selection may mean: those that have a prefix, or what a pattern begins with, or
/// one of some tags, without a look at any other.
///
/// An entry that stays from the first step to the last is found once; by tags at least once, at times more often.
struct SelectionWalk {
    /// Entries to do something with under one lock.
    static let sliceLength = 32

    private enum Way {
        case prefix(String, NamespaceCursor?)
        /// The first tag is on its way, from where.
        case tags(ArraySlice<String>, Int?)
        /// All there are, from where.
        case slots(Slot)
        case end
    }

    private var way: Way

    /// - Parameter aim: Not keys.
    init(_ aim: Aim) {
        switch aim {
        case .prefix(let prefix): self.way = .prefix(prefix, nil)
        case .tags(let tags): self.way = .tags(tags[...], nil)
        case .pattern(let pattern) where pattern.literalPrefix.isEmpty: self.way = .slots(0)
        case .pattern(let pattern): self.way = .prefix(pattern.literalPrefix, nil)
        case .keys: preconditionFailure("keys are found without a walk")
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
        case .slots(let start):
            var position: Slot? = start
            let slots = shard.slice(from: &position)
            self.way = position.map { .slots($0) } ?? .end
            return slots
        }
    }
}
