/// The policies that an engine can be told to use.
public enum EvictionPolicyName: String, CaseIterable, Sendable, CustomStringConvertible {
    case s3FIFO = "s3-fifo"
    case lru
    case wTinyLFU = "w-tinylfu"

    public var description: String { self.rawValue }

    /// - Parameter capacity: As in `EvictionPolicy.init(capacity:)`.
    func makePolicy(capacity: Int) -> any EvictionPolicy {
        switch self {
        case .s3FIFO: S3FIFO(capacity: capacity)
        case .lru: LRU(capacity: capacity)
        case .wTinyLFU: WTinyLFU(capacity: capacity)
        }
    }
}
