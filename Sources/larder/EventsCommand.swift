import ArgumentParser
import Foundation
import LarderAdmin
import LarderAdminClient

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show what left the cache, what was purged, and how back ends do.",
        discussion: """
            EXAMPLES
              larder events
              larder events --follow --json | jq -r 'select(.reason == "capacity") | .key'
            """)

    /// As long as an answer waits for an event.
    private static let wait = Duration.seconds(3)

    @Flag(help: "Show those that come, as they come, until Ctrl-C; with --json each on a line of its own.")
    var follow = false

    @Option(help: ArgumentHelp("Only events numbered above this; without it, the last ones.", valueName: "seq"))
    var after: UInt64 = 0

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "n"), transform: RowLimit.init(argument:))
    var limit = RowLimit(100)

    @Flag(help: "Print what the endpoint answers.")
    var json = false

    @OptionGroup var endpoints: EndpointOptions

    func run() async throws {
        let nodes = try self.endpoints.nodes()
        let limit = self.limit.rows
        let after = self.after
        let answers = await nodes.ask { client throws(AdminClientError) -> EventPage in
            try await Self.latest(limit, after: after, of: client)
        }
        if self.json, !self.follow {
            answers.map { $0.encoded() }.printJSON()
            return try answers.throwFailures()
        }
        guard self.follow else {
            answers.printEach { StandardOutput.write(Self.lines(of: $0).joined(separator: "\n")) }
            return try answers.throwFailures()
        }
        let json = self.json
        let isOne = nodes.clients.count == 1
        let ends = await nodes.ask { client throws(AdminClientError) in
            do throws(AdminClientError) {
                try await Self.follow(client, EventsQuery(after: after, limit: limit)) { event in
                    let line = json ? Self.object(event, of: isOne ? nil : "\(client.endpoint)") : Self.line(of: event)
                    return StandardOutput.write(json || isOne ? line : "\(client.endpoint)  \(line)")
                }
            } catch {
                // The others go on.
                if !isOne { StandardError.write("\(client.endpoint): \(error)") }
                throw error
            }
        }
        try ends.throwFailures()
    }

    /// - Parameter after: Zero: the last ones there are.
    private static func latest(
        _ limit: Int, after: UInt64, of client: AdminClient
    ) async throws(AdminClientError) -> EventPage {
        guard after == 0 else { return try await client.get(EventsQuery(after: after, limit: limit).path) }
        var page = EventPage(next: 0, dropped: 0, items: [])
        while true {
            let more: EventPage = try await client.get(EventsQuery(after: page.next, limit: 1000).path)
            guard !more.items.isEmpty, more.next > page.next else { return page }
            page.next = more.next
            page.items = Array((page.items + more.items).suffix(limit))
        }
    }

    /// Until the endpoint no longer answers, or nobody reads what is shown.
    private static func follow(
        _ client: AdminClient, _ query: EventsQuery, _ show: (EventPage.Event) -> Bool
    ) async throws(AdminClientError) {
        var query = query
        while true {
            let page: EventPage = try await client.get(query.path)
            if page.dropped > 0, query.after > 0 {
                StandardError.write("\(page.dropped) events came faster than they could be shown")
            }
            for event in page.items {
                guard show(event) else { return }
            }
            query.after = page.next
            query.wait = Self.wait
        }
    }

    static func lines(of page: EventPage) -> [String] {
        page.items.isEmpty ? ["nothing happened yet"] : page.items.map { self.line(of: $0) }
    }

    static func line(of event: EventPage.Event) -> String {
        let what: String =
            switch event.kind {
            case .evicted: "evicted, \(event.reason ?? "")"
            case .invalidated: "invalidated, \(event.reason ?? "")"
            case .backend: "back end \(event.reason ?? "")"
            case .purgeFailed: "purge failed"
            }
        var details: [String] = []
        if let count = event.count { details.append("\(count) \(count == 1 ? "entry" : "entries")") }
        if let size = event.sizeBytes { details.append(Figures.bytes(size)) }
        if let age = event.ageSeconds { details.append("\(Figures.seconds(age)) old") }
        if let invalidation = event.invalidation { details.append(invalidation) }
        let time = event.at.formatted(.iso8601)
        let text = [time, what, event.key ?? "", details.joined(separator: ", ")].filter { !$0.isEmpty }.joined(separator: "  ")
        return StandardError.line(text)
    }

    /// - Parameter url: Of several endpoints the one that the event is from.
    private static func object(_ event: EventPage.Event, of url: String?) -> String {
        let body = (try? WireFormat.encode(SourcedEvent(url: url, event: event))) ?? Data()
        return HarmlessJSON.text(body)
    }

    private struct SourcedEvent: Encodable {
        let url: String?
        let event: EventPage.Event

        private enum CodingKeys: CodingKey {
            case url
        }

        func encode(to encoder: any Encoder) throws {
            try self.event.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(self.url, forKey: .url)
        }
    }
}
