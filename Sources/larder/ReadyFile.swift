import Foundation

/// Tells whoever started the process where it serves.
struct ReadyFile: Encodable {
    let apiURL: String
    let adminURL: String
    let pid: Int32
    let database: String

    enum CodingKeys: String, CodingKey {
        case apiURL = "api_url"
        case adminURL = "admin_url"
        case pid, database
    }

    /// Renamed into place, so that whoever waits for the file never reads half of it.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure(
                .failed, "cannot write \(path): \(error.localizedDescription); name a folder that exists with --ready-file")
        }
    }
}
