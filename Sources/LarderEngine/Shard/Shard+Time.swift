extension Shard {
    /// Brings entries whose time has come to their new state, about `limit` of them.
    ///
    /// - Returns: Whether there may be more.
    mutating func turnWheels(to now: CacheInstant, limit: Int) -> Bool {
        var budget = limit
        return self.turnWheels(to: now, budget: &budget)
    }

    /// - Parameter budget: Counted down.
    mutating func turnWheels(to now: CacheInstant, budget: inout Int) -> Bool {
        let slab = self.slab
        while let slot = self.fresh.nextDue(
            at: now, budget: &budget, slab.wheelLinks, deadline: { slab[$0].freshUntil })
        {
            self.turn(slot, at: now)
        }
        let turnedUntil = self.agedUntil
        while let slot = self.aged.nextDue(
            at: now, budget: &budget, slab.wheelLinks, deadline: { slab[$0].nextChange(after: turnedUntil) })
        {
            self.turn(slot, at: now)
        }
        guard budget > 0 else { return true }
        self.agedUntil = now
        return false
    }

    private mutating func turn(_ slot: Slot, at now: CacheInstant) {
        if self.slab[slot].asOf < self.epoch, !self.bringUpToDate(slot, at: now) { return }
        switch self.slab[slot].state(at: now) {
        case .absent: self.leave(slot, .expired, at: now)
        case .fresh, .stale, .revalidate: self.follow(slot, at: now)
        }
    }

    /// Puts an entry where its state belongs: the wheel, the totals, the chain of those that leave first.
    mutating func follow(_ slot: Slot, at now: CacheInstant) {
        self.unschedule(slot)
        let state = self.slab[slot].state(at: now)
        if state == .fresh {
            if self.slab[slot].flags.remove(.aged) != nil {
                self.freshCount += 1
            }
            if self.slab[slot].freshUntil != .distantFuture {
                self.fresh.schedule(slot, at: self.slab[slot].freshUntil, self.slab.wheelLinks)
            }
        } else {
            if self.slab[slot].flags.insert(.aged).inserted {
                self.freshCount -= 1
            }
            let next = self.slab[slot].nextChange(after: now)
            if next != .distantFuture {
                self.aged.schedule(slot, at: next, self.slab.wheelLinks)
            }
        }
        if state.isLive {
            self.revive(slot)
        } else {
            self.condemn(slot)
        }
    }

    /// Gives an entry a new life from now on.
    mutating func prolong(_ slot: Slot, _ lifetime: EntryLifetime, at now: CacheInstant) {
        self.unschedule(slot)
        self.slab[slot].freshUntil = lifetime.freshness.map { now.advanced(by: $0) } ?? .distantFuture
        if !lifetime.isPlain || self.slab[slot].extras != nil {
            self.extras(of: slot).lifetime = lifetime
        }
        self.follow(slot, at: now)
    }

    mutating func unschedule(_ slot: Slot) {
        if self.slab[slot].flags.contains(.aged) {
            self.aged.cancel(slot, self.slab.wheelLinks)
        } else {
            self.fresh.cancel(slot, self.slab.wheelLinks)
        }
    }
}
