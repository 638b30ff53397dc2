import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOCore

/// One request to a cached route, as far as the cache looks at it.
struct Visit: Sendable {
    /// `GET` or `HEAD`.
    let method: HTTPRequest.Method
    let fields: HTTPFields
    let address: RequestAddress
    let tags: [String]
    /// As the rules see it: the handler of a `HEAD` is run as that of a `GET`.
    let terms: RequestTerms
    let keyDisclosure: KeyDisclosure
    let clock: any CacheClock

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
    /// The values of the policy's path parameters.
    let pathParameters: [String: Substring]

    /// - Parameter learned: What the response that is looked for was found to depend on.
    func key(_ learned: Vary = .none) -> CacheKey {
        let key = self.keys.key(
            query: self.query, host: self.host, user: self.user, fields: self.fields, learned: learned,
            pathParameter: { self.pathParameters[$0] })
        return CacheKey(resource: key.resource, variant: key.variant)
    }
}

/// Why a request is the handler's alone, whatever is stored.
enum SoleConcern: String {
    /// The key does not know the body of a `GET`.
    case requestBody = "request-body"
    /// `If-Match` and `If-Unmodified-Since`, which are for the origin (RFC 9111 §4.3.2).
    case precondition

    init?(_ request: Request) {
        let fields = request.headers
        if fields.contains(.transferEncoding) || (fields[.contentLength] ?? "0") != "0" {
            self = .requestBody
        } else if fields.contains(.ifMatch) || fields.contains(.ifUnmodifiedSince) {
            self = .precondition
        } else {
            return nil
        }
    }
}

extension Request {
    /// The request that makes a response for everybody: a `GET` without body, without conditions and ranges that are about this
    /// client's copy.
    ///
    /// - Parameter validators: Of the stored response that the handler is asked about; nil where the whole is wanted.
    func forEverybody(validating validators: Validators? = nil) -> Request {
        var head = self.asGET.head
        if let validators {
            validators.validate(with: &head.headerFields)
        } else {
            Validators.makeUnconditional(&head.headerFields)
        }
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// The handler of a cached route is one for `GET`.
    var asGET: Request {
        guard self.method == .head else { return self }
        var head = self.head
        head.method = .get
        return Request(head: head, body: self.body)
    }
}
