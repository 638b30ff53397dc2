/// When to ask, and what the answers say about the source.
struct Polling: Sendable, Equatable {
    enum Phase: Sendable, Equatable {
        case waiting
        /// One question at most is on its way.
        case asking(since: Duration)
    }

    private(set) var interval: Duration
    var phase = Phase.waiting
    /// When the next question is due.
    var due: Duration
    /// Something else is on the screen than the open question asked for.
    private var isAnswerOutdated = false
    /// Questions without an answer since the last good one.
    var failures = 0
    var lastError = ""

    static let intervals: [Duration] = [
        .milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(30),
    ]

    mutating func beginIfDue(at now: Duration) -> Bool {
        guard self.phase == .waiting, now >= self.due else { return false }
        self.phase = .asking(since: now)
        return true
    }

    /// - Parameter untilClock: until the clock shows another second; where the interval allows, polls wait for it, so that one
    ///   frame shows both.
    mutating func succeeded(at now: Duration, untilClock: Duration) {
        // Keeps the rhythm, unless it was lost.
        var next = self.due + self.interval
        if self.interval >= .seconds(1) {
            // In whole microseconds, which hides what floating point makes of wall clocks.
            let second = Duration.microseconds(Int64(((now + untilClock).inSeconds * 1e6).rounded()))
            next = second + .seconds(max(0, (next - second).inSeconds.rounded(.toNearestOrAwayFromZero)))
        }
        self.due = self.isAnswerOutdated ? now : next > now ? next : now + self.interval
        self.isAnswerOutdated = false
        self.phase = .waiting
        self.failures = 0
        self.lastError = ""
    }

    mutating func failed(at now: Duration, because reason: String) {
        self.phase = .waiting
        self.failures += 1
        self.lastError = reason
        self.due = now + self.backOff
    }

    /// Half a second, doubled with each failure, at most five seconds.
    private var backOff: Duration {
        min(.seconds(5), .milliseconds(500) * (1 << min(self.failures - 1, 4)))
    }

    mutating func askSoon(at now: Duration) {
        guard self.failures == 0 else { return }
        if self.phase == .waiting {
            self.due = min(self.due, now)
        } else {
            self.isAnswerOutdated = true
        }
    }

    init(interval: Duration, due: Duration) {
        self.interval = interval
        self.due = due
    }

    mutating func changeInterval(_ step: Int) {
        let nearest = Self.intervals.firstIndex { $0 >= self.interval } ?? Self.intervals.count - 1
        self.setInterval(Self.intervals[min(max(nearest + step, 0), Self.intervals.count - 1)])
    }

    mutating func setInterval(_ interval: Duration) {
        let previous = self.interval
        self.interval = interval
        if self.failures == 0 {
            self.due += self.interval - previous
        }
    }
}
