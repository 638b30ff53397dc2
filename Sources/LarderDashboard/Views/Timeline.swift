import Foundation
import LarderAdmin

/// A history cut into as many columns as a graph has; nil where nothing was recorded.
struct Timeline {
    private let history: StatsSnapshot.History
    /// The step that each column shows.
    private let steps: [Int?]

    /// - Parameter behind: how long ago the history ended; the graph goes on without data since. Below zero the graph ends
    ///   before the history does.
    init(_ history: StatsSnapshot.History, window: Duration, behind: Duration, columns: Int) {
        self.history = history
        let step = history.stepSeconds
        let count = history.series["hits"]?.count ?? 0
        guard step > 0, step.isFinite, count > 0, columns > 0 else {
            self.steps = Array(repeating: nil, count: max(0, columns))
            return
        }
        let seconds = window.inSeconds
        // Right is now; measured from the history's first step.
        let end = Double(count) * step + behind.inSeconds
        self.steps = (0..<columns).map { column in
            let at = end - seconds + (Double(column) + 0.5) * seconds / Double(columns)
            let place = (at / step).rounded(.down)
            return place >= 0 && place < Double(count) ? Int(place) : nil
        }
    }

    /// Hits and stale hits per second.
    var served: [Double?] {
        zip(self.values("hits"), self.values("stale_hits")).map { hits, stale in hits.map { $0 + (stale ?? 0) } }
    }

    /// Misses per second.
    var missed: [Double?] { self.values("misses") }

    func has(_ series: String) -> Bool { self.history.series[series] != nil }

    func values(_ name: String) -> [Double?] {
        guard let series = self.history.series[name] else { return Array(repeating: nil, count: self.steps.count) }
        return self.steps.map { step in
            guard let step, step < series.count else { return nil }
            return series[step].map(Self.bounded)
        }
    }

    /// No cache is that busy; sums of what a hostile endpoint sends stay finite.
    private static func bounded(_ value: Double) -> Double {
        value.isFinite ? min(max(value, 0), 1e15) : 0
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
