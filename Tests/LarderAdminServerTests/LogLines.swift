import Logging
import NIOConcurrencyHelpers

/// What was logged, to be looked at.
struct LogLines: LogHandler {
    let lines = NIOLockedValueBox<[String]>([])
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var all: String { self.lines.withLockedValue { $0.joined(separator: "\n") } }

    var errors: Int { self.lines.withLockedValue { lines in lines.count { $0.hasPrefix("error") } } }

    var logger: Logger { Logger(label: "test") { _ in self } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = event.metadata.map { "\($0)" } ?? ""
        self.lines.withLockedValue { $0.append("\(event.level) \(event.message) \(metadata)") }
    }
}
