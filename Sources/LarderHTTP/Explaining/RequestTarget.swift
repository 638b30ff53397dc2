/// What a client asks for that is given a URL.
public struct RequestTarget: Sendable, Hashable {
    /// As `Host` has it; nil where the URL is a path, which asks the listener under its own address.
    public let authority: String?
    /// Without dot segments, encoded as it came.
    public let path: String
    /// Undecoded; nil where there is none.
    public let query: String?

    /// - Parameter url: Absolute, or a path with its query. A fragment is left out, as clients do.
    public init(_ url: String) throws(URLProblem) {
        let isPath = url.hasPrefix("/") && !url.hasPrefix("//")
        guard isPath || url.contains("://") else {
            throw .malformed("it neither is absolute, such as http://127.0.0.1:8480/courses/?page=2, nor begins with one slash")
        }
        guard url.utf8.count <= ResourceURI.lengthLimit else {
            throw .malformed("it has more than \(ResourceURI.lengthLimit) bytes")
        }
        let base = ResourceURI(scheme: "http", authority: "", path: "/", query: nil)
        guard let resource = base.resolving(url) else {
            throw .malformed(
                "it is no URL as clients send it: what is not ASCII, a space and any of \"<>\\^`{|} are percent-encoded, "
                    + "and no user or password stands in it")
        }
        guard ["http", "https"].contains(resource.scheme) else {
            throw .malformed("its scheme is neither http nor https")
        }
        self.authority = isPath ? nil : resource.authority
        self.path = resource.path
        self.query = resource.query
    }

    /// - Parameter own: The listener's authorities, as in ``RequestHost/init(authority:own:)``.
    public func host(own: Set<String>) -> RequestHost {
        self.authority.map { RequestHost(authority: $0, own: own) } ?? .own
    }
}
