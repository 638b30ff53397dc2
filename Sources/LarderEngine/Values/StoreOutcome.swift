/// What became of a value that was to be stored.
public enum StoreOutcome: Sendable, Hashable {
    case stored
    /// Larger than one entry may be.
    case tooLarge
    /// No room could be made: loads in flight hold it.
    case noRoom
    /// An invalidation of the key or of one of its tags came while it was being stored.
    case invalidatedMeanwhile
    /// The entry that is there is not the one expected; of `add`, there is one.
    case mismatch
}

/// A value that cannot be counted with.
public enum IncrementError: Error, Sendable, Hashable, CustomStringConvertible {
    case absent(CacheKey)
    case notAnInteger(CacheKey)
    case overflow(CacheKey)
    case notStored(CacheKey, StoreOutcome)

    public var description: String {
        switch self {
        case .absent(let key): "there is nothing to increment under \(key.text); set or add it first"
        case .notAnInteger(let key): "the value of \(key.text) is not a decimal integer"
        case .overflow(let key): "incrementing \(key.text) would leave the range of 64-bit integers"
        case .notStored(let key, let outcome): "the new value of \(key.text) could not be stored: \(outcome)"
        }
    }
}
