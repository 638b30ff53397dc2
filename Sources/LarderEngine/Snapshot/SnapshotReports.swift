/// What became of an engine's entries when they were saved.
public struct SaveReport: Hashable, Sendable {
    /// In the file.
    public var saved = 0
    /// Left out, because nothing knows how to write their heads.
    public var unencodable = 0
    /// Left out, because a snapshot has no room for so large a value or so many tags.
    public var tooLarge = 0
}

/// What became of a snapshot's entries.
public struct RestoreReport: Hashable, Sendable {
    /// In the file; zero where there was none.
    public var saved = 0
    /// In the engine. Of the others, those counted nowhere have expired, or something newer is in their place.
    public var restored = 0
    /// Left out, because nothing knows how to read their heads.
    public var undecodable = 0
    /// Larger than one entry may be.
    public var tooLarge = 0
    /// Whether the budget was used up before the end.
    public var isFull = false
    /// Whether their source was proven to be as it was, so that they are served as they were.
    public var isProven = false
}
