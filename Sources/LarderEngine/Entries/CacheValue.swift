public import NIOCore

/// What is kept beside an entry's bytes, as the room that stored it understands it.
public protocol EntryHead: Sendable {
    /// Bytes it occupies in memory.
    var weight: Int { get }
    var status: Int? { get }
    var contentType: String? { get }
    var etag: String? { get }
}

/// Immutable bytes, shared with every reader and never copied.
public struct CacheValue: Sendable {
    public var bytes: ByteBuffer
    public var head: (any EntryHead)?

    public init(bytes: ByteBuffer, head: (any EntryHead)? = nil) {
        self.bytes = bytes
        self.head = head
    }

    /// Bytes it occupies: the buffer's allocated capacity, which is what memory really holds, not its contents' length.
    var weight: Int {
        self.bytes.storageCapacity + (self.head?.weight ?? 0)
    }
}

/// How long an entry may be used.
public struct EntryLifetime: Sendable {
    public enum StaleServing: Sendable {
        case allowed
        /// `must-revalidate`, `proxy-revalidate`, `s-maxage` or `no-cache` (RFC 9111 §5.2.2).
        case forbidden
    }

    /// Freshness lifetime; nil never expires.
    public var freshness: Duration?
    /// How long past its freshness it may be served while it is refreshed (RFC 5861 §3).
    public var staleWindow: Duration
    public var staleServing: StaleServing

    public init(freshness: Duration?, staleWindow: Duration = .zero, staleServing: StaleServing = .allowed) {
        self.freshness = freshness
        self.staleWindow = staleServing == .allowed ? max(.zero, staleWindow) : .zero
        self.staleServing = staleServing
    }
}

/// What it took to make a value: what every hit on it saves.
public struct LoadCost: Sendable, Hashable {
    public var elapsed: Duration
    /// Database queries.
    public var queries: Int

    public init(elapsed: Duration = .zero, queries: Int = 0) {
        self.elapsed = elapsed
        self.queries = queries
    }
}

/// An entry as a reader gets it.
public struct CachedEntry: Sendable {
    public var key: CacheKey
    public var value: CacheValue
    public var createdAt: CacheInstant
    /// Nil never expires.
    public var freshUntil: CacheInstant?
    public var cost: LoadCost
}

/// What a reader would get for a key.
public enum EntryState: String, Sendable {
    case fresh
    /// Servable while it is refreshed.
    case stale
    /// Kept, but not served before the origin was asked.
    case revalidate
    case absent
}
