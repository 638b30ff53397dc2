import Foundation
import LarderAdmin

/// A history cut into as many columns as a graph has; nil where nothing was recorded.
struct Timeline: Equatable {
    /// Hits and stale hits per second.
    var served: [Double?]
    /// Misses per second.
    var missed: [Double?]

    /// - Parameter behind: how long ago the history ended; the graph goes on without data since.
    init(_ history: StatsSnapshot.History, window: Duration, behind: Duration, columns: Int) {
        let hits = history.series["hits"] ?? []
        let staleHits = history.series["stale_hits"] ?? []
        let misses = history.series["misses"] ?? []
        let step = history.stepSeconds
        self.served = Array(repeating: nil, count: columns)
        self.missed = self.served
        guard step > 0, step.isFinite, !hits.isEmpty, columns > 0 else { return }
        let seconds = window.inSeconds
        // Right is now; measured from the history's first step.
        let end = Double(hits.count) * step + behind.inSeconds
        for column in 0..<columns {
            let at = end - seconds + (Double(column) + 0.5) * seconds / Double(columns)
            let place = (at / step).rounded(.down)
            guard place >= 0, place < Double(hits.count) else { continue }
            let index = Int(place)
            if let hit = hits[index] {
                let stale = staleHits.indices.contains(index) ? staleHits[index] ?? 0 : 0
                self.served[column] = Self.bounded(hit + stale)
            }
            if misses.indices.contains(index), let miss = misses[index] {
                self.missed[column] = Self.bounded(miss)
            }
        }
    }

    /// No cache is that busy; sums of what a hostile endpoint sends stay finite.
    private static func bounded(_ rate: Double) -> Double {
        rate.isFinite ? min(max(rate, 0), 1e12) : 0
    }

    /// A round figure at or just above the largest value.
    static func scale(for values: [Double?]) -> Double {
        let largest = values.compactMap { $0 }.max() ?? 0
        guard largest > 1, largest.isFinite else { return 1 }
        let magnitude = pow(10, log10(largest).rounded(.down))
        let steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
        return (steps.first { $0 * magnitude >= largest * 0.999 } ?? 10) * magnitude
    }
}
