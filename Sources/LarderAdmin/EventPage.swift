public import Foundation

/// Events after the number that was asked for.
public struct EventPage: Codable, Sendable, Equatable {
    /// The number of the last event examined for this answer; pass it back as it is.
    public var next: UInt64
    /// Events after the number asked for that were already overwritten.
    public var dropped: UInt64
    public var items: [Event]

    public init(next: UInt64, dropped: UInt64, items: [Event]) {
        self.next = next
        self.dropped = dropped
        self.items = items
    }

    public struct Event: Codable, Sendable, Equatable {
        public enum Kind: String, Codable, Sendable {
            case evicted, invalidated, backend
            case purgeFailed = "purge_failed"
        }

        public var seq: UInt64
        public var at: Date
        public var kind: Kind
        /// Of an eviction: a field name of `evictions`; of an invalidation: its mode; of a back end: its state now.
        @Nullable public var reason: String?
        /// Of an invalidation: what was selected; of a back end: its name.
        @Nullable public var key: String?
        @Nullable public var sizeBytes: Int?
        @Nullable public var ageSeconds: Double?
        @Nullable public var idleSeconds: Double?
        /// The id of the invalidation that caused the event.
        @Nullable public var invalidation: String?
        /// Of an invalidation: how many entries it matched.
        @Nullable public var count: Int?

        public init(
            seq: UInt64, at: Date, kind: Kind, reason: String?, key: String?, sizeBytes: Int? = nil, ageSeconds: Double? = nil,
            idleSeconds: Double? = nil, invalidation: String? = nil, count: Int? = nil
        ) {
            self.seq = seq
            self.at = at
            self.kind = kind
            self.reason = reason
            self.key = key
            self.sizeBytes = sizeBytes
            self.ageSeconds = ageSeconds
            self.idleSeconds = idleSeconds
            self.invalidation = invalidation
            self.count = count
        }

        private enum CodingKeys: String, CodingKey {
            case seq, at, kind, reason, key, invalidation, count
            case sizeBytes = "size_bytes"
            case ageSeconds = "age_seconds"
            case idleSeconds = "idle_seconds"
        }
    }
}
