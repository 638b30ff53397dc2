import LarderEngine
import NIOConcurrencyHelpers

/// The last snapshot of each scope: at most one is made per tick, however many ask.
///
/// It is made under the lock of its scope, so that those who ask meanwhile wait for it instead of making another.
struct SharedSnapshots: Sendable {
    private let clock: any CacheClock
    private let tick: Duration
    private let latest: [CacheScope.ID: NIOLockedValueBox<CoreSnapshot?>]

    init(_ caches: CacheScope, tick: Duration) {
        self.clock = caches.clock
        self.tick = tick
        self.latest = Dictionary(uniqueKeysWithValues: caches.all.map { ($0.id, NIOLockedValueBox(nil)) })
    }

    func with<Result>(
        _ scope: CacheScope, make: () throws -> CoreSnapshot, _ body: (inout CoreSnapshot) throws -> Result
    ) throws -> Result {
        try self.latest[scope.id]!.withLockedValue { latest in
            if latest.map({ $0.at.duration(to: self.clock.now()) >= self.tick }) ?? true {
                latest = try make()
            }
            return try body(&latest!)
        }
    }

    /// What comes next is to show what was just done.
    func forget() {
        for latest in self.latest.values {
            latest.withLockedValue { $0 = nil }
        }
    }
}
