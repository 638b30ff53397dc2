import LarderEngine
import NIOConcurrencyHelpers

/// The histories of each cache, and of all together.
struct HistoryRecorder: Sendable {
    private let scopes: [CacheScope]
    private let clock: any CacheClock
    private let histories: NIOLockedValueBox<[CacheScope.ID: History]>

    init(_ caches: CacheScope) {
        self.scopes = caches.all
        self.clock = caches.clock
        self.histories = NIOLockedValueBox(
            Dictionary(uniqueKeysWithValues: caches.all.map { ($0.id, History(first: Sample($0.snapshot()))) }))
    }

    /// A copy: samples are shared with it until the next one is taken.
    func history(of scope: CacheScope) -> History {
        self.histories.withLockedValue { $0[scope.id]! }
    }

    func takeSample() {
        for scope in self.scopes {
            let sample = Sample(scope.snapshot())
            self.histories.withLockedValue { $0[scope.id]?.record(sample) }
        }
    }

    var untilNextSecond: Duration {
        let now = self.clock.now()
        return self.histories.withLockedValue { $0[self.scopes[0].id]!.untilNextSecond(now) }
    }
}
