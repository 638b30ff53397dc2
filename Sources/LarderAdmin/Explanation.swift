/// The answer to `GET /v1/explain`: what is cached of a URL, and why or why not.
public struct Explanation: Codable, Sendable, Equatable {
    public var route: Route
    /// Of a plain `GET`: without header fields but `Host`, by nobody in particular.
    public var key: String
    /// The key without its `#variant`.
    public var resource: String
    /// Whether that request would be answered from the cache now.
    public var cached: Bool
    public var answer: Answer
    /// Some of what is stored, sorted by key; `purge.matched` counts all.
    public var variants: [Variant]
    public var purge: Reach
    /// The last response that was not kept, where one of the last minutes was not.
    @Nullable public var refused: Refused?

    public init(
        route: Route, key: String, resource: String, cached: Bool, answer: Answer, variants: [Variant], purge: Reach,
        refused: Refused?
    ) {
        self.route = route
        self.key = key
        self.resource = resource
        self.cached = cached
        self.answer = answer
        self.variants = variants
        self.purge = purge
        self.refused = refused
    }

    /// How the request would be answered, and by which rule.
    public struct Answer: Codable, Sendable, Equatable {
        public enum Outcome: String, Codable, Sendable, CaseIterable {
            case hit, stale, revalidated, miss, bypassed
        }

        public var outcome: Outcome
        public var reason: String
        /// `RFC 9111 §4.2`; null for a rule of this cache's own.
        @Nullable public var section: String?

        public init(outcome: Outcome, reason: String, section: String?) {
            self.outcome = outcome
            self.reason = reason
            self.section = section
        }
    }

    public struct Route: Codable, Sendable, Equatable {
        public var name: String
        /// `/courses/{id}`.
        public var path: String
        /// Null where responses say themselves for how long they are fresh.
        @Nullable public var timeoutSeconds: Double?
        public var staleWhileRevalidateSeconds: Double
        public var staleIfErrorSeconds: Double
        public var keyedBy: Keying
        public var tags: [String]
        public var breaker: String
        /// Why requests went past the cache, with their number since the start.
        public var bypassReasons: [String: Int]

        public init(
            name: String, path: String, timeoutSeconds: Double?, staleWhileRevalidateSeconds: Double, staleIfErrorSeconds: Double,
            keyedBy: Keying, tags: [String], breaker: String, bypassReasons: [String: Int]
        ) {
            self.name = name
            self.path = path
            self.timeoutSeconds = timeoutSeconds
            self.staleWhileRevalidateSeconds = staleWhileRevalidateSeconds
            self.staleIfErrorSeconds = staleIfErrorSeconds
            self.keyedBy = keyedBy
            self.tags = tags
            self.breaker = breaker
            self.bypassReasons = bypassReasons
        }

        private enum CodingKeys: String, CodingKey {
            case name, path, tags, breaker
            case timeoutSeconds = "timeout_seconds"
            case staleWhileRevalidateSeconds = "stale_while_revalidate_seconds"
            case staleIfErrorSeconds = "stale_if_error_seconds"
            case keyedBy = "keyed_by"
            case bypassReasons = "bypass_reasons"
        }
    }

    /// What tells requests to a route apart.
    public struct Keying: Codable, Sendable, Equatable {
        public var path: [String]
        /// Null for every parameter.
        @Nullable public var query: [String]?
        /// Of these the keys hold hashes.
        public var redactedQuery: [String]
        /// In lower case.
        public var headers: [String]
        public var user: Bool

        public init(path: [String], query: [String]?, redactedQuery: [String], headers: [String], user: Bool) {
            self.path = path
            self.query = query
            self.redactedQuery = redactedQuery
            self.headers = headers
            self.user = user
        }

        private enum CodingKeys: String, CodingKey {
            case path, query, headers, user
            case redactedQuery = "redacted_query"
        }
    }

    /// One stored response.
    public struct Variant: Codable, Sendable, Equatable {
        public var key: String
        public var state: EntryState
        public var status: Int
        public var ageSeconds: Double
        /// 0 once it is no longer fresh.
        public var freshSeconds: Double
        /// For how long it may be served stale after that, or still.
        public var staleSeconds: Double
        public var sizeBytes: Int
        public var hits: Int
        /// The requests that it answers.
        public var conditions: [Condition]

        public init(
            key: String, state: EntryState, status: Int, ageSeconds: Double, freshSeconds: Double, staleSeconds: Double,
            sizeBytes: Int, hits: Int, conditions: [Condition]
        ) {
            self.key = key
            self.state = state
            self.status = status
            self.ageSeconds = ageSeconds
            self.freshSeconds = freshSeconds
            self.staleSeconds = staleSeconds
            self.sizeBytes = sizeBytes
            self.hits = hits
            self.conditions = conditions
        }

        private enum CodingKeys: String, CodingKey {
            case key, state, status, hits, conditions
            case ageSeconds = "age_seconds"
            case freshSeconds = "fresh_seconds"
            case staleSeconds = "stale_seconds"
            case sizeBytes = "size_bytes"
        }
    }

    /// A header field that a request has to have.
    public struct Condition: Codable, Sendable, Equatable {
        /// In lower case.
        public var name: String
        /// As keys compare it, of credentials a hash; null where the field has to be absent.
        @Nullable public var value: String?

        public init(name: String, value: String?) {
            self.name = name
            self.value = value
        }
    }

    /// What a purge of the URL would hit.
    public struct Reach: Codable, Sendable, Equatable {
        public var matched: Int
        /// False where `matched` is an upper bound.
        public var exact: Bool
        public var bytes: Int
        /// Up to ten of the keys.
        public var sample: [String]

        public init(matched: Int, exact: Bool, bytes: Int, sample: [String]) {
            self.matched = matched
            self.exact = exact
            self.bytes = bytes
            self.sample = sample
        }
    }

    /// A response that was not kept.
    public struct Refused: Codable, Sendable, Equatable {
        /// As in `bypass_reasons`.
        public var reason: String
        /// Of the response.
        public var status: Int
        public var ageSeconds: Double
        public var explanation: String
        @Nullable public var section: String?

        public init(reason: String, status: Int, ageSeconds: Double, explanation: String, section: String?) {
            self.reason = reason
            self.status = status
            self.ageSeconds = ageSeconds
            self.explanation = explanation
            self.section = section
        }

        private enum CodingKeys: String, CodingKey {
            case reason, status, explanation, section
            case ageSeconds = "age_seconds"
        }
    }
}
