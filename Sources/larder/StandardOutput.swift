import Foundation

/// Where results go, unbuffered: whoever reads a pipe gets a line when it is written.
enum StandardOutput {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// - Returns: False where nobody reads any more.
    @discardableResult
    static func write(_ line: String) -> Bool {
        // A reader that has gone, as `head` does, or a full disk is no reason to end what serves.
        (try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))) != nil
    }
}
