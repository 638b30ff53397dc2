import Foundation
import Hummingbird
import NIOCore

/// The address of a listener, from before it is bound until after it is closed.
struct Listener {
    private let address: ListenAddress
    private let file: SocketFile?

    /// - Throws: Where a unix socket cannot take its place.
    init(_ address: ListenAddress) throws(AdminServerError) {
        self.address = address
        switch address {
        case .tcp: self.file = nil
        case .unix(let path): self.file = try SocketFile(path: path)
        }
    }

    var bindAddress: BindAddress {
        switch self.address {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: self.file?.draft ?? path)
        }
    }

    /// Makes the bound listener known.
    ///
    /// - Returns: Where it is, its real port where 0 was asked for.
    func publish(_ channel: any Channel) throws(AdminServerError) -> ListenAddress {
        try self.file?.publish()
        guard case .tcp(let host, let port) = self.address else { return self.address }
        return .tcp(host: host, port: channel.localAddress?.port ?? port)
    }

    func close() {
        self.file?.remove()
    }

    /// What an error of the system means for who wants to listen.
    func reason(_ error: IOError) -> AdminServerError {
        error.errnoCode == EADDRINUSE
            ? .addressInUse(self.address) : .cannotBind(self.address, reason: String(cString: strerror(error.errnoCode)))
    }
}
