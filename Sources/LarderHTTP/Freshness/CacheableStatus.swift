import HTTPTypes

/// A status as caches look at it (RFC 9111 §3, RFC 9110 §15.1).
struct CacheableStatus: Equatable {
    let code: Int

    init(_ status: HTTPResponse.Status) {
        self.code = status.code
    }

    /// Defined by RFC 9110, so that this cache does what it requires.
    var isUnderstood: Bool { Self.understood.contains(self.code) }

    /// May be given a lifetime that nobody stated. 206 is, but parts are not stored here.
    var isHeuristicallyCacheable: Bool { Self.heuristicallyCacheable.contains(self.code) }

    var isError: Bool { self.code >= 400 }

    /// What one request got for its own preconditions, range or size is no answer to another one, and parts are not combined
    /// here: such responses are never stored, whatever they say.
    var concernsOneRequest: Bool { self.code < 200 || Self.ofOneRequest.contains(self.code) }

    /// In place of these an older response may answer (RFC 5861 §4).
    var isServerFailure: Bool { Self.serverFailures.contains(self.code) }

    private static let understood: Set<Int> = Set(200...206).union(300...305).union([307, 308]).union(400...417)
        .union([421, 422, 426]).union(500...505)
    private static let heuristicallyCacheable: Set<Int> = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]
    private static let ofOneRequest: Set<Int> = [206, 304, 412, 416, 417, 425, 428, 431]
    private static let serverFailures: Set<Int> = [500, 502, 503, 504]
}
