import ArgumentParser
import Foundation
import LarderAdmin
import LarderAdminClient

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show all that is known of one entry.",
        discussion: """
            The beginning of its value is shown where the token's role is inspect or more.

            EXAMPLES
              larder inspect single_course:42
              larder inspect 'course_list:?page=2' --json | jq .tags
            """)

    @Argument(help: ArgumentHelp("Its key, as larder keys lists it.", valueName: "key"))
    var key: String

    @OptionGroup var reading: ReadOptions

    func run() async throws {
        try await self.reading.show(AdminClient.keyPath(self.key)) { Self.lines(of: $0, now: Date(), $1) }
    }

    static func lines(of entry: KeyDetail, now: Date, _ style: PrintStyle) -> [String] {
        func ago(_ date: Date?) -> String? { date.map { "\(Figures.seconds(now.timeIntervalSince($0))) ago" } }
        func from(_ date: Date?) -> String? {
            date.map { $0 > now ? "for \(Figures.seconds($0.timeIntervalSince(now))) more" : ago($0).map { "until \($0)" } ?? "" }
        }
        var table = Table((entry.key, .left), ("", .left))
        let rows: [(String, String?)] = [
            ("cache", entry.cache), ("state", entry.state.rawValue), ("route", entry.route),
            ("tags", entry.tags.joined(separator: ", ")),
            ("size", Figures.bytes(entry.sizeBytes)), ("hits", "\(entry.hits)"), ("last hit", ago(entry.lastHitAt) ?? "never"),
            ("made", ago(entry.createdAt)), ("cost", Figures.microseconds(entry.costUs)),
            ("fresh", from(entry.freshUntil) ?? "for ever"),
            ("servable stale", entry.staleUntil == entry.freshUntil ? nil : from(entry.staleUntil)),
            ("status", entry.status.map { "\($0)" }), ("content type", entry.contentType), ("etag", entry.etag),
        ]
        for case (let name, let value?) in rows where !value.isEmpty {
            table.add(name, value)
        }
        let preview = entry.preview?.wrappedValue.map { ["", StandardError.harmless($0)] } ?? []
        return table.lines(style) + preview
    }
}
