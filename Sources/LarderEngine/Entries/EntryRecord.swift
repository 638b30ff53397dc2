/// What a shard keeps of one entry in its slab for those who read it; plain memory, a million of them.
///
/// Exactly a cache line: what else there is to know stands in the entry's `ColdRecord`.
struct EntryRecord {
    struct Flags: OptionSet {
        let rawValue: UInt16

        /// The totals of its namespaces and tags count it.
        static let live = Flags(rawValue: 1)
        /// Bears soft marks.
        static let softened = Flags(rawValue: 2)
        /// Kept for a conditional request only.
        static let outdated = Flags(rawValue: 4)
        /// Waits in the chain of those that leave first, and not with the policy.
        static let condemned = Flags(rawValue: 8)
        /// In no chain of either: it is on its way out.
        static let leaving = Flags(rawValue: 16)
        /// Its extras were made after it came, and are not in its own footprint.
        static let lateExtras = Flags(rawValue: 32)
        /// Past its freshness: the other wheel has it.
        static let aged = Flags(rawValue: 64)
        static let occupied = Flags(rawValue: 128)
        /// Restored from a snapshot, and nothing proves that its source is as it was: not served before it was asked.
        static let unproven = Flags(rawValue: 256)

        /// Its extras hold a buffer that readers share.
        static let viewed = Flags(rawValue: 512)

        /// Those that let something other than time decide what a reader gets.
        static let qualified = Flags(rawValue: 2 | 4 | 256)
    }

    var policy: PolicyLinks
    var flags: Flags
    /// Of the namespace tree, the one that holds it.
    var node: UInt32 = 0
    /// In units of 2^24 ns since the shard began, rounded up; 0 where there was none.
    var lastHit: UInt32 = 0
    /// Saturates.
    var hits: UInt32 = 0
    var bytes: Unmanaged<EntryBytes>
    var freshUntil: CacheInstant
    /// The number of the last invalidation that is known not to concern it, or that it bears already.
    var asOf: UInt64
    var extras: Unmanaged<EntryExtras>?

    /// What `policy.weight` can hold, and so can the lengths of key and value, which are parts of it: the key's has 31 bits.
    static let maximumWeight = Int(Int32.max)

    /// Bytes of both records, and of the place in the index.
    static let overhead = MemoryLayout<EntryRecord>.stride + MemoryLayout<ColdRecord>.stride + KeyIndex.overhead
}

/// What nobody needs to serve an entry.
struct ColdRecord {
    var createdAt: CacheInstant
    var wheel = WheelLinks()
    /// The next variant of the same resource; of a free slot the next free one.
    var nextVariant = Slot.none
    /// Among the members of its node of the namespace tree.
    var position: UInt16 = 0
}

extension EntryRecord {
    @inline(__always)
    var key: UnsafeRawBufferPointer { self.bytes._withUnsafeGuaranteedRef { $0.key } }

    var valueLength: Int { self.bytes._withUnsafeGuaranteedRef { $0.value.count } }

    func withExtras<Result>(_ body: (EntryExtras) -> Result) -> Result? {
        self.extras.map { $0._withUnsafeGuaranteedRef(body) }
    }

    /// The end of its natural life: freshness and stale window together.
    var staleUntil: CacheInstant {
        self.withExtras { self.freshUntil.advanced(by: $0.lifetime.staleWindow) } ?? self.freshUntil
    }

    /// Until when soft invalidations let it be served; nil where it bears none.
    ///
    /// The first alone decides: those after it neither prolong nor end what it allows.
    var softEnd: CacheInstant? {
        guard self.flags.contains(.softened), let mark = self.withExtras({ $0.softMarks.first }) ?? nil else { return nil }
        return mark.at < self.freshUntil ? mark.servableUntil : min(mark.servableUntil, self.staleUntil)
    }

    /// When nothing can use it any more.
    var deadline: CacheInstant {
        let kept = self.withExtras { self.staleUntil.advanced(by: $0.lifetime.retention) } ?? self.freshUntil
        return max(kept, self.softEnd ?? kept)
    }

    func state(at now: CacheInstant) -> EntryState {
        if self.flags.isDisjoint(with: .qualified) {
            if now < self.freshUntil { return .fresh }
            if now < self.staleUntil { return .stale }
            return now < self.deadline ? .revalidate : .absent
        }
        guard now < self.deadline else { return .absent }
        guard self.flags.isDisjoint(with: [.outdated, .unproven]), let softEnd else { return .revalidate }
        return now < softEnd ? .stale : .revalidate
    }

    /// Not served unasked only because it was restored: as likely to be good as any, so the policy decides when it leaves.
    var awaitsProof: Bool {
        self.flags.intersection([.unproven, .outdated]) == .unproven
    }

    /// Not served unasked only because of its age.
    var isRetained: Bool {
        self.flags.isDisjoint(with: .qualified)
    }

    var standing: CachedEntry.Standing {
        guard self.flags.isDisjoint(with: [.outdated, .unproven]) else { return .outdated }
        return self.softEnd.map { .soft(until: $0) } ?? .undisturbed
    }

    /// The next instant at which its state changes; `distantFuture` where it never does.
    func nextChange(after now: CacheInstant) -> CacheInstant {
        var next = self.deadline
        if self.flags.isDisjoint(with: .qualified) {
            if now < self.freshUntil {
                next = self.freshUntil
            } else if now < self.staleUntil {
                next = self.staleUntil
            }
        } else if let softEnd, now < softEnd {
            next = min(next, softEnd)
        }
        return next
    }

    /// Zero where it is kept but no longer fresh; nil where it never expires, or is gone.
    func remainingFreshness(at now: CacheInstant) -> Duration? {
        switch self.state(at: now) {
        case .absent: nil
        case .stale, .revalidate: .zero
        case .fresh: self.freshUntil == .distantFuture ? nil : now.duration(to: self.freshUntil)
        }
    }

    /// Freshness as a reader sees it: a soft invalidation ends it when it happens.
    var apparentFreshUntil: CacheInstant {
        guard self.flags.contains(.softened) else { return self.freshUntil }
        return self.withExtras { min(self.freshUntil, $0.softMarks.first?.at ?? self.freshUntil) } ?? self.freshUntil
    }
}

extension EntryState {
    var isLive: Bool {
        switch self {
        case .fresh, .stale: true
        case .revalidate, .absent: false
        }
    }
}
