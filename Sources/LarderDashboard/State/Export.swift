public import Foundation

/// A list as it is written to a file: a row is a line of JSON.
public struct Export: Sendable, Equatable {
    /// Of the file, without a folder and without its end.
    public var name: String
    public var rows: Int
    public var lines: Data
}

/// Why nothing was written, in words.
public struct ExportError: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String
}

/// A new file that its owner alone can read: keys may hold what others should not see.
enum ExportFile {
    private static let attempts = 20

    /// Never overwrites: a name that is taken gets a number.
    ///
    /// - Returns: the file's path.
    static func write(_ export: Export, in folder: String) throws(ExportError) -> String {
        for attempt in 1...Self.attempts {
            let number = attempt == 1 ? "" : "-\(attempt)"
            let path = "\(folder)/\(export.name)\(number).jsonl"
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if file >= 0 {
                try Self.write(export.lines, to: file, path)
                return path
            }
            guard errno == EEXIST else { throw Self.error(path) }
        }
        throw ExportError(description: "\(folder)/\(export.name).jsonl and \(Self.attempts - 1) more are there already")
    }

    private static func write(_ data: Data, to file: CInt, _ path: String) throws(ExportError) {
        var rest = data[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            guard written > 0 else {
                if written < 0, errno == EINTR { continue }
                let error = Self.error(path)
                close(file)
                // Half a list would look like a whole one.
                unlink(path)
                throw error
            }
            rest = rest.dropFirst(written)
        }
        close(file)
    }

    private static func error(_ path: String) -> ExportError {
        ExportError(description: "\(path): \(String(cString: strerror(errno)).lowercased())")
    }
}
