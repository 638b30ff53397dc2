import ArgumentParser
import Foundation
import LarderAdmin
import LarderAdminClient

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "List what is cached.",
        discussion: """
            A pattern matches the whole key: * any run, ? one character, [abc], [a-z], [!a]; \\ takes the next one as it is.

            EXAMPLES
              larder keys 'course_list:*'
              larder keys --tag course --sort size --order desc --limit 10
              larder keys --json | jq -r '.items[].key'
            """)

    @Argument(help: ArgumentHelp("Only keys that match.", valueName: "pattern"))
    var pattern: String?

    @Option(help: "Only entries with this tag.")
    var tag: String?

    @Option(help: "What to order by.")
    var sort: KeyPage.Sort = .key

    @Option(help: "Which way.")
    var order: KeyPage.Order = .ascending

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "n"), transform: RowLimit.init(argument:))
    var limit = RowLimit(100)

    @Option(help: ArgumentHelp("Where the page before ended, as it said.", valueName: "cursor"))
    var cursor: String?

    @OptionGroup var reading: ReadOptions

    func run() async throws {
        let query = KeysQuery(
            pattern: self.pattern, tag: self.tag, sort: self.sort, order: self.order, limit: self.limit.rows, cursor: self.cursor)
        let isNarrowed = self.pattern != nil || self.tag != nil
        try await self.reading.show(
            query.path,
            missing: { (page: KeyPage) in
                page.matched == 0 && isNarrowed ? "nothing matches; larder tree shows what there is" : nil
            }
        ) { Self.lines(of: $0, now: Date(), $1) }
    }

    static func lines(of page: KeyPage, now: Date, _ style: PrintStyle) -> [String] {
        var table = Table(
            ("STATE", .left), ("SIZE", .right), ("HITS", .right), ("AGE", .right), ("FRESH FOR", .right), ("KEY", .left))
        for item in page.items {
            table.add(
                item.state.rawValue, Figures.bytes(item.sizeBytes), "\(item.hits)",
                Figures.seconds(max(0, now.timeIntervalSince(item.createdAt))),
                item.freshUntil.map { Figures.seconds(max(0, $0.timeIntervalSince(now))) } ?? "always", item.key)
        }
        let count = "\(page.items.count) of \(page.matched) \(page.matched == 1 ? "entry" : "entries")"
        let more = page.nextCursor.map { "; the next ones with --cursor \($0)" } ?? ""
        return (page.items.isEmpty ? [] : table.lines(style) + [""]) + [StandardError.harmless(count + more)]
    }
}
