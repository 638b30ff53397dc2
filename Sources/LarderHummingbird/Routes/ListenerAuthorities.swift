public import NIOCore
import LarderHTTP
import NIOConcurrencyHelpers

/// The `host:port` under which a listener is its own self, so that its host need not be part of every key.
///
/// Empty until something is added: then every host has entries of its own. A port that is only known once the listener is bound
/// is added from there (`onServerRunning`).
public final class ListenerAuthorities: Sendable {
    private let names: NIOLockedValueBox<Set<String>>

    /// - Parameter names: As clients write them in `Host`: `127.0.0.1:8480`, `api.example.com`.
    public init(_ names: [String] = []) {
        self.names = NIOLockedValueBox(Set(names.map { $0.lowercased() }))
    }

    public func add(_ names: some Sequence<String>) {
        let names = names.map { $0.lowercased() }
        self.names.withLockedValue { $0.formUnion(names) }
    }

    /// Adds what a bound channel is reached under: its address, and `localhost` where that is a loopback one. An address that
    /// stands for all interfaces adds nothing: name those that clients use.
    public func add(channel: any Channel) {
        guard let address = channel.localAddress, let port = address.port, let ip = address.ipAddress else { return }
        switch ip {
        case "0.0.0.0", "::": return
        case "127.0.0.1", "::1":
            self.add([Self.authority(ip, port), "localhost:\(port)"])
        default:
            self.add([Self.authority(ip, port)])
        }
    }

    /// The host that a request names, as keys see it.
    ///
    /// - Parameter authority: As it came; nil where the request has none.
    func host(_ authority: String?) -> RequestHost {
        self.names.withLockedValue { RequestHost(authority: authority, own: $0) }
    }

    func host(of target: RequestTarget) -> RequestHost {
        self.names.withLockedValue { target.host(own: $0) }
    }

    private static func authority(_ ip: String, _ port: Int) -> String {
        ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }
}
