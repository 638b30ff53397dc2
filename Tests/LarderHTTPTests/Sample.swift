import HTTPTypes
import LarderHTTP

/// What the tests of rules have in common: one moment, and short ways to say things.
enum Sample {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    static let now = HTTPDate(seconds: 784_111_777)
    static let exchange = Exchange(receivedAt: now)
    static let get = RequestTerms(method: .get)

    /// `now`, so many seconds later.
    static func date(_ offset: Int64 = 0) -> String {
        HTTPDate(seconds: self.now.seconds + offset).text
    }

    static func request(
        _ cacheControl: String? = nil, method: HTTPRequest.Method = .get, _ credentials: RequestCredentials = .none
    )
        -> RequestTerms
    {
        RequestTerms(method: method, fields: cacheControl.map { [.cacheControl: $0] } ?? [:], credentials: credentials)
    }

    static func head(
        _ fields: HTTPFields = [.eTag: "\"a\""], status: HTTPResponse.Status = .ok,
        _ terms: StorageTerms = StorageTerms(lifetime: .seconds(60))
    ) -> CachedHead {
        CachedHead(status: status, fields: fields, terms: terms, receivedAt: self.now)
    }

    /// Random numbers that a printed seed brings back (splitmix64).
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        init(seed: UInt64) {
            self.state = seed
        }

        mutating func next() -> UInt64 {
            self.state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (self.state ^ self.state >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }
}
