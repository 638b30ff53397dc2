import NIOConcurrencyHelpers

extension CacheEngine {
    /// An invalidation that hits few is brought to its entries at once; others are left to those who read and to `run`.
    private static let eagerEntries = 64
    private static let eagerSteps = 8

    /// Takes the selected entries out of use. When it returns, every reader sees it.
    ///
    /// - Parameter expectAtMost: More matches than this, and nothing is done.
    /// - Complexity: Keys: O(selected entries). Prefixes, routes, tags, everything: O(length of the prefix), however many match.
    ///   Other patterns look at every key, in slices.
    public func invalidate(
        _ selection: Selection, mode: InvalidationMode, cause: InvalidationCause, expectAtMost: Int? = nil
    ) throws(ExpectationExceeded) -> InvalidationReport {
        let aim = selection.aim
        let result = self.ordering.withLockedValue { history -> Result<InvalidationReport, ExpectationExceeded> in
            let now = self.clock.now()
            if let expectAtMost {
                let matched = self.survey(aim, at: now).entries
                guard matched <= expectAtMost else {
                    return .failure(ExpectationExceeded(matched: matched, limit: expectAtMost))
                }
            }
            let (kill, reach) = self.kill(selection, aim, mode: mode, at: now)
            var report = InvalidationReport(reach, mode: mode, at: now)
            report.id = self.invalidationID(kill.sequence)
            report.undoUntil = mode == .soft ? now.advanced(by: self.configuration.undoWindow) : nil
            history.append(
                InvalidationRecord(
                    id: self.invalidationID(kill.sequence), at: now, selection: selection, mode: mode, cause: cause,
                    matched: report.matched, isUndone: false, undoUntil: report.undoUntil))
            self.journal.withLockedValue {
                $0.events.append(
                    .invalidated(
                        self.invalidationID(kill.sequence), selection: selection, mode: mode, matched: report.matched),
                    at: now)
            }
            return .success(report)
        }
        return try self.withNeighbours(result.get(), of: selection)
    }

    /// What `invalidate` would do; changes nothing.
    public func dryRun(
        _ selection: Selection, mode: InvalidationMode, expectAtMost: Int? = nil
    ) throws(ExpectationExceeded) -> InvalidationReport {
        // Without the lock that orders invalidations: those of a database's commits must not wait for somebody's look.
        let now = self.clock.now()
        let report = InvalidationReport(self.survey(selection.aim, at: now), mode: mode, at: now)
        if let expectAtMost, report.matched > expectAtMost {
            throw ExpectationExceeded(matched: report.matched, limit: expectAtMost)
        }
        return self.withNeighbours(report, of: selection)
    }

    /// Takes a soft invalidation back. What was refreshed or evicted meanwhile is neither restored nor counted.
    ///
    /// - Returns: How many entries are served again as they were.
    /// - Complexity: O(entries hit), in slices.
    public func undo(_ id: InvalidationID) throws(UndoError) -> Int {
        let result = self.ordering.withLockedValue { history -> Result<Int, UndoError> in
            let now = self.clock.now()
            let record: InvalidationRecord
            do throws(UndoError) {
                record = try history.undo(id, at: now)
            } catch {
                return .failure(error)
            }
            self.log.withLockedValue { $0.retract(id.sequence) }
            var restored = 0
            self.visit(record.selection.aim, at: now) { shard, slot in
                restored += shard.unmark(slot, sequence: id.sequence, at: now) ? 1 : 0
            }
            for index in self.shards.indices {
                self.change(index, at: now) { shard in
                    shard.namespaces.retract(id.sequence)
                    shard.tags.retract(id.sequence)
                }
            }
            return .success(restored)
        }
        return try result.get()
    }

    /// Past invalidations, newest first.
    public func invalidations(limit: Int) -> [InvalidationRecord] {
        self.ordering.withLockedValue { $0.latest(limit) }
    }

    // MARK: Killing

    private func kill(_ selection: Selection, _ aim: Aim, mode: InvalidationMode, at now: CacheInstant) -> (Kill, Reach) {
        if case .pattern(let glob) = aim {
            return self.sweep(selection, glob, mode: mode, at: now)
        }
        return self.killing.withLock {
            let kill = self.log.withLockedValue { $0.begin(selection, mode: mode, at: now) }
            defer { self.log.withLockedValue { $0.finish() } }
            var reach = Reach()
            switch aim {
            case .keys(let keys):
                for key in keys {
                    reach += self.probe(key) { index, probe in
                        self.change(index, at: now) { $0.kill(probe, kill, at: now) }
                    }
                }
            case .prefix(let prefix):
                for index in self.shards.indices {
                    reach += self.change(index, at: now) {
                        $0.kill(prefix: prefix, kill, steps: reach.entries <= Self.eagerEntries ? Self.eagerSteps : 0, at: now)
                    }
                }
            case .tags(let tags):
                for index in self.shards.indices {
                    reach += self.change(index, at: now) {
                        $0.kill(tags: tags, kill, steps: reach.entries <= Self.eagerEntries ? Self.eagerSteps : 0, at: now)
                    }
                }
            case .pattern: break
            }
            return (kill, reach)
        }
    }

    /// A pattern is laid on all shards first, so that every reader sees it, and then brought to the entries in slices.
    private func sweep(_ selection: Selection, _ glob: Glob, mode: InvalidationMode, at now: CacheInstant) -> (Kill, Reach) {
        let kill = self.killing.withLock {
            let kill = self.log.withLockedValue { $0.begin(selection, mode: mode, at: now) }
            for index in self.shards.indices {
                self.change(index, at: now) { shard in
                    shard.patterns.append(Shard.PendingPattern(glob: glob, kill: kill))
                    shard.epoch = kill.sequence
                }
            }
            self.log.withLockedValue { $0.finish() }
            return kill
        }
        var reach = Reach()
        for index in self.shards.indices {
            var position: Slot? = 0
            while position != nil {
                self.change(index, at: now) { shard in
                    for slot in shard.slice(from: &position) {
                        _ = shard.isUpToDate(slot, at: now)
                    }
                }
            }
            // Readers may have been faster, and have counted there too.
            reach += self.change(index, at: now) { $0.patterns.removeFirst().reach }
        }
        return (kill, reach)
    }

    private func survey(_ aim: Aim, at now: CacheInstant) -> Reach {
        var reach = Reach()
        switch aim {
        case .keys(let keys):
            for key in keys {
                reach += self.probe(key) { index, probe in
                    self.change(index, at: now) { $0.survey(probe, at: now) }
                }
            }
        case .prefix(let prefix):
            for index in self.shards.indices {
                reach += self.change(index, at: now) { $0.survey(prefix: prefix, at: now) }
            }
        case .tags(let tags):
            for index in self.shards.indices {
                reach += self.change(index, at: now) { $0.survey(tags: tags, at: now) }
            }
        case .pattern(let glob):
            for index in self.shards.indices {
                var position: Slot? = 0
                while position != nil {
                    reach += self.change(index, at: now) { $0.survey(glob, from: &position, at: now) }
                }
            }
        }
        return reach
    }

    /// Visits every entry that was selected and has stayed since, in slices.
    private func visit(_ aim: Aim, at now: CacheInstant, _ body: (inout Shard, Slot) -> Void) {
        for index in self.shards.indices {
            var position: Slot? = 0
            while position != nil {
                self.change(index, at: now) { shard in
                    for slot in shard.slice(from: &position) where shard.mayBearMarks(slot) && shard.matches(aim, slot) {
                        body(&shard, slot)
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
