import LarderEngine
import NIOConcurrencyHelpers
import NIOCore

/// What was read and answered in this tick, for all who ask: of each scope at most one snapshot is made per tick, and of the same
/// question one answer.
struct SharedSnapshots: Sendable {
    /// What one scope's answers are made from.
    struct Scope: Sendable {
        var snapshot: CoreSnapshot
        var histories: HistoryAnswers
        fileprivate var tick: Int
    }

    private struct Tick {
        var number = 0
        /// Nil before anything was read in it.
        var began: CacheInstant?
        var answers: [String: Answer] = [:]
    }

    /// Answers kept per tick; those who ask for more, or for more at once, get theirs made each time.
    private static let mostAnswers = 64
    static let longestKept = 64 * 1024
    private static let longestTarget = 512

    private let clock: any CacheClock
    private let length: Duration
    private let tick = NIOLockedValueBox(Tick())
    private let latest: [CacheScope.ID: NIOLockedValueBox<Scope?>]

    init(_ caches: CacheScope, tick length: Duration) {
        self.clock = caches.clock
        self.length = length
        self.latest = Dictionary(uniqueKeysWithValues: caches.all.map { ($0.id, NIOLockedValueBox(nil)) })
    }

    /// The answer that was made to this request in this tick. Costs a look-up, and waits for nobody who makes one.
    func answer(to target: String) -> Answer? {
        let now = self.clock.now()
        return self.tick.withLockedValue { tick in
            tick.began.map { $0.duration(to: now) < self.length } == true ? tick.answers[target] : nil
        }
    }

    /// Makes an answer, for those too who ask the same in this tick.
    func answer(to target: String, make: () throws -> Answer) rethrows -> Answer {
        let number = self.number
        if let answer = self.answer(to: target) { return answer }
        let answer = try make()
        if target.utf8.count <= Self.longestTarget, answer.body.readableBytes <= Self.longestKept {
            self.tick.withLockedValue { tick in
                guard tick.number == number, tick.answers.count < Self.mostAnswers else { return }
                tick.answers[target] = answer
            }
        }
        return answer
    }

    /// The figures of a scope in this tick. They are read under the lock of the scope, so that those who ask meanwhile wait for
    /// them instead of reading them again.
    func with<Result>(
        _ scope: CacheScope, read: () throws -> CoreSnapshot, _ body: (inout Scope) throws -> Result
    ) throws -> Result {
        let number = self.number
        return try self.latest[scope.id]!.withLockedValue { latest in
            if latest?.tick != number {
                latest = Scope(snapshot: try read(), histories: latest?.histories ?? HistoryAnswers(), tick: number)
            }
            return try body(&latest!)
        }
    }

    /// What comes next is to show what was just done.
    func forget() {
        self.tick.withLockedValue { tick in
            tick = Tick(number: tick.number + 1)
        }
    }

    /// Lets go of what a tick left behind that is over, where nobody has asked since.
    func sweep() {
        let isOver = self.tick.withLockedValue { tick in
            guard let began = tick.began, began.duration(to: self.clock.now()) >= self.length else { return false }
            tick = Tick(number: tick.number + 1)
            return true
        }
        guard isOver else { return }
        for latest in self.latest.values {
            latest.withLockedValue { $0 = nil }
        }
    }

    /// The number of the present tick, which begins here where the one before is over.
    private var number: Int {
        let now = self.clock.now()
        return self.tick.withLockedValue { tick in
            if tick.began.map({ $0.duration(to: now) >= self.length }) ?? true {
                tick = Tick(number: tick.number + 1, began: now)
            }
            return tick.number
        }
    }
}
