import Hummingbird
import Logging
import NIOCore

/// What the endpoint needs to know of a connection.
struct AdminContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Nil where the connection is closed already.
    let arrival: HostCheck.Arrival?
    /// The client's address without port, for those who try tokens.
    let address: String
    let connection: ObjectIdentifier

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.connection = ObjectIdentifier(source.channel)
        self.address = source.channel.remoteAddress?.ipAddress ?? "unix"
        self.arrival = source.channel.localAddress.flatMap { address in
            if case .unixDomainSocket = address { return .unixSocket }
            return address.ipAddress.flatMap { ip in address.port.map { .tcp(ip: ip, port: $0) } }
        }
    }
}
