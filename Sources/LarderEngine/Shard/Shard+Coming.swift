import NIOCore

/// What is put into a shard.
struct NewEntry {
    let bytes: EntryBytes
    let extras: EntryExtras?
    let tags: [String]
    let freshness: Duration?
    let cost: LoadCost
    let footprint: Footprint

    /// - Complexity: O(length of key and value): they are copied.
    init(_ draft: EntryDraft) {
        self.bytes = EntryBytes.make(key: draft.key.text, value: draft.value.bytes)
        self.extras = draft.isPlain ? nil : EntryExtras(head: draft.value.head, lifetime: draft.lifetime, cost: draft.cost)
        self.tags = draft.tags
        self.freshness = draft.lifetime.freshness
        self.cost = draft.cost
        self.footprint = draft.footprint
    }
}

extension Shard {
    /// Puts an entry in the place of the one with its key.
    ///
    /// - Parameter asOf: The number of the last invalidation that is known not to concern it.
    mutating func insert(_ new: NewEntry, _ probe: KeyProbe, asOf: UInt64, at now: CacheInstant) -> Slot {
        if let settlement = self.namespaces.settle(pathTo: probe.text, in: self.slab) {
            self.apply(settlement, at: now)
        }
        if let old = self.find(probe) {
            self.leave(old, self.reasonToReplace(old, at: now), at: now)
        }
        // However many bytes there are, slots have a last number.
        while !self.hasFreeSlot, self.evictOne(at: now) {}
        let variants = self.variants(probe)
        if variants.count >= Self.maximumVariants, let longest = variants.last {
            self.leave(longest, .capacity, at: now)
        }

        let freshUntil = new.freshness.map { now.advanced(by: $0) } ?? .distantFuture
        let slot = self.slab.allocate(
            EntryRecord(
                policy: PolicyLinks(weight: UInt32(new.footprint.total), hash: probe.tag), flags: [.occupied, .live],
                bytes: Unmanaged.passRetained(new.bytes), freshUntil: freshUntil, asOf: asOf,
                extras: new.extras.map(Unmanaged.passRetained)),
            createdAt: now)
        if let place = self.place(of: probe) {
            self.slab.cold[slot].nextVariant = self.index[place]
            self.index.replace(at: place, with: slot, self.slab[slot].bytes)
        } else {
            self.index.insert(slot, self.slab[slot].bytes, hash: probe.tag)
        }
        if !new.tags.isEmpty {
            let slab = self.slab
            for tag in new.tags {
                new.extras!.memberships.append(self.tags.insert(slot, named: tag, in: slab))
            }
        }
        self.namespaces.insert(slot, in: self.slab)
        self.policy.admit(slot, self.slab.policyLinks)
        self.freshCount += 1
        self.held += new.footprint
        // Born stale, as a response with a lifetime of zero and a stale window is.
        self.follow(slot, at: now)
        return slot
    }

    /// Whether one more entry can come without another that leaves.
    var hasFreeSlot: Bool { self.slab.count < self.maximumEntries }

    /// What there is of a key goes, because something newer that was to take its place can not. What is kept for a conditional
    /// request only stays: nobody gets it unasked.
    mutating func displace(_ probe: KeyProbe, at now: CacheInstant) {
        guard let (slot, _) = self.look(probe, at: now), !self.slab[slot].flags.contains(.outdated) else { return }
        self.leave(slot, self.reasonToReplace(slot, at: now), at: now)
    }

    private mutating func reasonToReplace(_ slot: Slot, at now: CacheInstant) -> EvictionReason {
        switch self.slab[slot].state(at: now) {
        case .revalidate: self.slab[slot].awaitsProof || self.slab[slot].isRetained ? .replaced : .invalidated
        case .absent: .expired
        case .fresh, .stale: .replaced
        }
    }

    /// Takes an entry out of everything. The kills on its path are brought down first, and may take it themselves.
    mutating func leave(_ slot: Slot, _ reason: EvictionReason, invalidation: UInt64? = nil, at now: CacheInstant) {
        guard self.settle(slot, at: now) else { return }
        self.detach(slot, reason, invalidation: invalidation, at: now)
    }

