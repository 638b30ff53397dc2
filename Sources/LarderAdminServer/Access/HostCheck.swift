import HTTPTypes

/// Refuses requests that a browser was tricked into sending: their `Host` or `Origin` is somebody else's (DNS rebinding, CSRF).
struct HostCheck {
    enum Scheme: String {
        case http, https

        var port: Int {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    /// Where a connection arrived.
    enum Arrival: Equatable {
        case tcp(ip: String, port: Int)
        /// No page can get at one, so a name and its port mean nothing here.
        case unixSocket
    }

    /// The names a listener answers to beside its own address and `localhost`, without port.
    var names: [String] = []
    var scheme = Scheme.http

    func verify(_ request: HTTPRequest, arrivedAt arrival: Arrival) throws(Refusal) {
        guard let host = request.authority, request.headerFields[.hostField] == nil else {
            throw Refusal(.badRequest, "A request has exactly one Host field (RFC 9112 §3.2)")
        }
        let origins = request.headerFields[values: .origin]
        switch arrival {
        case .tcp(let ip, let port):
            try self.verify(host: host, ip, port)
            for origin in origins {
                try self.verify(origin: origin, ip, port)
            }
        case .unixSocket:
            guard host.split(separator: ":").first?.lowercased() == "localhost" else {
                throw Refusal(
                    .forbidden, "Host \(Refusal.quote(host)) is not this listener's own. On a unix socket ask for localhost")
            }
            if let origin = origins.first {
                throw Refusal(.forbidden, "Origin \(Refusal.quote(origin)) is foreign: pages do not use unix sockets")
            }
        }
    }

    private func verify(host: String, _ ip: String, _ port: Int) throws(Refusal) {
        guard self.isOwn(host, ip, port) else {
            throw Refusal(
                .forbidden,
                "Host \(Refusal.quote(host)) is not this listener's own. Ask for \(Self.bracketed(ip)):\(port) or "
                    + "localhost:\(port), or add the name to the hosts of the stats endpoint")
        }
    }

    private func verify(origin: String, _ ip: String, _ port: Int) throws(Refusal) {
        // An own origin's scheme can only be that of this listener.
        let scheme = "\(self.scheme.rawValue)://"
        guard origin.lowercased().hasPrefix(scheme), self.isOwn(String(origin.dropFirst(scheme.count)), ip, port) else {
            throw Refusal(
                .forbidden, "Origin \(Refusal.quote(origin)) is foreign: pages of other sites may not use the stats endpoint")
        }
    }

    private func isOwn(_ authority: String, _ ip: String, _ port: Int) -> Bool {
        let authority = authority.lowercased()
        return ([Self.bracketed(ip), "localhost"] + self.names.map { $0.lowercased() }).contains { name in
            authority == "\(name):\(port)" || (port == self.scheme.port && authority == name)
        }
    }

    private static func bracketed(_ ip: String) -> String {
        ip.contains(":") ? "[\(ip)]" : ip
    }
}

extension HTTPField.Name {
    /// `Host` itself becomes `HTTPRequest.authority`; a second one stays among the fields.
    static let hostField = HTTPField.Name("Host")!
}
