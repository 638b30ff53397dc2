import LarderEngine
import LarderHTTP
import NIOConcurrencyHelpers

/// What was found out about the responses of one route.
final class RouteFindings: Sendable {
    private struct State {
        var selections = VarySelections()
        var uncacheable = UncacheableKeys()
        var refusals = RecentRefusals()
    }

    private let state = NIOLockedValueBox(State())

    // MARK: What responses depend on

    /// Never empty.
    var selections: [Vary] { self.state.withLockedValue { $0.selections.newestFirst } }

    /// - Parameter vary: What a response that is being stored depends on.
    func learn(_ vary: Vary) {
        self.state.withLockedValue { $0.selections.learn(vary) }
    }

    // MARK: What is known not to be for the cache

    /// What keeps responses to a key out for the moment, so that requests go to the handler at once.
    func passing(_ key: CacheKey, at now: CacheInstant) -> StorageRefusal? {
        self.state.withLockedValue {
            $0.uncacheable.isEmpty ? nil : $0.uncacheable.refusal(of: key.text, at: .nanoseconds(now.nanoseconds))
        }
    }

    func pass(_ key: CacheKey, because refusal: StorageRefusal, at now: CacheInstant) {
        guard refusal.isOfResource else { return }
        self.state.withLockedValue { $0.uncacheable.remember(key.text, refusal, at: .nanoseconds(now.nanoseconds)) }
    }

    func passNoMore(_ key: CacheKey) {
        self.state.withLockedValue { $0.uncacheable.forget(key.text) }
    }

    // MARK: Why something is not stored

    func refused(_ key: CacheKey, _ refusal: StorageRefusal, status: Int, at now: CacheInstant) {
        let resource = String(key.resource)
        self.state.withLockedValue {
            $0.refusals.note(RecentRefusal(refusal, status: status, at: .nanoseconds(now.nanoseconds)), of: resource)
        }
    }

    func stored(_ key: CacheKey) {
        let resource = String(key.resource)
        self.state.withLockedValue { $0.refusals.forget(resource) }
    }

    func lastRefusal(of resource: String, at now: CacheInstant) -> RecentRefusal? {
        self.state.withLockedValue { $0.refusals.last(of: resource, at: .nanoseconds(now.nanoseconds)) }
    }
}
