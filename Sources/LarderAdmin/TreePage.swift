/// The answer to `GET /v1/tree`: what lies under a prefix by the next separator (`:`, `/`, `?`, `#`).
public struct TreePage: Codable, Sendable, Equatable {
    /// What all keys of a group have in common, or one key.
    public struct Child: Codable, Sendable, Equatable {
        /// Asked for next, it shows what lies below; the whole key of a leaf.
        public var prefix: String
        public var leaf: Bool
        /// Live ones.
        public var entries: Int
        public var bytes: Int
        public var hits: Int
        public var misses: Int

        public init(prefix: String, leaf: Bool, entries: Int, bytes: Int, hits: Int, misses: Int) {
            self.prefix = prefix
            self.leaf = leaf
            self.entries = entries
            self.bytes = bytes
            self.hits = hits
            self.misses = misses
        }
    }

    public var prefix: String
    /// Live ones under the prefix, those of children that were left out too.
    public var entries: Int
    public var bytes: Int
    /// Largest first.
    public var children: [Child]

    public init(prefix: String, entries: Int, bytes: Int, children: [Child]) {
        self.prefix = prefix
        self.entries = entries
        self.bytes = bytes
        self.children = children
    }
}
