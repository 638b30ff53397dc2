import ArgumentParser
import LarderAdmin
import LarderAdminClient

struct TreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree", abstract: "Show what lies under a prefix of the keys, largest first.",
        discussion: """
            EXAMPLES
              larder tree
              larder tree course_list: --limit 10
            """)

    @Argument(help: ArgumentHelp("A prefix as the tree shows it; without it, all keys.", valueName: "prefix"))
    var prefix = ""

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "n"), transform: RowLimit.init(argument:))
    var limit = RowLimit(50)

    @OptionGroup var reading: ReadOptions

    func run() async throws {
        try await self.reading.show(
            TreeQuery(prefix: self.prefix, limit: self.limit.rows).path,
            missing: { (page: TreePage) in
                page.entries == 0 && !self.prefix.isEmpty
                    ? "no key begins with '\(self.prefix)'; larder tree shows what there is" : nil
            }
        ) { Self.lines(of: $0, $1) }
    }

    static func lines(of page: TreePage, _ style: PrintStyle) -> [String] {
        var table = Table(
            ("SIZE", .right), ("ENTRIES", .right), ("HITS", .right), ("MISSES", .right), ("HIT RATIO", .right), ("PREFIX", .left))
        for child in page.children {
            let asked = child.hits + child.misses
            table.add(
                Figures.bytes(child.bytes), "\(child.entries)", "\(child.hits)", "\(child.misses)",
                Figures.percent(asked > 0 ? Double(child.hits) / Double(asked) : nil), child.prefix)
        }
        let total = "\(page.entries) \(page.entries == 1 ? "entry" : "entries"), \(Figures.bytes(page.bytes))"
        return (page.children.isEmpty ? [] : table.lines(style) + [""]) + [total]
    }
}
