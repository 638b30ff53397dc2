import Logging

/// What Larder's own parts log goes to people; of other parts only what ends the process.
///
/// The servers log connections that were cut off when they stop as errors, and what they throw is told in one line anyway.
struct NoticeLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice
    private let notices: Notices

    init(_ notices: Notices) {
        self.notices = notices
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.source.hasPrefix("Larder") || event.level == .critical else { return }
        let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "; \($0.key): \($0.value)" }
        self.notices.post(StandardError.line("\(event.message)\(details.joined())"))
    }
}
