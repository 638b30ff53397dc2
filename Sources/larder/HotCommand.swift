import ArgumentParser
import LarderAdmin
import LarderAdminClient

struct HotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hot", abstract: "List the keys that matter most.",
        discussion: """
            Requests are counted by a sketch: they may be too high by the figure after the ±.

            EXAMPLES
              larder hot --by misses --limit 10
              larder hot --watch
            """)

    @Option(help: "By requests, bytes sent, misses, or what misses cost.")
    var by = HotKeysQuery.Measure.requests

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "n"), transform: RowLimit.init(argument:))
    var limit = RowLimit(20)

    @OptionGroup var reading: ReadOptions

    func run() async throws {
        try await self.reading.show(HotKeysQuery(by: self.by, limit: self.limit.rows).path) {
            Self.lines(of: $0, $1)
        }
    }

    static func lines(of list: ItemList<StatsSnapshot.HotKey>, _ style: PrintStyle) -> [String] {
        guard !list.items.isEmpty else { return ["no key was asked for lately"] }
        var table = Table(
            ("HITS/S", .right), ("REQUESTS", .right), ("±", .right), ("MISSES", .right), ("HIT RATIO", .right),
            ("BYTES/S", .right),
            ("SIZE", .right), ("FRESH FOR", .right), ("STATE", .left), ("KEY", .left))
        for item in list.items {
            table.add(
                Figures.rate(item.hitsPerSecond), "\(item.requests)", "\(item.errorBound)", "\(item.misses)",
                Figures.percent(item.hitRatio), Figures.rate(item.bytesPerSecond), Figures.bytes(item.sizeBytes),
                Figures.seconds(item.ttlSeconds), item.state.rawValue, item.key)
        }
        return table.lines(style)
    }
}
