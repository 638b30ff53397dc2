import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOCore

/// One request to a cached route, as far as the cache looks at it.
struct Visit: Sendable {
    let endpoint: CachedEndpoint
    let method: HTTPRequest.Method
    let fields: HTTPFields
    /// As the rules see it: the handler of a `HEAD` is run as that of a `GET`.
    let terms: RequestTerms
    /// Why it is the handler's alone, whatever is stored; nil for most.
    let concern: SoleConcern?
    private let query: String?
    private let host: RequestHost
    /// The values of the policy's path parameters, in its order; nil where the path has none.
    private let segments: [Substring?]
    let identity: RequestIdentity

    /// - Parameter parameters: What the router took from the path.
    init(_ request: Request, _ parameters: Parameters, at endpoint: CachedEndpoint, as identity: RequestIdentity = .anybody) {
        let fields = request.headers
        let method = request.method
        self.endpoint = endpoint
        self.method = method
        self.fields = fields
        self.query = endpoint.policy.varyOn.query == .none ? nil : request.uri.query
        self.host = endpoint.cache.listener.host(request.head.authority)
        let declared = endpoint.policy.pathParameters
        let segments = declared.map { parameters[$0[...]] }
        self.segments = segments
        self.identity = identity
        self.terms = RequestTerms(
            method: method == .head ? .get : method, fields: fields,
            credentials: RequestCredentials(fields, user: identity.user, stance: endpoint.policy.authorization),
            sharing: identity.user == nil ? .everybody : .oneUser)
        if identity.body == nil, request.bodyLength != 0 {
            self.concern = .requestBody
        } else if self.terms.preconditions == .forOrigin {
            self.concern = .precondition
        } else if segments.count != parameters.endIndex || segments.contains(nil) {
            self.concern = .undeclaredParameter
        } else {
            self.concern = nil
        }
    }

    /// - Parameter learned: What the response that is looked for was found to depend on.
    func key(_ learned: Vary = .none) -> CacheKey {
        let key = self.endpoint.keys.key(
            query: self.query.map { $0[...] }, host: self.host, user: self.identity.user, fields: self.fields,
            parts: self.identity.parts, learned: learned, pathParameter: self.pathParameter)
        return CacheKey(text: key.text)
    }

    /// Made where something is loaded.
    var tags: [String] { self.endpoint.tags.map { $0.tag(parameter: self.pathParameter) } }

    private func pathParameter(_ name: String) -> Substring? {
        self.endpoint.policy.pathParameters.firstIndex(of: name).flatMap { self.segments[$0] }
    }

    var directives: RequestDirectives { self.terms.directives }

    var now: HTTPDate { HTTPDate(wallSeconds: self.endpoint.cache.engine.clock.wallSeconds()) }

    /// Nil where `Cache-Status` withholds it.
    func shownKey(_ key: CacheKey) -> String? {
        switch self.endpoint.policy.keyDisclosure {
        case .shown: key.text
        case .withheld: nil
        }
    }
}

/// What keys know of a request that only the application can tell.
struct RequestIdentity: Sendable {
    static let anybody = RequestIdentity()

    var user: UserIdentity?
    var parts: [KeyPartValue] = []
    /// Collected where it is one of the parts.
    var body: ByteBuffer?
}

/// Why a request is the handler's alone, whatever is stored.
enum SoleConcern: String {
    /// The key does not know the body.
    case requestBody = "request-body"
    /// `If-Match` and `If-Unmodified-Since`, which are for the origin (RFC 9111 §4.3.2).
    case precondition
    /// The key does not know a part of the path.
    case undeclaredParameter = "undeclared-parameter"
}

extension Request {
    /// In bytes; nil where nothing says how long it is.
    var bodyLength: Int? {
        guard !self.headers.contains(.transferEncoding) else { return nil }
        guard self.headers.contains(.contentLength) else { return 0 }
        return self.headers[.contentLength].flatMap { Int($0) }
    }
}
