import Logging
import NIOConcurrencyHelpers

/// A value made of files, and made anew when they change. Where that fails the old one stays in use, and the log says so.
final class Reloading<Value: Sendable>: Refreshable {
    private struct State {
        var value: Value
        var stamps: [FileStamp?]
    }

    private let subject: String
    private let paths: [String]
    private let make: @Sendable () throws -> Value
    private let state: NIOLockedValueBox<State>
    private let logger: Logger

    /// - Parameter subject: What it is, for the log.
    init<Failure>(
        _ subject: String, of paths: [String], logger: Logger, make: @escaping @Sendable () throws(Failure) -> Value
    ) throws(Failure) {
        self.subject = subject
        self.paths = paths
        self.make = make
        self.logger = logger
        // Before the files are read: what changes meanwhile is seen next time.
        let stamps = paths.map(FileStamp.init(path:))
        self.state = NIOLockedValueBox(State(value: try make(), stamps: stamps))
    }

    var current: Value {
        self.state.withLockedValue { $0.value }
    }

    /// Blocks while files are read.
    func refresh() {
        let stamps = self.paths.map(FileStamp.init(path:))
        let isChanged = self.state.withLockedValue { state in
            defer { state.stamps = stamps }
            return state.stamps != stamps
        }
        guard isChanged else { return }
        do {
            let value = try self.make()
            self.state.withLockedValue { $0.value = value }
            self.logger.notice("Read anew: \(self.subject)", metadata: ["files": "\(self.paths.joined(separator: ", "))"])
        } catch {
            self.logger.error(
                "Not read anew, what was there stays in use: \(self.subject)",
                metadata: ["files": "\(self.paths.joined(separator: ", "))", "error": "\(error)"])
        }
    }
}

/// Something that looks after its own files when it is told to.
protocol Refreshable: Sendable {
    func refresh()
}
