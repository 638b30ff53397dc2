import HTTPTypes
import Hummingbird
import LarderHTTP
import NIOCore

extension Request {
    /// The request that makes a response for everybody who has its key: without what would be this client's alone.
    ///
    /// Cookies and forwarding fields are taken out unless keys hold them, and so are query parameters: a handler that never sees
    /// them cannot make one client's response of them that others get. Conditions and ranges are about this client's copy. The
    /// body goes where the key does not know it. `HEAD` is made a `GET`.
    ///
    /// - Parameter validators: Of the stored response that the handler is asked about; nil where the whole is wanted.
    func forEverybody(at endpoint: CachedEndpoint, body: ByteBuffer?, validating validators: Validators?) -> Request {
        let policy = endpoint.policy
        var head = self.asGET.head
        if let validators {
            validators.validate(with: &head.headerFields)
        } else {
            Validators.makeUnconditional(&head.headerFields)
        }
        for name in Self.withheld where !policy.varyOn.headers.contains(name) {
            head.headerFields[name] = nil
        }
        if let query = self.uri.query, policy.varyOn.query != .all {
            let kept = endpoint.keys.keyed(query)
            head.path = kept.isEmpty ? self.uri.path : "\(self.uri.path)?\(kept)"
        }
        return Request(head: head, body: RequestBody(buffer: body ?? ByteBuffer()))
    }

    /// Whether ``forEverybody(at:body:validating:)`` withholds anything that the handler's answer to this client may depend on.
    func says(moreThanKeysOf endpoint: CachedEndpoint) -> Bool {
        Self.withheld.contains { self.headers.contains($0) && !endpoint.policy.varyOn.headers.contains($0) }
            || self.uri.query.map { endpoint.keys.keyed($0) != $0 } ?? false
    }

    /// The handler of a cached route is one for `GET`.
    var asGET: Request {
        guard self.method == .head else { return self }
        var head = self.head
        head.method = .get
        return Request(head: head, body: self.body)
    }

    /// Cookies, and fields with which clients and proxies say that a request was another one before: the usual means of making a
    /// cache keep somebody's links to somewhere else.
    private static let withheld: [HTTPField.Name] = [
        "Cookie", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Path", "X-Forwarded-Port",
        "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Forwarded-Server", "X-Host", "X-HTTP-Method",
        "X-HTTP-Method-Override",
        "X-Method-Override", "X-Original-Host", "X-Original-URL", "X-Real-IP", "X-Rewrite-URL",
    ].compactMap { HTTPField.Name($0) }
}
