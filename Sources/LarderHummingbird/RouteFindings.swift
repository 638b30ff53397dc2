import LarderEngine
import LarderHTTP
import NIOConcurrencyHelpers

/// What was found out about the responses of one route.
final class RouteFindings: Sendable {
    let variants = RouteVariants()
    let uncacheable = NIOLockedValueBox(UncacheableKeys())
    private let refusals = NIOLockedValueBox(RecentRefusals())

    func refused(_ key: CacheKey, _ refusal: StorageRefusal, status: Int, at now: CacheInstant) {
        let resource = String(key.resource)
        self.refusals.withLockedValue {
            $0.note(RecentRefusal(refusal, status: status, at: .nanoseconds(now.nanoseconds)), of: resource)
        }
    }

    func stored(_ key: CacheKey) {
        let resource = String(key.resource)
        self.refusals.withLockedValue { $0.forget(resource) }
    }

    /// What keeps responses to a key out for the moment, so that requests go to the handler at once.
    func passing(_ key: String, at now: CacheInstant) -> StorageRefusal? {
        self.uncacheable.withLockedValue { $0.refusal(of: key, at: .nanoseconds(now.nanoseconds)) }
    }

    func lastRefusal(of resource: String, at now: CacheInstant) -> RecentRefusal? {
        self.refusals.withLockedValue { $0.last(of: resource, at: .nanoseconds(now.nanoseconds)) }
    }
}
