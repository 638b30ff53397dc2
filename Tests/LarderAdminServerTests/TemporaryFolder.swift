import Foundation

/// A folder of its own for one test, gone when it is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        // Short: the path of a unix socket has to fit.
        self.path = "/tmp/larder-\(String(UInt32.random(in: .min ... .max), radix: 36))"
        try FileManager.default.createDirectory(
            atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    /// Replaces the file as people do who want nobody to see half of it.
    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(self.path)/\(name)"
        let draft = "\(file).draft"
        try Data(text.utf8).write(to: URL(filePath: draft))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: draft)
        _ = rename(draft, file)
        return file
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(self.path)/\(name)"), encoding: .utf8)
    }
}
