import NIOConcurrencyHelpers

extension CacheEngine {
    /// Takes the selected entries out of use. When it returns, every reader sees it.
    ///
    /// - Parameter expectAtMost: More matches than this when they are counted, and nothing is done. What is stored between the
    ///   count and the invalidation is hit beyond it, by a pattern as by a prefix: no lock keeps stores out that long.
    /// - Complexity: Keys: O(selected entries). Prefixes, routes, tags, everything: O(length of the prefix), however many match.
    ///   Other patterns look at every key that begins as they do, in slices.
    public func invalidate(
        _ selection: Selection, mode: InvalidationMode, cause: InvalidationCause, expectAtMost: Int? = nil
    ) throws(ExpectationExceeded) -> InvalidationReport {
        let aim = selection.aim
        let now = self.clock.now()
        if let expectAtMost, aim.needsSweep {
            // A look at every key would hold up everybody who invalidates. It is as good as one under their lock: whatever they
            // do meanwhile makes fewer match, and stores and undone invalidations, which make more, do not wait for that lock.
            try Self.check(self.survey(aim, at: now).entries, against: expectAtMost)
        }
        let laid = self.ordering.withLockedValue { _ in
            Result { () throws(ExpectationExceeded) in
                if let expectAtMost, !aim.needsSweep {
                    try Self.check(self.survey(aim, at: now).entries, against: expectAtMost)
                }
                return self.lay(selection, aim, mode: mode, at: now)
            }
        }
        var (kill, reach) = try laid.get()
        if aim.needsSweep {
            reach = self.sweep(aim, kill.sequence, at: now)
        }
        var report = InvalidationReport(reach, mode: mode, at: now)
        let id = self.invalidationID(kill.sequence)
        report.id = id
        report.undoUntil = mode == .soft ? now.advanced(by: self.configuration.undoWindow) : nil
        let record = InvalidationRecord(
            id: id, at: now, selection: selection, mode: mode, cause: cause, matched: report.matched, isUndone: false,
            undoUntil: report.undoUntil)
        self.ordering.withLockedValue { $0.append(record) }
        self.journal.withLockedValue {
            $0.events.append(.invalidated(id, selection: selection, mode: mode, matched: record.matched), at: now)
        }
        for witness in self.witnesses.withLockedValue({ $0 }) {
            witness(record)
        }
        // Nobody mistypes in a database's commits, and the search takes longer than the rest.
        return cause.source.isPerson ? self.withNeighbours(report, of: selection) : report
    }

    /// What `invalidate` would do; changes nothing.
    public func dryRun(
        _ selection: Selection, mode: InvalidationMode, expectAtMost: Int? = nil
    ) throws(ExpectationExceeded) -> InvalidationReport {
        // Without the lock that orders invalidations: those of a database's commits must not wait for somebody's look.
        let now = self.clock.now()
        let report = InvalidationReport(self.survey(selection.aim, at: now), mode: mode, at: now)
        if let expectAtMost {
            try Self.check(report.matched, against: expectAtMost)
        }
        return self.withNeighbours(report, of: selection)
    }

    private static func check(_ matched: Int, against limit: Int) throws(ExpectationExceeded) {
        guard matched <= limit else { throw ExpectationExceeded(matched: matched, limit: limit) }
    }

    /// Takes a soft invalidation back. What was refreshed or evicted meanwhile is neither restored nor counted.
    ///
    /// - Returns: How many entries are served again as they were.
    /// - Complexity: O(entries that were selected), in slices; of a pattern, O(entries that begin as it does).
    public func undo(_ id: InvalidationID) throws(UndoError) -> Int {
        let now = self.clock.now()
        let undone = self.ordering.withLockedValue { history in
            Result { () throws(UndoError) in try history.undo(id, at: now) }
        }
        let selection = try undone.get().selection
        self.log.withLockedValue { $0.retract(id.sequence) }
        var restored = 0
        self.visit(selection.aim, at: now) { shard, slot in
            restored += shard.unmark(slot, sequence: id.sequence, at: now) ? 1 : 0
        }
        for index in self.shards.indices {
            self.change(index, at: now) { shard in
                shard.namespaces.retract(id.sequence)
                shard.tags.retract(id.sequence)
            }
        }
        return restored
    }

    /// Tells `witness` of every invalidation from now on, whoever causes it, once it is in force and before its caller goes on.
    ///
    /// - Parameter witness: Must return at once; it holds up who invalidates, such as a database's commit.
    public func onInvalidation(_ witness: @escaping @Sendable (InvalidationRecord) -> Void) {
        self.witnesses.withLockedValue { $0.append(witness) }
    }

    /// Past invalidations, newest first.
    public func invalidations(limit: Int) -> [InvalidationRecord] {
        self.ordering.withLockedValue { $0.latest(limit) }
    }

    // MARK: Killing

