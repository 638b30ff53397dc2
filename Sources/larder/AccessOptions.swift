import ArgumentParser
import Foundation

/// How a command shows a stats endpoint that it may ask, and knows the endpoint by.
struct AccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("File with the token to send. Without it $LARDER_TOKEN_FILE.", valueName: "path"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "PEM file with the certificates to trust for https, instead of the system's.", valueName: "path"))
    var caFile: String?

    func validate() throws {
        if let caFile, !FileManager.default.isReadableFile(atPath: caFile) {
            throw ValidationError("--ca-file: \(caFile) cannot be read")
        }
    }

    /// Nil where none is given.
    func token() throws(CommandFailure) -> String? {
        guard let path = self.tokenFile ?? Self.variable else { return nil }
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

    private static var variable: String? {
        ProcessInfo.processInfo.environment["LARDER_TOKEN_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
