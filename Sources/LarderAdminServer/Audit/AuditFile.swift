import Foundation

/// A file that lines are appended to, and that makes way for a new one when it has grown large. Blocks.
// Unchecked: its one owner has it behind a lock.
final class AuditFile: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String

        fileprivate static var ofSystem: Failure {
            Failure(description: String(cString: strerror(errno)).lowercased())
        }
    }

    private let configuration: AuditConfiguration
    private var descriptor: Int32
    private var size: Int

    init(_ configuration: AuditConfiguration) throws(Failure) {
        self.configuration = configuration
        (self.descriptor, self.size) = try Self.open(configuration.file)
        try self.endBrokenLine()
    }

    deinit {
        close(self.descriptor)
    }

    func append(_ line: [UInt8]) throws(Failure) {
        if self.size > 0, self.size + line.count > self.configuration.rotateAt {
            try self.rotate()
        }
        var written = 0
        while written < line.count {
            let count = line[written...].withUnsafeBytes { write(self.descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .ofSystem
            }
            written += count
            self.size += count
        }
    }

    private func rotate() throws(Failure) {
        let file = self.configuration.file
        for number in stride(from: self.configuration.keep, to: 0, by: -1) {
            // Those that are not there yet have no successor.
            rename(number == 1 ? file : "\(file).\(number - 1)", "\(file).\(number)")
        }
        if self.configuration.keep == 0 {
            unlink(file)
        }
        let (descriptor, size) = try Self.open(file)
        close(self.descriptor)
        (self.descriptor, self.size) = (descriptor, size)
    }

    /// A process that died while it wrote leaves half a line; the next one is not to be part of it.
    private func endBrokenLine() throws(Failure) {
        var last: UInt8 = 0
        guard self.size > 0, pread(self.descriptor, &last, 1, self.size - 1) == 1, last != UInt8(ascii: "\n") else { return }
        try self.append([UInt8(ascii: "\n")])
    }

    private static func open(_ path: String) throws(Failure) -> (descriptor: Int32, size: Int) {
        let descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .ofSystem }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw .ofSystem
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Failure(description: "this is not a regular file")
        }
        return (descriptor, Int(status.st_size))
    }
}
