/// What is cached of a URL, and why or why not.
///
/// Secrets of the URL appear in it as keys have them: as keyed hashes.
public struct Explanation: Sendable, Hashable {
    public var route: CachedRoute.Summary
    /// Of a plain `GET`: without header fields but `Host`, by nobody in particular.
    public var key: RequestKey
    public var verdict: Verdict
    /// Of what is stored some, sorted by key, the one that a plain `GET` selects always.
    public var variants: [StoredVariant]
    public var purge: PurgeReach
    /// The last response that was not kept, and how long ago that was.
    public var refused: Refused?

    public struct Refused: Sendable, Hashable {
        public var refusal: StorageRefusal
        public var status: Int
        public var ago: Duration

        public init(_ refused: RecentRefusal, at now: Duration) {
            self.refusal = refused.refusal
            self.status = refused.status
            self.ago = now - refused.at
        }
    }

    /// What a purge of the URL would hit.
    public struct PurgeReach: Sendable, Hashable {
        /// Live ones.
        public var entries: Int
        /// False where the figures are upper bounds.
        public var isExact: Bool
        public var bytes: Int
        public var sample: [String]

        public init(entries: Int, isExact: Bool, bytes: Int, sample: [String]) {
            self.entries = entries
            self.isExact = isExact
            self.bytes = bytes
            self.sample = sample
        }
    }

    public init(
        route: CachedRoute.Summary, key: RequestKey, verdict: Verdict, variants: [StoredVariant], purge: PurgeReach,
        refused: Refused? = nil
    ) {
        self.route = route
        self.key = key
        self.verdict = verdict
        self.variants = variants
        self.purge = purge
        self.refused = refused
    }
}

/// One stored response of a URL.
public struct StoredVariant: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        case fresh, stale, revalidate
    }

    public var key: String
    /// What requests select it by.
    public var conditions: [VariantCondition]
    public var state: State
    public var status: Int
    public var age: Duration
    /// Zero once it is no longer fresh.
    public var freshFor: Duration
    /// For how long it may be served stale from then on, or still.
    public var staleFor: Duration
    /// Bytes of key, value and overhead.
    public var size: Int
    public var hits: Int

    public init(
        key: String, state: State, status: Int, age: Duration, freshFor: Duration, staleFor: Duration, size: Int, hits: Int
    ) {
        self.key = key
        self.conditions = VariantCondition.all(in: key)
        self.state = state
        self.status = status
        self.age = age
        self.freshFor = freshFor
        self.staleFor = staleFor
        self.size = size
        self.hits = hits
    }
}

/// What a request has to have to be answered by a variant: a header field as keys compare it, or its absence.
public struct VariantCondition: Sendable, Hashable {
    /// A header field in lower case; `host`; `spelling` where the URL was spelt in another way than most do; `…` for what a key
    /// that is too long holds as a hash.
    public var name: String
    /// Decoded; of credentials a keyed hash. Nil: the field is absent.
    public var value: String?

    public init(name: String, value: String?) {
        self.name = name
        self.value = value
    }

    /// Of a key; empty where it has no variant.
    public static func all(in key: String) -> [VariantCondition] {
        guard let mark = key.firstIndex(of: "#") else { return [] }
        let parts = key[key.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
        return parts.enumerated().compactMap { offset, part in
            // `&&` and a hash stand for the rest.
            if part.isEmpty { return VariantCondition(name: "…", value: nil) }
            if offset > 0, parts[offset - 1].isEmpty { return nil }
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return VariantCondition(
                name: PercentEncoding.decoded(pair[0]), value: pair.count == 2 ? PercentEncoding.decoded(pair[1]) : nil)
        }
    }
}

extension PercentEncoding {
    fileprivate static func decoded(_ text: Substring) -> String {
        switch self.decode(text.utf8) {
        case .text(let bytes), .doubtful(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }
}
