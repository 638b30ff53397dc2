import HTTPTypes
import LarderAdmin
import LarderEngine
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle

/// Events for those who ask, and for those who wait for the next one.
///
/// All who wait are looked after by one task, every tick while there are any; nobody polls for himself.
final class EventBoard: Service {
    static let tick: Duration = .milliseconds(50)
    static let longestWait: Duration = .seconds(30)

    /// How a wait ends.
    enum End {
        /// There is an event, or the time is over.
        case looked
        /// Nobody is there, or the process stops.
        case left
    }

    private struct Waiter {
        var continuation: CheckedContinuation<End, Never>
        var connection: ObjectIdentifier
        var after: UInt64
        var deadline: CacheInstant
    }

    private struct State {
        var journal: EventJournal
        var waiters: [UInt64: Waiter] = [:]
        var lastWaiter: UInt64 = 0
        var isOver = false
        var backends: [String: StatsSnapshot.Backend.State] = [:]
    }

    private let caches: CacheScope
    private let mostWaiters: Int
    private let state: NIOLockedValueBox<State>
    private let arrivals = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(_ caches: CacheScope, mostWaiters: Int) {
        self.caches = caches
        self.mostWaiters = mostWaiters
        let capacity = caches.engines.reduce(0) { $0 + $1.configuration.eventCapacity }
        self.state = NIOLockedValueBox(State(journal: EventJournal(caches: caches.engines.count, capacity: capacity)))
    }

    func page(after sequence: UInt64, limit: Int, of scope: CacheScope) -> EventJournal.Page {
        // Back ends belong to no one cache: they show where all do.
        let sources: Set<String>? = scope.id == self.caches.id ? nil : Set(scope.engines.map(\.name))
        return self.state.withLockedValue { state in
            state.journal.gather(from: self.caches.engines)
            return state.journal.page(after: sequence, limit: limit, of: sources)
        }
    }

    /// Writes down what has changed since the last call; a back end that was never seen before is no event.
    func note(_ backends: [StatsSnapshot.Backend]) {
        let now = self.caches.clock.now()
        self.state.withLockedValue { state in
            for backend in backends {
                let before = state.backends.updateValue(backend.state, forKey: backend.name)
                guard let before, before != backend.state else { continue }
                state.journal.gather(from: self.caches.engines)
                state.journal.append(.backend(backend), of: backend.name, at: now)
            }
        }
    }

    // MARK: Waiting

    /// Returns when there is an event after `sequence`, the wait is over, or the connection is gone.
    ///
    /// - Throws: 503 where too many wait.
    func wait(for duration: Duration, after sequence: UInt64, on connection: ObjectIdentifier) async throws(Refusal) -> End {
        let deadline = self.caches.clock.now().advanced(by: duration)
        let isRoom = self.state.withLockedValue { $0.waiters.count < self.mostWaiters }
        guard isRoom else {
            throw Refusal(
                .serviceUnavailable, "\(self.mostWaiters) requests wait for events: ask without wait_ms, or try again later",
                fields: [.retryAfter: "5"])
        }
        return await withCheckedContinuation { continuation in
            let isOver = self.state.withLockedValue { state in
                guard !state.isOver else { return true }
                state.lastWaiter += 1
                state.waiters[state.lastWaiter] = Waiter(
                    continuation: continuation, connection: connection, after: sequence, deadline: deadline)
                return false
            }
            if isOver {
                continuation.resume(returning: .left)
            } else {
                self.arrivals.continuation.yield()
            }
        }
    }

    /// Nobody is left to answer on this connection.
    func leave(_ connection: ObjectIdentifier) {
        self.release(as: .left) { $0.connection == connection }
    }

    /// Lets those go who have what they wait for, or have waited long enough.
    ///
    /// - Returns: Whether somebody still waits.
    func look() -> Bool {
        let now = self.caches.clock.now()
        let sequence = self.state.withLockedValue { state in
            state.journal.gather(from: self.caches.engines)
            return state.journal.sequence
        }
        self.release(as: .looked) { $0.after < sequence || $0.deadline <= now }
        return self.waiting > 0
    }

    var waiting: Int { self.state.withLockedValue { $0.waiters.count } }

    private func release(as end: End, _ isDone: (Waiter) -> Bool) {
        let done = self.state.withLockedValue { state in
            let done = state.waiters.filter { isDone($0.value) }
            for id in done.keys {
                state.waiters[id] = nil
            }
            return done
        }
        for waiter in done.values {
            waiter.continuation.resume(returning: end)
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in self.arrivals.stream {
                while self.look(), (try? await Task.sleep(for: Self.tick)) != nil {}
            }
        }
    }

    /// Lets everybody go, for good: a listener that stops waits for the requests that it has begun.
    func close() {
        self.state.withLockedValue { $0.isOver = true }
        self.release(as: .left) { _ in true }
    }
}
