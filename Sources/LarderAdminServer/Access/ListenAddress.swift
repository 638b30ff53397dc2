import NIOCore

/// Where the stats endpoint listens.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IP address or `localhost`.
    public var host: String
    /// 0 takes any free port.
    public var port: Int

    public static let `default` = ListenAddress(host: "127.0.0.1", port: 9480)

    public init(host: String = "127.0.0.1", port: Int) {
        self.host = host
        self.port = port
    }

    public var description: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }

    /// Whether only this machine can reach it. Other names than `localhost` are not: what they resolve to can change.
    var isLoopback: Bool {
        if self.host == "localhost" { return true }
        guard let address = try? SocketAddress(ipAddress: self.host, port: 0) else { return false }
        return switch address {
        case .v4: self.host.hasPrefix("127.")
        case .v6: address.ipAddress == "::1"
        case .unixDomainSocket: false
        }
    }
}
