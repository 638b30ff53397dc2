import Foundation
import LarderAdmin

/// A screen that stands still, and the moment in its past that is looked at.
struct Pause: Sendable, Equatable {
    var figures: Figures
    var feed: EventFeed
    var log: [LogEntry]
    /// Where the graph ends, by the endpoint's clock.
    let end: Date
    /// Nil shows the moment of the pause.
    var cursor: Date?

    init(_ figures: Figures, _ feed: EventFeed, _ log: [LogEntry], behind: Duration) {
        self.figures = figures
        self.feed = feed
        self.log = log
        self.end = (figures.snapshot.history?.end ?? figures.snapshot.at).addingTimeInterval(behind.inSeconds)
    }

    /// What the history has of the moment that is looked at.
    var moment: RecordedMoment? {
        guard let cursor else { return nil }
        return RecordedMoment(at: cursor, in: self.figures.snapshot.history)
    }

    /// Moves the cursor by columns of a graph that has as many as `columns` for the window.
    mutating func move(by step: Int, of columns: Int, window: TimeWindow) {
        let seconds = window.duration.inSeconds / Double(max(1, columns))
        let earliest = self.end.addingTimeInterval(-window.duration.inSeconds + seconds / 2)
        // In the middle of a column, so that rounding never skips one.
        let latest = self.end.addingTimeInterval(-seconds / 2)
        guard let cursor else {
            self.cursor = latest
            return
        }
        self.cursor = min(max(cursor.addingTimeInterval(Double(step) * seconds), earliest), latest)
    }

    /// Puts the cursor on a column of such a graph.
    mutating func place(at column: Int, of columns: Int, window: TimeWindow) {
        let share = (Double(min(max(column, 0), max(0, columns - 1))) + 0.5) / Double(max(1, columns))
        self.cursor = self.end.addingTimeInterval((share - 1) * window.duration.inSeconds)
    }

    /// Keeps the cursor inside of another window.
    mutating func clamp(to window: TimeWindow) {
        guard let cursor else { return }
        self.cursor = max(cursor, self.end.addingTimeInterval(-window.duration.inSeconds))
    }
}

/// Figures of one moment, from a history; nil is a gap or what the endpoint does not record.
struct RecordedMoment: Sendable, Equatable {
    let at: Date
    let hits: Double?
    let staleHits: Double?
    let misses: Double?
    let evictions: Double?
    let usedBytes: Double?
    let hitP99Microseconds: Double?

    init(at date: Date, in history: StatsSnapshot.History?) {
        let index = history?.index(at: date)
        func value(_ name: String) -> Double? {
            guard let index, let series = history?.series[name], series.indices.contains(index) else { return nil }
            return series[index].flatMap { $0.isFinite ? min(max($0, 0), 1e15) : nil }
        }
        self.at = date
        self.hits = value("hits")
        self.staleHits = value("stale_hits")
        self.misses = value("misses")
        self.evictions = value("evictions")
        self.usedBytes = value("used_bytes")
        self.hitP99Microseconds = value("hit_p99_us")
    }

    /// Hits and stale hits.
    var served: Double? { self.hits.map { $0 + (self.staleHits ?? 0) } }

    var hitRatio: Double? {
        guard let served, let misses, served + misses > 0 else { return nil }
        return served / (served + misses)
    }
}

extension StatsSnapshot.History {
    private var steps: Int { self.series["hits"]?.count ?? self.series.values.first?.count ?? 0 }

    var step: Duration { .seconds(self.stepSeconds.isFinite ? min(max(0, self.stepSeconds), 86_400) : 0) }

    /// From the first step's beginning to the last one's end.
    var seconds: Double {
        self.stepSeconds.isFinite ? max(0, self.stepSeconds) * Double(self.steps) : 0
    }

    var end: Date { self.from.addingTimeInterval(self.seconds) }

    /// The step that `date` lies in.
    func index(at date: Date) -> Int? {
        let place = (date.timeIntervalSince(self.from) / self.stepSeconds).rounded(.down)
        guard place >= 0, place < Double(self.steps) else { return nil }
        return Int(place)
    }
}
