public import HTTPTypes

extension HTTPField.Name {
    public static let cacheStatus = HTTPField.Name("Cache-Status")!
    /// RFC 9213 §3.1.
    public static let cdnCacheControl = HTTPField.Name("CDN-Cache-Control")!
    /// Older than RFC 9213, and read as its fields are.
    public static let surrogateControl = HTTPField.Name("Surrogate-Control")!
    /// RFC 9111 §5.4.
    static let pragma = HTTPField.Name("Pragma")!
}
