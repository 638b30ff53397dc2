import LarderEngine

/// A token bucket: so many a second, with bursts of as many.
struct RateLimit {
    private let perSecond: Double
    private var left: Double
    private var last: CacheInstant

    init(perSecond: Int, at now: CacheInstant) {
        self.perSecond = Double(perSecond)
        self.left = Double(perSecond)
        self.last = now
    }

    mutating func admits(at now: CacheInstant) -> Bool {
        self.left = min(self.perSecond, self.left + max(0, self.last.duration(to: now).seconds) * self.perSecond)
        self.last = max(self.last, now)
        guard self.left >= 1 else { return false }
        self.left -= 1
        return true
    }
}
