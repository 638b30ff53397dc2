import LarderEngine

extension CacheScope {
    /// One for each cache.
    typealias Reports = [InvalidationReport]

    func dryRun(_ selection: Selection, mode: InvalidationMode, expectAtMost: Int?) throws(ExpectationExceeded) -> Reports {
        guard self.engines.count > 1 else {
            return [try self.engines[0].dryRun(selection, mode: mode, expectAtMost: expectAtMost)]
        }
        var reports: Reports = []
        for engine in self.engines {
            reports.append(try engine.dryRun(selection, mode: mode))
        }
        let matched = reports.reduce(0) { $0 + $1.matched }
        if let expectAtMost, matched > expectAtMost {
            throw ExpectationExceeded(matched: matched, limit: expectAtMost)
        }
        return reports
    }

    /// Several caches are counted first and invalidated one after the other: what is stored in between is not counted.
    func invalidate(
        _ selection: Selection, mode: InvalidationMode, cause: InvalidationCause, expectAtMost: Int?
    ) throws(ExpectationExceeded) -> Reports {
        guard self.engines.count > 1 else {
            return [try self.engines[0].invalidate(selection, mode: mode, cause: cause, expectAtMost: expectAtMost)]
        }
        if expectAtMost != nil {
            _ = try self.dryRun(selection, mode: mode, expectAtMost: expectAtMost)
        }
        var reports: Reports = []
        for engine in self.engines {
            reports.append(try engine.invalidate(selection, mode: mode, cause: cause))
        }
        return reports
    }

    /// - Parameter ids: Those of one invalidation, one for each cache that it was of.
    func undo(_ ids: [InvalidationID]) throws(UndoError) -> Int {
        var restored = 0
        for id in ids {
            restored += try self.undo(id)
        }
        return restored
    }

    /// In the cache that it was of: ids bear the mark of theirs.
    private func undo(_ id: InvalidationID) throws(UndoError) -> Int {
        for engine in self.engines {
            do throws(UndoError) {
                return try engine.undo(id)
            } catch .unknown {
                continue
            }
        }
        throw .unknown
    }

    /// Newest first.
    func invalidations(limit: Int) -> [(cache: String, record: InvalidationRecord)] {
        let past = self.engines.flatMap { engine in engine.invalidations(limit: limit).map { (engine.name, $0) } }
        guard self.engines.count > 1 else { return past }
        return Array(past.sorted { $0.1.at > $1.1.at }.prefix(limit))
    }
}
