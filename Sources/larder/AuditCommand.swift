import ArgumentParser
import Foundation
import LarderAdmin

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "List past purges, newest first: who, what, why, and whether it can be taken back.",
        discussion: """
            EXAMPLES
              larder audit --limit 10
              larder audit --json | jq '.items[] | select(.source == "cli")'
            """)

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "n"), transform: RowLimit.init(argument:))
    var limit = RowLimit(50)

    @OptionGroup var reading: ReadOptions

    func run() async throws {
        try await self.reading.show("/v1/invalidations?limit=\(self.limit.rows)") { Self.lines(of: $0, now: Date(), $1) }
    }

    static func lines(of list: ItemList<PastInvalidation>, now: Date, _ style: PrintStyle) -> [String] {
        guard !list.items.isEmpty else { return ["nothing was purged yet"] }
        var table = Table(
            ("AGO", .right), ("ID", .left), ("MODE", .left), ("ENTRIES", .right), ("BY", .left), ("UNDO", .left),
            ("WHAT", .left), ("WHY", .left))
        for past in list.items {
            let undo =
                if past.undone { "undone" } else if let until = past.undoUntil, until > now {
                    Figures.seconds(until.timeIntervalSince(now))
                } else { "–" }
            table.add(
                Figures.seconds(now.timeIntervalSince(past.at)), past.id, past.mode.rawValue, "\(past.matched)",
                [past.source.rawValue, past.operator].compactMap { $0 }.joined(separator: " "), undo, past.select.words,
                past.reason ?? "")
        }
        return table.lines(style)
    }
}

extension Selection {
    fileprivate var words: String {
        switch self {
        case .key(let key): key
        case .keys(let keys): "\(keys.count) keys: \(keys.prefix(3).joined(separator: " "))"
        case .url(let url): "URL \(url)"
        case .pattern(let pattern): "pattern \(pattern)"
        case .tag(let tag): "tag \(tag)"
        case .tags(let tags): "tags \(tags.joined(separator: " "))"
        case .route(let route): "route \(route)"
        case .all: "everything"
        }
    }
}
