import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOCore

/// One request to a cached route, as far as the cache looks at it. An object: it is handed from hand to hand.
final class Visit: Sendable {
    let method: HTTPRequest.Method
    let fields: HTTPFields
    let address: RequestAddress
    private let templates: [TagTemplate]
    /// As the rules see it: the handler of a `HEAD` is run as that of a `GET`.
    let terms: RequestTerms
    let keyDisclosure: KeyDisclosure
    let clock: any CacheClock

    init(
        method: HTTPRequest.Method, fields: HTTPFields, address: RequestAddress, templates: [TagTemplate], terms: RequestTerms,
        keyDisclosure: KeyDisclosure, clock: any CacheClock
    ) {
        self.method = method
        self.fields = fields
        self.address = address
        self.templates = templates
        self.terms = terms
        self.keyDisclosure = keyDisclosure
        self.clock = clock
    }

    /// Made where something is loaded.
    var tags: [String] { self.templates.map { $0.tag(parameter: self.address.pathParameter) } }

    var directives: RequestDirectives { self.terms.directives }

    var now: HTTPDate { HTTPDate(wallSeconds: self.clock.wallSeconds()) }

    /// Nil where `Cache-Status` withholds it.
    func shownKey(_ key: CacheKey) -> String? {
        switch self.keyDisclosure {
        case .shown: key.text
        case .withheld: nil
        }
    }
}

/// What of a request its key is made of.
struct RequestAddress: Sendable {
    let keys: RequestKeyBuilder
    let query: Substring?
    let host: RequestHost
    let user: UserIdentity?
    let fields: HTTPFields
    /// Made by the application.
    let parts: [KeyPartValue]
    /// The values of the policy's path parameters.
    let pathParameters: [(name: String, value: Substring)]

    /// - Parameter learned: What the response that is looked for was found to depend on.
    func key(_ learned: Vary = .none) -> CacheKey {
        let key = self.keys.key(
            query: self.query, host: self.host, user: self.user, fields: self.fields, parts: self.parts,
            learned: learned, pathParameter: self.pathParameter)
        return CacheKey(resource: key.resource, variant: key.variant)
    }

    func pathParameter(_ name: String) -> Substring? {
        self.pathParameters.first { $0.name == name }?.value
    }
}

/// Why a request is the handler's alone, whatever is stored.
enum SoleConcern: String {
    /// The key does not know the body.
    case requestBody = "request-body"
    /// `If-Match` and `If-Unmodified-Since`, which are for the origin (RFC 9111 §4.3.2).
    case precondition

    /// - Parameter body: Where the key holds it.
    init?(_ request: Request, body: ByteBuffer?) {
        let fields = request.headers
        if body == nil, request.bodyLength != 0 {
            self = .requestBody
        } else if fields.contains(.ifMatch) || fields.contains(.ifUnmodifiedSince) {
            self = .precondition
        } else {
            return nil
        }
    }
}

extension Request {
    /// In bytes; nil where nothing says how long it is.
    var bodyLength: Int? {
        guard !self.headers.contains(.transferEncoding) else { return nil }
        return self.headers[.contentLength].map { Int($0) } ?? 0
    }
}
