import Foundation
import LarderAdmin

/// Keys whose fresh copy a purge took, until they were refreshed or a bounded time passed.
struct Refills: Sendable, Equatable {
    private struct Refill: Sendable, Equatable {
        let purge: String?
        /// By the endpoint's clock: what was seen before says nothing.
        let at: Date
        let until: Duration
    }

    /// A purge by what a key does not show: whatever was fresh and no longer is was hit.
    private struct Suspicion: Sendable, Equatable {
        let refill: Refill
        let fresh: Set<String>
    }

    private var keys: [String: Refill] = [:]
    private var suspicion: Suspicion?

    /// How long a key that nobody asks for is flagged.
    static let lifetime = Duration.seconds(60)
    static let limit = 1000

    func contains(_ key: String) -> Bool { self.keys[key] != nil }

    func contains(below prefix: String) -> Bool {
        self.keys.keys.contains { $0.hasPrefix(prefix) }
    }

    /// - Parameter seen: The keys that are on the screens, with their states.
    mutating func begin(
        _ done: InvalidationResult, _ selection: Selection, seen: [(key: String, state: EntryState)], at now: Duration
    ) {
        let refill = Refill(purge: done.id, at: done.at, until: now + Self.lifetime)
        let matcher = selection.matcher
        for key in done.sample + seen.map(\.key).filter({ matcher?($0) ?? false }) where self.keys.count < Self.limit {
            self.keys[key] = refill
        }
        if matcher == nil {
            let fresh = seen.filter { $0.state == .fresh }.map(\.key)
            self.suspicion = Suspicion(refill: refill, fresh: Set(fresh))
        }
    }

    /// Takes in what an answer, made at `at` by the endpoint's clock, says about keys.
    mutating func saw(_ seen: [(key: String, state: EntryState)], at: Date) {
        if let suspicion, at > suspicion.refill.at {
            for (key, state) in seen where state != .fresh && suspicion.fresh.contains(key) && self.keys.count < Self.limit {
                self.keys[key] = suspicion.refill
            }
            self.suspicion = nil
        }
        for (key, state) in seen where state == .fresh {
            if let refill = self.keys[key], at > refill.at {
                self.keys[key] = nil
            }
        }
    }

    mutating func undone(_ id: String) {
        self.keys = self.keys.filter { $0.value.purge != id }
        if self.suspicion?.refill.purge == id {
            self.suspicion = nil
        }
    }

    mutating func expire(at now: Duration) {
        guard self.keys.values.contains(where: { $0.until <= now }) else { return }
        self.keys = self.keys.filter { $0.value.until > now }
    }
}

extension Selection {
    /// Whether a key is selected; nil where keys alone do not tell.
    fileprivate var matcher: ((String) -> Bool)? {
        switch self {
        case .key(let key): { $0 == key || $0.hasPrefix(key + "#") }
        case .keys(let keys):
            { key in keys.contains { key == $0 || key.hasPrefix($0 + "#") } }
        case .pattern(let pattern):
            // As it is for the endpoint: no part of a key, no opposite.
            { KeyFilter.matches(key: $0, glob: pattern) }
        case .all: { _ in true }
        case .url, .tag, .tags, .route: nil
        }
    }
}