    /// Lays the invalidation on all shards, so that every reader sees it. What a pattern hits is found out by a sweep.
    private func lay(_ selection: Selection, _ aim: Aim, mode: InvalidationMode, at now: CacheInstant) -> (Kill, Reach) {
        let terms = InvalidationIndex.terms(of: selection)
        return self.killing.withLock {
            let kill = self.log.withLockedValue { $0.begin(selection, terms, mode: mode, at: now) }
            defer { self.log.withLockedValue { $0.finish() } }
            var reach = Reach()
            var effort = Effort()
            switch aim {
            case .keys(let keys):
                for key in keys {
                    reach += self.probe(key) { index, probe in
                        self.change(index, at: now) { $0.kill(probe, kill, at: now) }
                    }
                }
            case .prefix(let prefix):
                for index in self.shards.indices {
                    self.changeWhereNeeded(index, at: now) {
                        $0.kill(prefix: prefix, kill, effort: &effort, into: &reach, at: now)
                    }
                }
            case .tags(let tags):
                let names = tags.map(TagName.init)
                for index in self.shards.indices {
                    self.changeWhereNeeded(index, at: now) {
                        $0.kill(tags: names, kill, effort: &effort, into: &reach, at: now)
                    }
                }
            case .pattern(let pattern):
                for index in self.shards.indices {
                    self.change(index, at: now) { shard in
                        shard.patterns.append(Shard.PendingPattern(pattern: pattern, kill: kill))
                        shard.epoch = kill.sequence
                    }
                }
            }
            return (kill, reach)
        }
    }

    /// Brings a pattern to its entries, in slices with pauses for those who read meanwhile.
    private func sweep(_ aim: Aim, _ sequence: UInt64, at now: CacheInstant) -> Reach {
        self.shards.indices.reduce(into: Reach()) { reach, index in
            self.walk(aim, in: index, at: now) { shard, slots in shard.sweep(sequence, &slots, at: now) }
            // Readers may have been faster, and have counted there too.
            reach += self.change(index, at: now) { $0.retirePattern(sequence) }
        }
    }

    private func survey(_ aim: Aim, at now: CacheInstant) -> Reach {
        var reach = Reach()
        var effort = Effort()
        switch aim {
        case .keys(let keys):
            for key in keys {
                reach += self.probe(key) { index, probe in
                    self.change(index, at: now) { $0.survey(probe, at: now) }
                }
            }
        case .prefix(let prefix):
            for index in self.shards.indices {
                self.read(index, at: now) { $0.survey(prefix: prefix, effort: &effort, into: &reach, at: now) }
            }
        case .tags(let tags):
            let names = tags.map(TagName.init)
            for index in self.shards.indices {
                self.read(index, at: now) { $0.survey(tags: names, effort: &effort, into: &reach, at: now) }
            }
        case .pattern(let pattern):
            for index in self.shards.indices {
                self.walk(aim, in: index, at: now) { shard, slots in
                    reach += shard.survey(pattern, among: Array(slots), at: now)
                    slots = []
                }
            }
        }
        return reach
    }

    /// Visits every entry that was selected and has stayed since, some twice, in slices.
    private func visit(_ aim: Aim, at now: CacheInstant, _ body: (inout Shard, Slot) -> Void) {
        if case .keys(let keys) = aim {
            for key in keys {
                self.probe(key) { index, probe in
                    self.change(index, at: now) { shard in
                        for slot in shard.named(probe) where shard.mayBearMarks(slot) {
                            body(&shard, slot)
                        }
                    }
                }
            }
            return
        }
        for index in self.shards.indices {
            self.walk(aim, in: index, at: now) { shard, slots in
                // Another entry may have come to lie there.
                for slot in slots.prefix(SelectionWalk.sliceLength) where shard.mayBearMarks(slot) && shard.matches(aim, slot) {
                    body(&shard, slot)
                }
                slots = slots.dropFirst(SelectionWalk.sliceLength)
            }
        }
    }

    /// Goes through what a selection may mean in a shard, with pauses for those who read meanwhile.
    ///
    /// - Parameter body: Takes those away that it has done something with; gets the rest the next time it has the shard.
    private func walk(
        _ aim: Aim, in index: Int, at now: CacheInstant, _ body: (inout Shard, inout ArraySlice<Slot>) -> Void
    ) {
        var walk = SelectionWalk(aim)
        var slots: ArraySlice<Slot>? = []
        while slots != nil {
            Pause.after {
                self.change(index, at: now) { shard in
                    if slots!.isEmpty {
                        slots = walk.next(in: shard)?[...]
                    }
                    if slots != nil {
                        body(&shard, &slots!)
                    }
                }
            }
        }
    }

    private func withNeighbours(_ report: InvalidationReport, of selection: Selection) -> InvalidationReport {
        guard report.matched == 0 else { return report }
        var report = report
        report.near = self.neighbours(of: selection)
        return report
    }
}

extension InvalidationReport {
    fileprivate init(_ reach: Reach, mode: InvalidationMode, at now: CacheInstant) {
        self.init(
            id: nil, mode: mode, matched: reach.entries, isExact: reach.isExact || reach.entries == 0, bytes: reach.bytes,
            hitsPerSecond: reach.hitsPerSecond, sample: reach.sample, near: [], at: now, undoUntil: nil)
    }
}
