import NIOConcurrencyHelpers

extension CacheEngine {
    private static let sampleSize = 10

    /// Takes the selected entries out of use. When it returns, every reader sees it.
    ///
    /// - Parameter expectAtMost: More matches than this, and nothing is done.
    /// - Complexity: Keys and tags: O(selected entries). Other selections look at every entry, in slices.
    public func invalidate(
        _ selection: Selection, mode: InvalidationMode, cause: InvalidationCause, expectAtMost: Int? = nil
    ) throws(ExpectationExceeded) -> InvalidationReport {
        let result = self.ordering.withLockedValue { history -> Result<InvalidationReport, ExpectationExceeded> in
            if let expectAtMost {
                let matched = self.survey(selection, mode: mode).matched
                guard matched <= expectAtMost else {
                    return .failure(ExpectationExceeded(matched: matched, limit: expectAtMost))
                }
            }
            let now = self.clock.now()
            let sequence = self.log.withLockedValue { $0.append(selection, mode: mode, at: now) }
            var report = self.apply(selection, mode: mode, sequence: sequence, at: now)
            report.id = self.invalidationID(sequence)
            report.undoUntil = mode == .soft ? now.advanced(by: self.configuration.undoWindow) : nil
            history.append(
                InvalidationRecord(
                    id: self.invalidationID(sequence), at: now, selection: selection, mode: mode, cause: cause,
                    matched: report.matched, isUndone: false, undoUntil: report.undoUntil))
            self.journal.withLockedValue {
                $0.events.append(
                    .invalidated(
                        self.invalidationID(sequence), selection: selection, mode: mode, matched: report.matched),
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
        let report = self.survey(selection, mode: mode)
        if let expectAtMost, report.matched > expectAtMost {
            throw ExpectationExceeded(matched: report.matched, limit: expectAtMost)
        }
        return self.withNeighbours(report, of: selection)
    }

    /// Takes a soft invalidation back. What was refreshed or evicted meanwhile is neither restored nor counted.
    ///
    /// - Returns: How many entries are served again as they were.
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
            self.sweep(record.selection) { shard, slot in
                restored += shard.unmark(slot, sequence: id.sequence, at: now) ? 1 : 0
                return nil
            }
            return .success(restored)
        }
        return try result.get()
    }

    /// Past invalidations, newest first.
    public func invalidations(limit: Int) -> [InvalidationRecord] {
        self.ordering.withLockedValue { $0.latest(limit) }
    }

    private func survey(_ selection: Selection, mode: InvalidationMode) -> InvalidationReport {
        let now = self.clock.now()
        var report = InvalidationReport(mode: mode, at: now)
        self.sweep(selection) { shard, slot in
            if let entry = shard[slot], entry.isLive(at: now) {
                report.count(entry, at: now, sampleSize: Self.sampleSize)
            }
            return nil
        }
        return report
    }

    private func apply(
        _ selection: Selection, mode: InvalidationMode, sequence: UInt64, at now: CacheInstant
    ) -> InvalidationReport {
        var report = InvalidationReport(mode: mode, at: now)
        let window = self.configuration.softStaleWindow
        self.sweep(selection) { shard, slot in
            guard let entry = shard[slot] else { return nil }
            defer {
                if entry.outdatedBy == nil, shard[slot]?.outdatedBy != nil {
                    self.ledger.withLockedValue { $0.noteOutdated(entry.footprint) }
                }
            }
            let (counts, departure) = shard.invalidate(slot, mode: mode, sequence: sequence, window: window, at: now)
            if counts {
                report.count(entry, at: now, sampleSize: Self.sampleSize)
            }
            return departure
        }
        return report
    }

    /// Visits every entry that the selection matches: those of keys and tags of a shard at once, all others a slice at a time.
    private func sweep(_ selection: Selection, _ visit: (inout Shard, Shard.Slot) -> Shard.Departure?) {
        for shard in self.shards {
            var position: Int? = 0
            repeat {
                let departures = shard.withLockedValue { shard in
                    shard.candidates(for: selection, from: &position).compactMap { slot -> Shard.Departure? in
                        guard let entry = shard[slot], selection.matches(entry.key, tags: entry.tags) else { return nil }
                        return visit(&shard, slot)
                    }
                }
                self.settle(departures)
            } while position != nil
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
    fileprivate init(mode: InvalidationMode, at now: CacheInstant) {
        self.init(
            id: nil, mode: mode, matched: 0, isExact: true, bytes: 0, hitsPerSecond: 0, sample: [], near: [], at: now,
            undoUntil: nil)
    }

    fileprivate mutating func count(_ entry: Entry, at now: CacheInstant, sampleSize: Int) {
        self.matched += 1
        self.bytes += entry.footprint.total
        self.hitsPerSecond += entry.hitsPerSecond(at: now)
        if self.sample.count < sampleSize {
            self.sample.append(entry.key.text)
        }
    }
}