    /// As `leave`, with the path settled.
    mutating func detach(_ slot: Slot, _ reason: EvictionReason, invalidation: UInt64? = nil, at now: CacheInstant) {
        let record = self.slab[slot]
        self.unschedule(slot)
        if !record.flags.contains(.aged) {
            self.freshCount -= 1
        }
        if record.flags.contains(.condemned) {
            self.condemned.remove(slot, self.slab.policyLinks)
        } else if !record.flags.contains(.leaving) {
            self.policy.remove(slot, self.slab.policyLinks)
        }
        self.namespaces.remove(slot, in: self.slab)
        if record.withExtras({ !$0.memberships.isEmpty }) == true {
            self.tags.remove(slot, in: self.slab)
        }
        self.unchain(slot)
        let footprint = self.footprint(of: slot)
        self.held -= footprint
        if record.flags.contains(.lateExtras) {
            self.lateExtraBytes -= EntryExtras.overhead(tags: 0)
        }
        let bytes = record.bytes.takeRetainedValue()
        let extras = record.extras?.takeRetainedValue()
        self.lateExtraBytes -= extras?.markBytes ?? 0
        let borne = reason == .invalidated ? extras?.outdatedBy ?? extras?.softMarks.last?.sequence : nil
        let cause = invalidation ?? (borne == EntryExtras.earlierProcess ? nil : borne)
        let lastHitAt = self.lastHit(of: slot, at: now)
        let createdAt = self.slab.cold[slot].createdAt
        self.slab.free(slot)
        self.departures.append(
            Departure(
                bytes: bytes, extras: extras, footprint: footprint, createdAt: createdAt, lastHitAt: lastHitAt,
                reason: reason, invalidation: cause, at: now))
    }

    func footprint(of slot: Slot) -> Footprint {
        let record = self.slab[slot]
        let key = record.key.count
        let value = record.valueLength + (record.withExtras { $0.head?.weight ?? 0 } ?? 0)
        return Footprint(key: key, value: value, overhead: Int(record.policy.weight) - key - value)
    }

    private mutating func unchain(_ slot: Slot) {
        let record = self.slab[slot]
        let tag = record.policy.hash
        let next = self.slab.cold[slot].nextVariant
        // The head of the chain is in the index; where it is another, it is the one before that has to let go.
        let slab = self.slab
        let resourceLength = record.key.firstIndex(of: UInt8(ascii: "#")) ?? record.key.count
        let probe = KeyProbe(text: record.key, resourceLength: resourceLength, hash: UInt64(tag))
        let place = self.place(of: probe)!
        guard self.index[place] == slot else {
            let previous = self.variants(from: self.index[place]).first { slab.cold[$0].nextVariant == slot }!
            slab.cold[previous].nextVariant = next
            return
        }
        if next == .none {
            self.index.remove(at: place)
        } else {
            self.index.replace(at: place, with: next, slab[next].bytes)
        }
    }

    // MARK: Making room

    /// Makes one entry leave: first what is never served again unasked, then what the policy names. False where there is none.
    mutating func evictOne(at now: CacheInstant) -> Bool {
        if self.condemned.isEmpty, self.hasUnsettledKills, self.settleSome(at: now) != nil {
            return true
        }
        if !self.condemned.isEmpty {
            self.evict(self.condemned.oldest, at: now)
            return true
        }
        guard let victim = self.policy.evict(self.slab.policyLinks) else { return false }
        self.slab[victim].flags.insert(.leaving)
        self.evict(victim, at: now)
        return true
    }

    private mutating func evict(_ slot: Slot, at now: CacheInstant) {
        switch self.slab[slot].state(at: now) {
        case .absent: self.leave(slot, .expired, at: now)
        case .revalidate where self.slab[slot].isRetained: self.leave(slot, .expired, at: now)
        case .revalidate: self.leave(slot, self.slab[slot].awaitsProof ? .capacity : .invalidated, at: now)
        case .fresh, .stale: self.leave(slot, .capacity, at: now)
        }
    }
}

extension EntryLifetime {
    /// Nothing that a record alone could not say.
    var isPlain: Bool {
        self.staleWindow == .zero && self.staleServing == .allowed && self.retention == .zero && self.refreshAhead == 0
    }
}
