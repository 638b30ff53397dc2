public import HTTPTypes

/// What a request with an unsafe method makes of stored responses (RFC 9111 §4.4).
public enum Invalidation {
    /// The resources whose stored responses may not be used again before the origin was asked; empty where nothing changed.
    ///
    /// The target, and what `Location` and `Content-Location` name on the same origin: elsewhere a server could make others'
    /// responses go away. (Django invalidates nothing.)
    ///
    /// - Parameters:
    ///   - target: Of the request.
    ///   - fields: Of the response.
    public static func resources(
        method: HTTPRequest.Method, target: ResourceURI, status: HTTPResponse.Status, fields: HTTPFields
    ) -> [ResourceURI] {
        guard !self.isSafe(method), (200...399).contains(status.code) else { return [] }
        var resources = [target]
        for name in [HTTPField.Name.location, .contentLocation] {
            guard let reference = fields[name], let resource = target.resolving(reference), resource.isSameOrigin(as: target),
                !resources.contains(resource)
            else { continue }
            resources.append(resource)
        }
        return resources
    }

    /// Whether a method only reads. Of one that is not registered as safe nobody knows.
    public static func isSafe(_ method: HTTPRequest.Method) -> Bool {
        self.safeMethods.contains(method.rawValue)
    }

    private static let safeMethods: Set<String> = [
        "GET", "HEAD", "OPTIONS", "PRI", "PROPFIND", "QUERY", "REPORT", "SEARCH", "TRACE",
    ]
}
