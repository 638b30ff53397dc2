import LarderAdmin
import LarderEngine

/// What the cache did: each second for an hour and each ten seconds for a day, in constant memory.
///
/// Samples hold running totals, so a rate over any stretch is one subtraction, and a missed sample loses no counts.
struct History {
    static let longestWindow = 24 * 60 * 60

    /// The totals when recording began.
    private let first: Sample
    /// How many were recorded.
    private var samples = 0
    // One more than there are steps: each step needs its beginning and its end.
    private var seconds = SampleRing(capacity: 60 * 60 + 1)
    private var tenSeconds = SampleRing(capacity: 24 * 60 * 6 + 1)

    init(first: Sample) {
        self.first = first
        self.record(first)
    }

    /// What an excerpt depends on beside its window: between two moments that are the same, it is.
    struct Moment: Equatable, Sendable {
        private let samples: Int
        private let second: Int

        fileprivate init(samples: Int, second: Int) {
            self.samples = samples
            self.second = second
        }
    }

    func moment(_ now: CacheInstant) -> Moment {
        Moment(samples: self.samples, second: self.slot(now))
    }

    /// Call once a second, soon after the second began.
    mutating func record(_ sample: Sample) {
        self.samples += 1
        let slot = self.slot(sample.at)
        self.seconds.record(sample, in: slot)
        if slot % 10 == 0 {
            self.tenSeconds.record(sample, in: slot / 10)
        }
    }

    /// How long after `now` the next sample is due.
    func untilNextSecond(_ now: CacheInstant) -> Duration {
        now.duration(to: self.first.at.advanced(by: .seconds(self.slot(now) + 1)))
    }

    /// Per second over the last `window` seconds before `now`; over the whole life of a younger process.
    func rates(over window: Int, now: Sample) -> StatsSnapshot.Rates {
        let since = self.sample(before: now.at.advanced(by: .seconds(-window)))
        let elapsed = since.at.duration(to: now.at).seconds
        guard elapsed > 0 else { return StatsSnapshot.Rates() }
        let asked = StatsSnapshot.Requests(
            hits: Int(now.hits - since.hits), staleHits: Int(now.staleHits - since.staleHits),
            misses: Int(now.misses - since.misses))
        return StatsSnapshot.Rates(
            requests: (now.requests - since.requests) / elapsed, hits: Double(asked.hits) / elapsed,
            staleHits: Double(asked.staleHits) / elapsed, misses: Double(asked.misses) / elapsed,
            bypassed: (now.bypassed - since.bypassed) / elapsed,
            evictions: (now.evictions - since.evictions) / elapsed,
            capacityEvictions: (now.capacityEvictions - since.capacityEvictions) / elapsed, hitRatio: asked.hitRatio)
    }

    /// One series over the last `window` seconds.
    struct Excerpt {
        var stepSeconds: Double
        var from: CacheInstant
        var steps: [Step?]

        /// Totals at the beginning and the end of a step.
        struct Step {
            var begin: Sample
            var end: Sample

            func perSecond(_ count: KeyPath<Sample, Double>) -> Double {
                (self.end[keyPath: count] - self.begin[keyPath: count]) / self.begin.at.duration(to: self.end.at).seconds
            }
        }
    }

    /// The window in `points` steps of the same length, or in as many as there are samples.
    ///
    /// Steps begin at multiples of their length, so that the same step has the same value in every answer; the one that
    /// has not ended yet is left out. A step that was not recorded is nil. Where a step begins between two samples its totals
    /// lie between theirs, so that neither is counted twice.
    func excerpt(window: Int, points: Int, now: CacheInstant) -> Excerpt {
        let resolution = window <= 60 * 60 ? 1 : 10
        let count = max(1, min(points, window / resolution))
        // In whole windows of `count` steps: the beginning of a step is one exact division away.
        let length = Double(window) / Double(count)
        let last = Int(Double(self.slot(now)) / length)
        func boundary(_ step: Int) -> Double { Double(step) * Double(window) / Double(count) }
        return Excerpt(
            stepSeconds: length, from: self.first.at.advanced(by: .seconds(boundary(last - count))),
            steps: (last - count..<last).map { step in
                guard let begin = self.sample(at: boundary(step), resolution),
                    let end = self.sample(at: boundary(step + 1), resolution), begin.at < end.at
                else { return nil }
                return Excerpt.Step(begin: begin, end: end)
            })
    }

    /// Seconds since the first sample.
    private func slot(_ instant: CacheInstant) -> Int {
        max(0, Int(self.first.at.duration(to: instant).components.seconds))
    }

    /// The totals at a moment. A second that the ring no longer holds is answered by the oldest it holds: the first step of a
    /// long window is then measured over the part of it that is left.
    private func sample(at seconds: Double, _ resolution: Int) -> Sample? {
        guard seconds >= 0 else { return nil }
        let ring = resolution == 1 ? self.seconds : self.tenSeconds
        let place = max(seconds / Double(resolution), Double(ring.oldest))
        let slot = Int(place)
        guard let sample = ring[slot], place > Double(slot) else { return ring[slot] }
        return ring[slot + 1].map { sample.interpolated(to: $0, at: place - Double(slot)) }
    }

    private func sample(before instant: CacheInstant) -> Sample {
        guard instant > self.first.at else { return self.first }
        var slot = min(self.slot(instant), self.seconds.newest)
        while slot >= self.seconds.oldest {
            if let sample = self.seconds[slot], sample.at <= instant { return sample }
            slot -= 1
        }
        return self.first
    }
}
