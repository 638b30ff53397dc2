import Foundation
import Hummingbird
import LarderHummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// The catalogue's API on its own listener.
///
/// `run()` returns after a graceful shutdown and throws ``CatalogueServerError`` where it cannot listen.
public struct CatalogueServer: Service {
    public struct Configuration: Sendable {
        public var host = "127.0.0.1"
        /// 0 for any free one.
        public var port = 8480
        /// Connections that may wait to be accepted.
        public var backlog = 1_024

        public init() {}
    }

    private let api: CatalogueAPI
    private let configuration: Configuration
    private let logger: Logger
    private let onListening: @Sendable (_ url: String) async -> Void

    /// - Parameter onListening: called once with the API's base URL, its real port where 0 was asked for.
    public init(
        api: CatalogueAPI, configuration: Configuration = Configuration(), logger: Logger = Logger(label: "larder.catalogue"),
        onListening: @escaping @Sendable (_ url: String) async -> Void = { _ in }
    ) {
        self.api = api
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    public func run() async throws {
        let (host, port) = (configuration.host, configuration.port)
        let application = Application(
            router: api.router(),
            // A connection that says nothing for a minute is given up, so that idle ones cannot pile up.
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), backlog: configuration.backlog),
            onServerRunning: { [api, onListening] channel in
                let bound = channel.localAddress?.port ?? port
                let authority = "\(host.contains(":") ? "[\(host)]" : host):\(bound)"
                api.cache.listener.add([authority])
                await onListening("http://\(authority)")
            },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw CatalogueServerError(.addressInUse, host: host, port: port, reason: "the port is in use")
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            throw CatalogueServerError(.cannotListen, host: host, port: port, reason: reason)
        }
    }
}

/// Why the catalogue cannot listen.
public struct CatalogueServerError: Error, CustomStringConvertible {
    public enum Code: Sendable {
        case addressInUse
        case cannotListen
    }

    public var code: Code
    public var description: String

    init(_ code: Code, host: String, port: Int, reason: String) {
        self.code = code
        let remedy =
            code == .addressInUse
            ? "Stop the process that has it or choose another with --api-port (0 takes any free one)." : "Choose another address."
        description = "The catalogue cannot listen on \(host):\(port): \(reason). \(remedy)"
    }
}
