import Foundation
import LarderEngine

/// The wall time of the engine's instants: one pair of readings for a whole answer, so that its times fit together.
struct WallTime {
    private let now: CacheInstant
    private let seconds: Double

    init(_ clock: any CacheClock) {
        self.now = clock.now()
        self.seconds = clock.wallSeconds()
    }

    func date(_ instant: CacheInstant) -> Date {
        Date(timeIntervalSince1970: self.seconds + self.now.duration(to: instant).seconds)
    }
}
