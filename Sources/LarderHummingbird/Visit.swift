import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOCore

/// One request to a cached route, as far as the cache looks at it.
struct Visit: Sendable {
    enum Method: Sendable {
        case get
        case head
    }

    let method: Method
    let fields: HTTPFields
    let key: CacheKey
    let tags: [String]
    let credentials: RequestCredentials
    let directives: RequestDirectives
    /// Nil where `Cache-Status` withholds it.
    let shownKey: String?
    let clock: any CacheClock

    /// As the rules see it. The handler of a `HEAD` is run as that of a `GET`.
    var terms: RequestTerms {
        RequestTerms(method: .get, directives: self.directives, credentials: self.credentials)
    }

    var now: HTTPDate { HTTPDate(wallSeconds: self.clock.wallSeconds()) }

    func mayHave(_ head: StoredHead) -> Bool {
        head.audience.includes(self.credentials)
    }
}

/// Why a request is the handler's alone, whatever is stored.
enum SoleConcern: String {
    /// The key does not know the body of a `GET`.
    case requestBody = "request-body"
    /// Parts of a response, which only the handler can cut.
    case range
    /// `If-Match` and `If-Unmodified-Since`, which are for the origin (RFC 9111 §4.3.2).
    case precondition

    init?(_ request: Request) {
        let fields = request.headers
        if fields.contains(.transferEncoding) || (fields[.contentLength] ?? "0") != "0" {
            self = .requestBody
        } else if fields.contains(.range) {
            self = .range
        } else if fields.contains(.ifMatch) || fields.contains(.ifUnmodifiedSince) {
            self = .precondition
        } else {
            return nil
        }
    }
}

extension Request {
    /// The request that makes a response for everybody: a `GET` without body, and without conditions that only this client's copy
    /// meets.
    var forEverybody: Request {
        var head = self.asGET.head
        head.headerFields[.ifNoneMatch] = nil
        head.headerFields[.ifModifiedSince] = nil
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

extension CachePolicy {
    /// An entry is a 200, and the handler is not asked whether it is current: it makes the whole response.
    var wholeResponseRules: CachingRules {
        var rules = self.rules
        rules.statuses = .only([200])
        rules.statusLifetimes = [:]
        rules.revalidation = .unavailable
        return rules
    }
}
