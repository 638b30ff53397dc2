import HTTPTypes

/// Refuses requests that a browser was tricked into sending: their `Host` or `Origin` is somebody else's (DNS rebinding, CSRF).
struct HostCheck {
    /// The names a listener answers to beside its own address and `localhost`, without port.
    var names: [String] = []

    /// Where the connection arrived.
    struct LocalAddress: Equatable {
        var ip: String
        var port: Int
    }

    func verify(_ request: HTTPRequest, arrivedAt local: LocalAddress) throws(Refusal) {
        guard let host = request.authority, request.headerFields[.hostField] == nil else {
            throw Refusal(.badRequest, "A request has exactly one Host field (RFC 9112 §3.2)")
        }
        guard self.isOwn(host, local) else {
            throw Refusal(
                .forbidden,
                "Host \(Refusal.quote(host)) is not this listener's own. Ask for \(Self.authority(local.ip, local.port)) or "
                    + "localhost:\(local.port), or add the name to the hosts of the stats endpoint")
        }
        for origin in request.headerFields[values: .origin] {
            // An own origin's scheme can only be that of this listener, which speaks plain HTTP.
            guard origin.lowercased().hasPrefix("http://"), self.isOwn(String(origin.dropFirst("http://".count)), local) else {
                throw Refusal(
                    .forbidden, "Origin \(Refusal.quote(origin)) is foreign: pages of other sites may not use the stats endpoint")
            }
        }
    }

    private func isOwn(_ authority: String, _ local: LocalAddress) -> Bool {
        let authority = authority.lowercased()
        return ([Self.bracketed(local.ip), "localhost"] + self.names.map { $0.lowercased() }).contains { name in
            authority == "\(name):\(local.port)" || (local.port == 80 && authority == name)
        }
    }

    private static func authority(_ ip: String, _ port: Int) -> String {
        "\(Self.bracketed(ip)):\(port)"
    }

    private static func bracketed(_ ip: String) -> String {
        ip.contains(":") ? "[\(ip)]" : ip
    }
}

extension HTTPField.Name {
    /// `Host` itself becomes `HTTPRequest.authority`; a second one stays among the fields.
    static let hostField = HTTPField.Name("Host")!
}
