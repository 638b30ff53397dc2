import Foundation
import LarderAdmin
import LarderConfiguration
import Logging

/// What Larder's own parts log goes to people, or to what collects logs; of other parts only what ends the process.
///
/// The servers log connections that were cut off when they stop as errors, and what they throw is told in one line anyway.
struct ProcessLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice
    private let format: LogFormat
    private let notices: Notices

    init(_ format: LogFormat, to notices: Notices) {
        self.format = format
        self.notices = notices
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.source.lowercased().hasPrefix("larder") || event.level == .critical else { return }
        let details = self.metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        switch self.format {
        case .text:
            let all = details.sorted { $0.key < $1.key }.map { "; \($0.key): \($0.value)" }
            self.notices.post("larder: \(StandardError.harmless("\(event.message)"))\(StandardError.line(all.joined()))")
        case .json:
            let line = Line(at: Date(), level: event.level, message: "\(event.message)", source: event.source, details: details)
            guard let json = try? WireFormat.encode(line) else { return }
            self.notices.post(HarmlessJSON.text(json))
        }
    }

    private struct Line: Encodable {
        let at: Date
        let level: Logger.Level
        let message: String
        let source: String
        let details: [String: String]
    }
}
