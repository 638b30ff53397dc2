import NIOCore

/// Where the stats endpoint listens.
public enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// `host` is an IP address or a name, without brackets; port 0 takes any free one.
    case tcp(host: String, port: Int)
    /// A unix socket that its owner alone can use.
    case unix(path: String)

    public static let `default` = ListenAddress(port: 9480)

    public init(host: String = "127.0.0.1", port: Int) {
        self = .tcp(host: host, port: port)
    }

    /// Reads `127.0.0.1:9480`, `[::1]:9480`, `localhost:0` or `unix:/run/larder.sock`; nil for anything else.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard path.hasPrefix("/"), !path.hasSuffix("/") else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self = .tcp(host: String(host), port: Int(port))
    }

    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// Whether only this machine can reach it. Other names than `localhost` are not: what they resolve to can change.
    var isLocal: Bool {
        guard case .tcp(let host, _) = self else { return true }
        if host == "localhost" { return true }
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { return false }
        return switch address {
        case .v4: host.hasPrefix("127.")
        case .v6: address.ipAddress == "::1"
        case .unixDomainSocket: false
        }
    }
}
