import Foundation

/// Where results go, unbuffered: whoever reads a pipe gets a line when it is written.
enum StandardOutput {
    static func write(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}
