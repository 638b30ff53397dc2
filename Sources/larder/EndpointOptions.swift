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

    @Option(help: ArgumentHelp("File with the token to send. Without it $LARDER_TOKEN_FILE.", valueName: "path"))
    var tokenFile: String?

    func validate() throws {
        do {
            _ = try self.endpoints
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func nodes() throws -> Nodes {
        let token = try self.token()
        return Nodes(clients: try self.endpoints.map { AdminClient($0, purpose: .cli, token: token) })
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

    private func token() throws(CommandFailure) -> String? {
        guard let path = self.tokenFile ?? Self.variable("LARDER_TOKEN_FILE") else { return nil }
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(.failed, "cannot read \(path); name a text file with the token in it with --token-file")
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        // It becomes a header field, where anything else could not stand or would begin another field.
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CommandFailure(.failed, "\(path) does not hold one token; write the token alone into it")
        }
        return token
    }

    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
