public import NIOCore
import NIOConcurrencyHelpers

extension CacheEngine {
    /// The value of a key, loaded where there is none: by one caller, for all who ask meanwhile.
    ///
    /// Cancelling a caller who waits ends his waiting and nothing else; cancelling the one who loads hands the load to the next
    /// who waits. An error reaches all who wait. A stale value, and one near the end of its freshness, is answered at once and
    /// refreshed by `run`, or, where that does not run, by the caller who was asked to, before he gets his answer.
    ///
    /// - Parameters:
    ///   - kind: As what the look-up is counted.
    ///   - negativeLifetime: How long an error is remembered and thrown again without a load; nil, not at all.
    ///   - load: Makes the value. Not called while another caller's runs.
    /// - Throws: What `load` throws, `CancellationError`, `WaitTimedOut`.
    public func value(
        forKey key: CacheKey, as kind: LookupKind = .value, lifetime: EntryLifetime, tags: [String] = [],
        negativeLifetime: Duration? = nil, load: @escaping @Sendable () async throws -> ByteBuffer
    ) async throws -> ByteBuffer {
        while true {
            try Task.checkCancellation()
            switch self.acquire(key, tags: tags, as: kind) {
            case .fresh(let entry):
                return entry.value.bytes
            case .ageing(let entry, let refresh), .stale(let entry, .some(let refresh)):
                let job: @Sendable () async -> Void = {
                    // Whoever is answered from the entry has no use for the refresh's error; the next to miss gets his own.
                    _ = try? await self.run(refresh, lifetime: lifetime, tags: tags, negativeLifetime: negativeLifetime, load)
                }
                if !self.refreshes.offer(job) {
                    await job()
                }
                return entry.value.bytes
            case .stale(let entry, nil):
                return entry.value.bytes
            case .load(let flight):
                return try await self.run(flight, lifetime: lifetime, tags: tags, negativeLifetime: negativeLifetime, load)
            case .join(let waiting):
                switch try await waiting.result() {
                case .landed(let entry), .kept(let entry): return entry.value.bytes
                case .uncacheable: return try await load()
                case .failed(let error): throw error
                case .askAgain: continue
                case .timedOut: throw WaitTimedOut(key: key)
                }
            case .overloaded:
                return try await load()
            }
        }
    }

    private func run(
        _ flight: Load, lifetime: EntryLifetime, tags: [String], negativeLifetime: Duration?,
        _ load: @Sendable () async throws -> ByteBuffer
    ) async throws -> ByteBuffer {
        if let failure = self.recentFailure(of: flight.key, tags: tags) {
            flight.fail(failure)
            throw failure
        }
        let began = self.clock.now()
        let bytes: ByteBuffer
        do {
            bytes = try await load()
        } catch {
            if Task.isCancelled {
                flight.passOn()
            } else {
                if let negativeLifetime {
                    let until = self.clock.now().advanced(by: negativeLifetime)
                    self.failures.withLockedValue {
                        $0.remember(error, of: flight.key, since: flight.flight.beganAt, until: until)
                    }
                }
                flight.fail(error)
            }
            throw error
        }
        let cost = LoadCost(elapsed: began.duration(to: self.clock.now()))
        return flight.land(CacheValue(bytes: bytes), lifetime: lifetime, tags: tags, cost: cost).entry.value.bytes
    }

    /// An error that is remembered and that no invalidation has made out of date.
    private func recentFailure(of key: CacheKey, tags: [String]) -> (any Error)? {
        let now = self.clock.now()
        guard let failure = self.failures.withLockedValue({ $0.recall(key, at: now) }) else { return nil }
        if case .untouched = self.log.withLockedValue({ $0.verdict(since: failure.beganAt, on: key, tags: tags) }) {
            return failure.error
        }
        return nil
    }
}

/// Somebody else's load took longer than this caller waits.
public struct WaitTimedOut: Error, Sendable, CustomStringConvertible {
    public let key: CacheKey

    public var description: String {
        "somebody else's load of \(self.key.text) took too long"
    }
}
