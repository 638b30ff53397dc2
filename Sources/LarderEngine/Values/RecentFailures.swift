import DequeModule

/// Errors of loads that are to be thrown again for a while; a bounded number.
struct RecentFailures {
    struct Failure {
        let error: any Error
        /// The invalidation number when the load began.
        let beganAt: UInt64
        let until: CacheInstant
    }

    private var failures: [CacheKey: Failure] = [:]
    private var order: Deque<CacheKey> = []
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func remember(_ error: any Error, of key: CacheKey, since beganAt: UInt64, until: CacheInstant) {
        if self.failures.updateValue(Failure(error: error, beganAt: beganAt, until: until), forKey: key) == nil {
            self.order.append(key)
        }
        if self.order.count > self.capacity {
            self.failures[self.order.removeFirst()] = nil
        }
    }

    func recall(_ key: CacheKey, at now: CacheInstant) -> Failure? {
        guard let failure = self.failures[key], now < failure.until else { return nil }
        return failure
    }
}
