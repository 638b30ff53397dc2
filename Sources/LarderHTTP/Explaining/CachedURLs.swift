/// Knows what is cached of the URLs of an API, and how it is selected.
public protocol CachedURLs<Selection>: Sendable {
    /// What a store selects entries with.
    associatedtype Selection: Sendable

    /// What is cached of a URL and why, or why not. Changes nothing, recency included.
    func explanation(of url: String) throws(URLProblem) -> Explanation

    /// Everything that is stored of a URL: all variants, and those of every user.
    func selection(of url: String) throws(URLProblem) -> Selection
}

/// Why nothing can be said of a URL.
public enum URLProblem: Error, Sendable, Hashable {
    /// What is wrong with it, for people. The URL is not repeated: it may hold secrets.
    case malformed(String)
    /// No cached route has this path.
    ///
    /// - Parameters:
    ///   - nearest: Up to three paths of routes like it, the nearest first.
    case unknown(path: String, nearest: [PathTemplate])
}
