public import Foundation

/// The answer to `GET /v1/keys`.
public struct KeyPage: Codable, Sendable, Equatable {
    public var items: [KeyDetail]
    @Nullable public var nextCursor: String?
    public var matched: Int

    public init(items: [KeyDetail], nextCursor: String?, matched: Int) {
        self.items = items
        self.nextCursor = nextCursor
        self.matched = matched
    }

    public enum Sort: String, Codable, Sendable, CaseIterable {
        case key, size, hits, age, ttl, idle
    }

    public enum Order: String, Codable, Sendable, CaseIterable {
        case ascending = "asc"
        case descending = "desc"
    }

    private enum CodingKeys: String, CodingKey {
        case items, matched
        case nextCursor = "next_cursor"
    }
}

/// One entry: an item of `GET /v1/keys`, and the answer to `GET /v1/keys/{key}`, which adds `preview`.
public struct KeyDetail: Codable, Sendable, Equatable {
    public var key: String
    public var tags: [String]
    @Nullable public var route: String?
    public var state: EntryState
    public var createdAt: Date
    @Nullable public var freshUntil: Date?
    @Nullable public var staleUntil: Date?
    @Nullable public var lastHitAt: Date?
    public var hits: Int
    public var sizeBytes: Int
    /// What it took to make the value.
    @Nullable public var costUs: Double?
    @Nullable public var status: Int?
    @Nullable public var contentType: String?
    @Nullable public var etag: String?
    /// First 1 KiB as text; null where it is not text, and left out of listings.
    public var preview: Nullable<String>?
    /// The name of its cache, where the process has several.
    public var cache: String?

    public init(
        key: String, tags: [String], route: String?, state: EntryState, createdAt: Date, freshUntil: Date?, staleUntil: Date?,
        lastHitAt: Date?, hits: Int, sizeBytes: Int, costUs: Double?, status: Int?, contentType: String?, etag: String?,
        preview: Nullable<String>? = nil, cache: String? = nil
    ) {
        self.key = key
        self.tags = tags
        self.route = route
        self.state = state
        self.createdAt = createdAt
        self.freshUntil = freshUntil
        self.staleUntil = staleUntil
        self.lastHitAt = lastHitAt
        self.hits = hits
        self.sizeBytes = sizeBytes
        self.costUs = costUs
        self.status = status
        self.contentType = contentType
        self.etag = etag
        self.preview = preview
        self.cache = cache
    }

    private enum CodingKeys: String, CodingKey {
        case key, tags, route, state, hits, status, etag, preview, cache
        case createdAt = "created_at"
        case freshUntil = "fresh_until"
        case staleUntil = "stale_until"
        case lastHitAt = "last_hit_at"
        case sizeBytes = "size_bytes"
        case costUs = "cost_us"
        case contentType = "content_type"
    }
}

/// `{"items": […]}`, the shape of every plain list.
public struct ItemList<Item: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    public var items: [Item]

    public init(items: [Item]) {
        self.items = items
    }
}
