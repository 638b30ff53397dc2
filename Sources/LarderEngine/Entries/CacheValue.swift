public import NIOCore

/// What is kept beside an entry's bytes, as the room that stored it understands it.
public protocol EntryHead: Sendable {
    /// Bytes it occupies in memory.
    var weight: Int { get }
    var status: Int? { get }
    var contentType: String? { get }
    var etag: String? { get }
}

/// Immutable bytes, shared with every reader.
public struct CacheValue: Sendable {
    public var bytes: ByteBuffer
    public var head: (any EntryHead)?

    public init(bytes: ByteBuffer, head: (any EntryHead)? = nil) {
        self.bytes = bytes
        self.head = head
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
    /// How long after all that it is kept for whoever loads it anew: to ask its source whether it is current still, or to answer
    /// in place of an error. Nobody gets it unasked, and it is the first to make room.
    public var retention: Duration
    /// Shortens each freshness lifetime by a random part of itself, up to this one, so that entries that came together do not
    /// end together. 0 to 1.
    public var jitter: Double
    /// The last part of the freshness lifetime in which one reader is asked to refresh the entry before it ends. 0 to 1.
    public var refreshAhead: Double

    public init(
        freshness: Duration?, staleWindow: Duration = .zero, staleServing: StaleServing = .allowed, retention: Duration = .zero,
        jitter: Double = 0, refreshAhead: Double = 0
    ) {
        precondition((0...1).contains(jitter), "jitter must be 0 to 1, got \(jitter)")
        precondition((0...1).contains(refreshAhead), "refreshAhead must be 0 to 1, got \(refreshAhead)")
        self.freshness = freshness
        self.staleWindow = staleServing == .allowed ? max(.zero, staleWindow) : .zero
        self.staleServing = staleServing
        self.retention = max(.zero, retention)
        self.jitter = jitter
        self.refreshAhead = refreshAhead
    }

    /// The lifetime of one entry, its jitter drawn.
    func drawn() -> EntryLifetime {
        guard let freshness, self.jitter > 0 else { return self }
        var drawn = self
        drawn.freshness = freshness * (1 - Double.random(in: 0...self.jitter))
        drawn.jitter = 0
        return drawn
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
    public var standing = Standing.undisturbed

    /// What invalidation has made of it.
    public enum Standing: Sendable, Hashable {
        case undisturbed
        /// Softly invalidated: served stale until then, and not unasked afterwards.
        case soft(until: CacheInstant)
        /// Invalidated, or restored with nothing to prove it current: not to be served unasked.
        case outdated
    }
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
