/// The keys of requests whose responses turned out not to be for the cache, for a while: whoever asks meanwhile goes to the origin
/// at once, instead of waiting one behind the other for a response that will be shared with nobody.
///
/// Remembered by hash: two keys of one hash cost one of them a hit for a while. Clients choose the keys, so their number is
/// bounded; forgetting one costs a wait.
public struct UncacheableKeys: Sendable {
    private struct Finding {
        var refusal: StorageRefusal
        /// On the caller's clock.
        var until: Duration
    }

    private let capacity: Int
    private let memory: Duration
    private var findings: [Int: Finding] = [:]

    /// - Parameters:
    ///   - memory: For how long a finding holds.
    public init(capacity: Int = 4096, memory: Duration = .seconds(30)) {
        precondition(capacity > 0, "at least one key is remembered, got \(capacity)")
        self.capacity = capacity
        self.memory = memory
    }

    public var isEmpty: Bool { self.findings.isEmpty }

    /// What kept the last response out; nil where nothing is remembered.
    ///
    /// - Parameter now: Since any fixed moment.
    public func refusal(of key: String, at now: Duration) -> StorageRefusal? {
        guard let finding = self.findings[key.hashValue], now < finding.until else { return nil }
        return finding.refusal
    }

    public mutating func remember(_ key: String, _ refusal: StorageRefusal, at now: Duration) {
        if self.findings.count >= self.capacity {
            self.findings = self.findings.filter { now < $0.value.until }
            if self.findings.count >= self.capacity { self.findings.removeAll(keepingCapacity: true) }
        }
        self.findings[key.hashValue] = Finding(refusal: refusal, until: now + self.memory)
    }

    public mutating func forget(_ key: String) {
        self.findings[key.hashValue] = nil
    }
}

extension StorageRefusal {
    /// Whether the next response to such a request is likely to be kept out as well: not where this request alone was the cause.
    public var isOfResource: Bool {
        switch self {
        case .method, .setCookie, .noStore, .private, .noCache, .vary, .expired, .headerSize, .bodySize: true
        case .status, .request, .authorization: false
        }
    }
}
