import ArgumentParser
import Foundation
import LarderAdminClient

/// Which running processes a command talks to.
struct EndpointOptions: ParsableArguments {
    @Option(
        name: .customLong("url"),
        help: ArgumentHelp(
            "Stats endpoint of a running process; may be repeated. Without it $LARDER_URL, else http://127.0.0.1:9480.",
            valueName: "url"))
    var urls: [String] = []

    @OptionGroup var access: AccessOptions

    func validate() throws {
        do {
            _ = try self.endpoints
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func nodes() throws -> Nodes {
        let token = try self.access.token()
        return Nodes(
            clients: try self.endpoints.map {
                AdminClient($0, purpose: .cli, token: token, authority: self.access.caFile)
            })
    }

    private var endpoints: [AdminEndpoint] {
        get throws(AdminClientError) {
            let named = self.urls.isEmpty ? [Self.variable("LARDER_URL") ?? "http://127.0.0.1:9480"] : self.urls
            var endpoints: [AdminEndpoint] = []
            for url in named {
                endpoints.append(try AdminEndpoint(parsing: url))
            }
            return endpoints
        }
    }

    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
